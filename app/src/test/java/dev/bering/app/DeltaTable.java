package dev.bering.app;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
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

  Version newest() throws IOException {
    return version(newestVersion());
  }

  Version version(long number) {
    return new Version(this, number);
  }

  /** A version of a table. */
  record Version(DeltaTable table, long number) {

    /** Every row as text, in order, as Delta Kernel reads it. */
    List<String> byKernel() throws IOException {
      return KernelRows.read(table.folder, number);
    }

    /**
     * Every row of each of these versions as text, in order, as delta-spark reads it: in one query,
     * as each costs far more than its rows.
     */
    static List<List<String>> bySpark(List<Version> versions) {
      List<Row> rows =
          IntStream.range(0, versions.size())
              .mapToObj(i -> versions.get(i).lines().withColumn("side", lit(i)))
              .reduce(Dataset::union)
              .orElseThrow()
              .collectAsList();
      return IntStream.range(0, versions.size())
          .mapToObj(
              i ->
                  rows.stream()
                      .filter(row -> row.getInt(1) == i)
                      .map(row -> row.getString(0))
                      .sorted()
                      .toList())
          .toList();
    }

    private Dataset<Row> lines() {
      Dataset<Row> rows =
          table
              .spark
              .read()
              .format("delta")
              .option("versionAsOf", number)
              .load(table.folder.toString());
      Column[] texts =
          Stream.of(rows.columns())
              .map(name -> coalesce(rows.col("`" + name + "`").cast("string"), lit("null")))
              .toArray(Column[]::new);
      return rows.select(concat(lit("["), concat_ws(",", texts), lit("]")).as("line"));
    }
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
