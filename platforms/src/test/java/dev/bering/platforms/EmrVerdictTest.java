package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ErrorDetail;
import software.amazon.awssdk.services.emr.model.StepStatus;

/** Why a step did not succeed, from all the places where EMR says something of it. */
class EmrVerdictTest {

  private static Cluster cluster(String state, String reason, String words, ErrorDetail... errors) {
    return Cluster.builder()
        .status(
            status ->
                status
                    .state(state)
                    .stateChangeReason(why -> why.code(reason).message(words))
                    .errorDetails(List.of(errors)))
        .build();
  }

  private static ErrorDetail error(String code, String words) {
    return ErrorDetail.builder().errorCode(code).errorMessage(words).build();
  }

  private static StepStatus step(String state, String reason) {
    return StepStatus.builder().state(state).failureDetails(why -> why.reason(reason)).build();
  }

  private static Failure verdict(Cluster cluster, StepStatus step, String log) {
    return EmrVerdict.of(cluster, step, log, "s3://logs/s-1").orElseThrow();
  }

  private static FailureClass kind(Cluster cluster, String state) {
    return verdict(cluster, step(state, ""), "").kind();
  }

  @Test
  void aStepThatIsCompletedSucceededWhateverBecameOfItsCluster() {
    assertThat(
            EmrVerdict.of(
                cluster("TERMINATED_WITH_ERRORS", "INSTANCE_FAILURE", "master is gone"),
                step("COMPLETED", ""),
                "",
                "s3://logs/s-1"))
        .isEmpty();
  }

  @Test
  void aClusterWithoutErrorsDoesNotMakeASuccessOfAStepThatIsNoSuccess() {
    Cluster done = cluster("TERMINATED", "ALL_STEPS_COMPLETED", "Steps completed");
    assertThat(kind(done, "CANCELLED")).isEqualTo(FailureClass.CANCELLED);
    assertThat(kind(done, "INTERRUPTED")).isEqualTo(FailureClass.PLATFORM);
    assertThat(kind(done, "PENDING")).isEqualTo(FailureClass.PLATFORM);
    Cluster stopped = cluster("TERMINATED", "USER_REQUEST", "Terminated by user request");
    assertThat(kind(stopped, "CANCELLED")).isEqualTo(FailureClass.CANCELLED);
    assertThat(kind(stopped, "INTERRUPTED")).isEqualTo(FailureClass.CANCELLED);
    assertThat(kind(stopped, "FAILED")).isEqualTo(FailureClass.USER_CODE);
  }

  @Test
  void theClustersReasonDecidesWhereItTookItsStepsAlong() {
    assertThat(kind(cluster("TERMINATED_WITH_ERRORS", "INSTANCE_FAILURE", "spot"), "FAILED"))
        .isEqualTo(FailureClass.CAPACITY);
    assertThat(kind(cluster("TERMINATED_WITH_ERRORS", "INTERNAL_ERROR", "oops"), "CANCELLED"))
        .isEqualTo(FailureClass.PLATFORM);
    assertThat(kind(cluster("TERMINATED_WITH_ERRORS", "NEW_REASON", "oops"), "CANCELLED"))
        .isEqualTo(FailureClass.PLATFORM);
  }

  @Test
  void errorDetailsComeBeforeTheClustersReason() {
    String state = "TERMINATED_WITH_ERRORS";
    String reason = "VALIDATION_ERROR";
    assertThat(
            kind(cluster(state, reason, "no", error("EC2_VCPU_LIMIT_EXCEEDED", "32")), "CANCELLED"))
        .isEqualTo(FailureClass.QUOTA);
    assertThat(kind(cluster(state, reason, "no", error("SERVICE_ROLE_INVALID", "x")), "CANCELLED"))
        .isEqualTo(FailureClass.AUTH);
    assertThat(
            kind(
                cluster(
                    state,
                    "INTERNAL_ERROR",
                    "no",
                    error("INTERNAL_ERROR_SPOT_NO_CAPACITY_PRIMARY", "x")),
                "CANCELLED"))
        .isEqualTo(FailureClass.CAPACITY);
    // A code that nobody knows: its words decide, and where they do not, the next error.
    assertThat(
            kind(
                cluster(
                    state,
                    reason,
                    "no",
                    error("NEW", "x"),
                    error("NEWER", "EC2 is out of capacity for r6g.2xlarge")),
                "CANCELLED"))
        .isEqualTo(FailureClass.CAPACITY);
    assertThat(kind(cluster(state, reason, "no", error("NEW", "x")), "CANCELLED"))
        .isEqualTo(FailureClass.CONFIG);
  }

  @Test
  void theDriversLogSaysMoreThanTheClientOfYarn() {
    Cluster failed = cluster("TERMINATED_WITH_ERRORS", "STEP_FAILURE", "Shut down as step failed");
    String client =
        "Exception in thread \"main\" org.apache.spark.SparkException: Application application_1_1 finished with failed status";
    Failure own =
        verdict(failed, step("FAILED", client), "java.lang.ArithmeticException: / by zero\n");
    assertThat(own.kind()).isEqualTo(FailureClass.USER_CODE);
    assertThat(own.exception()).contains("java.lang.ArithmeticException: / by zero");
    assertThat(own.look()).contains("s3://logs/s-1");
    Failure memory =
        verdict(failed, step("FAILED", client), "java.lang.OutOfMemoryError: Java heap space\n");
    assertThat(memory.kind()).isEqualTo(FailureClass.MEMORY);
    Failure unknown = verdict(failed, step("FAILED", client), "");
    assertThat(unknown.kind()).isEqualTo(FailureClass.USER_CODE);
    assertThat(unknown.exception()).isEmpty();
    assertThat(unknown.words()).isEqualTo(client);
  }
}
