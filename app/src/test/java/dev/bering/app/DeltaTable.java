package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A Delta table as delta-spark writes and reads it. */
record DeltaTable(SparkSession spark, Path folder) {

  /** Runs commands in which {@code {t}} stands for the table. */
  DeltaTable sql(String... commands) {
    for (String command : commands) {
      spark.sql(command.replace("{t}", name()));
    }
    return this;
  }

  /** What a query finds, each row as text, in order; {@code {t}} stands for the table. */
  List<String> query(String query) {
    return lines(spark.sql(query.replace("{t}", name())));
  }

  String name() {
    return "delta.`" + folder + "`";
  }

  private static List<String> lines(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  /** Every row of the newest version, as text. */
  List<String> rows() {
    return query("SELECT * FROM {t}");
  }

  /** What each version after {@code seen} holds, from the first that can still be read. */
  TreeMap<Long, List<String>> historyAfter(long seen) throws IOException {
    TreeMap<Long, List<String>> history = new TreeMap<>();
    for (long version = Math.max(oldest(), seen + 1); version <= newestVersion(); version++) {
      history.put(version, KernelRows.read(folder, version));
    }
    return history;
  }

  /**
   * That each version after {@code seen} holds these rows for Delta Kernel, and the first and the
   * last of them for delta-spark, which needs a second for each. What Kernel has read elsewhere is
   * what Spark has to see here.
   */
  void assertHistoryAfter(long seen, TreeMap<Long, List<String>> expected) throws IOException {
    assertThat(historyAfter(seen)).isEqualTo(expected);
    if (!expected.isEmpty()) {
      assertBySpark(expected.firstEntry());
      assertBySpark(expected.lastEntry());
    }
  }

  private void assertBySpark(Map.Entry<Long, List<String>> version) {
    assertThat(bySpark(version.getKey()))
        .as("version %d", version.getKey())
        .isEqualTo(version.getValue());
  }

  /** That the newest version holds these rows, for both readers. */
  void assertNewest(List<String> expected) throws IOException {
    assertThat(KernelRows.read(folder, newestVersion())).isEqualTo(expected);
    assertThat(bySpark(newestVersion())).isEqualTo(expected);
  }

  private List<String> bySpark(long version) {
    return lines(
        spark.read().format("delta").option("versionAsOf", version).load(folder.toString()));
  }

  /** The first version that can be rebuilt. */
  private long oldest() throws IOException {
    List<String> log = files("_delta_log");
    return log.contains("_delta_log/%020d.json".formatted(0))
        ? 0
        : log.stream()
            .filter(file -> file.contains(".checkpoint."))
            .mapToLong(DeltaTable::version)
            .min()
            .orElseThrow();
  }

  private long newestVersion() throws IOException {
    return files("_delta_log").stream()
        .filter(file -> file.matches(".*/\\d{20}\\.json"))
        .mapToLong(DeltaTable::version)
        .max()
        .orElseThrow();
  }

  private static long version(String file) {
    return Long.parseLong(file.replaceAll(".*/(\\d{20})\\..*", "$1"));
  }

  /** When each version was committed, as delta-spark tells it. */
  List<String> times() {
    return lines(spark.sql("DESCRIBE HISTORY " + name()).select("version", "timestamp"));
  }

  /** The change feed from a version on. */
  List<String> changes(long from, String columns) {
    return lines(
        spark
            .read()
            .format("delta")
            .option("readChangeFeed", true)
            .option("startingVersion", from)
            .load(folder.toString())
            .selectExpr(columns.split(", ")));
  }

  /** All commits together. */
  String log() throws IOException {
    List<String> commits = new ArrayList<>();
    for (String file : files("_delta_log")) {
      if (file.endsWith(".json") && !file.contains("checkpoint")) {
        commits.add(Files.readString(folder.resolve(file)));
      }
    }
    return String.join("\n", commits);
  }

  /** Relative paths of the files below a folder of the table. */
  List<String> files(String below) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(below))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(file -> !file.endsWith(".crc") || file.contains("/0"))
          .sorted()
          .collect(Collectors.toList());
    }
  }
}
