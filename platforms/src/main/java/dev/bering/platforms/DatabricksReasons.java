package dev.bering.platforms;

import dev.bering.jobs.FailureClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the codes of Databricks mean, from a table beside this class. Codes are texts: new ones
 * appear without notice.
 */
final class DatabricksReasons {
  private static final List<List<String>> ROWS = DataTable.rows("databricks-reasons.txt", 3);
  private static final Map<String, FailureClass> RUN = of("run");
  private static final Map<String, FailureClass> CLUSTER = of("cluster");

  private DatabricksReasons() {}

  /** What a run's termination code means; empty for one that nobody has written down. */
  static Optional<FailureClass> ofRun(String code) {
    return Optional.ofNullable(RUN.get(code));
  }

  /** What the reason for a cluster's end means; empty for one that nobody has written down. */
  static Optional<FailureClass> ofCluster(String code) {
    return Optional.ofNullable(CLUSTER.get(code));
  }

  private static Map<String, FailureClass> of(String who) {
    return ROWS.stream()
        .filter(row -> row.get(0).equals(who))
        .collect(Collectors.toMap(row -> row.get(1), row -> FailureClass.valueOf(row.get(2))));
  }
}
