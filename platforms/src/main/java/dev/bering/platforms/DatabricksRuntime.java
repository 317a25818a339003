package dev.bering.platforms;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which line of Spark a runtime of Databricks carries, from a dated table beside this class. */
final class DatabricksRuntime {
  private static final Pattern NAME = Pattern.compile("(\\d+)(?:\\.(\\d+))?[.-].*");
  private static final Map<String, String> SPARK =
      DataTable.rows("databricks-runtimes.txt", 3).stream()
          .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));

  private static final Pattern SCALA = Pattern.compile(".*-scala(2\\.\\d+)");

  private DatabricksRuntime() {}

  /**
   * The line of Spark.
   *
   * @param sparkVersion a {@code spark_version}, as in {@code 17.3.x-scala2.13}
   * @return empty for a runtime that the table does not have
   */
  static Optional<String> spark(String sparkVersion) {
    Matcher name = NAME.matcher(sparkVersion);
    if (!name.matches()) {
      return Optional.empty();
    }
    String major = name.group(1);
    return Optional.ofNullable(SPARK.get(major + "." + name.group(2)))
        .or(() -> Optional.ofNullable(SPARK.get(major)));
  }

  /** The line of Scala, which its name ends with; empty if it does not. */
  static Optional<String> scala(String sparkVersion) {
    Matcher name = SCALA.matcher(sparkVersion);
    return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
  }
}
