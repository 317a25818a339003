package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.service.compute.TerminationReasonCode;
import com.databricks.sdk.service.jobs.RunResultState;
import com.databricks.sdk.service.jobs.TerminationCodeCode;
import dev.bering.jobs.FailureClass;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of codes, held against those that the SDK knows. */
class DatabricksReasonsTest {

  private static List<String> written(String who) {
    return DataTable.rows("databricks-reasons.txt", 3).stream()
        .filter(row -> row.get(0).equals(who))
        .map(row -> row.get(1))
        .toList();
  }

  @Test
  void spellsCodesAsDatabricksDoes() {
    assertThat(Arrays.stream(TerminationReasonCode.values()).map(Enum::name))
        .containsAll(written("cluster"));
    assertThat(
            Stream.of(TerminationCodeCode.values(), RunResultState.values())
                .flatMap(Arrays::stream)
                .map(code -> ((Enum<?>) code).name()))
        .containsAll(
            written("run").stream()
                // Only its documentation has this one.
                .filter(code -> !code.equals("CLUSTER_TERMINATED_BY_USER"))
                .toList());
  }

  @Test
  void leavesNoEndOfARunWithoutAMeaning() {
    assertThat(
            Arrays.stream(TerminationCodeCode.values())
                .map(Enum::name)
                .filter(code -> DatabricksReasons.ofRun(code).isEmpty()))
        .containsExactly("SUCCESS", "SUCCESS_WITH_FAILURES");
  }

  @Test
  void doesNotKnowWhatNobodyWroteDown() {
    assertThat(DatabricksReasons.ofRun("CODE_OF_2031")).isEmpty();
    assertThat(DatabricksReasons.ofCluster("JOB_FINISHED")).isEmpty();
    assertThat(DatabricksReasons.ofCluster("DRIVER_EVICTION")).contains(FailureClass.CAPACITY);
  }
}
