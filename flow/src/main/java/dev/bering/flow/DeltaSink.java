package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Replaces what a Delta table holds, in one commit. */
final class DeltaSink {
  private static final int RECENT_COMMITS = 16;

  private final SparkSession spark;
  private final Location location;

  DeltaSink(SparkSession spark, Location location) {
    this.spark = spark;
    this.location = location;
  }

  /** What a commit says of itself. */
  record Commit(long version, long rows) {}

  /**
   * What keeps rows of {@code columns} from replacing what is there. A table of the same columns
   * may be replaced; one of others, and files that are no table, may not.
   *
   * @param subject how the messages begin: {@code Cannot write alerts of detect to /lake/alerts}
   * @throws UserException FLOW_SINK_UNREADABLE if it cannot be told what is there
   */
  List<Problem> problems(String subject, StructType columns) {
    try {
      return DeltaTable.isDeltaTable(spark, location.toString())
          ? tableProblems(subject, columns)
          : fileProblems(subject);
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      throw UserException.source(
          new Problem(
              "FLOW_SINK_UNREADABLE",
              "%s: %s.".formatted(subject, NodeFailure.firstLine(e)),
              "check the location and the rights to it"),
          e);
    }
  }

  private List<Problem> tableProblems(String subject, StructType columns) {
    StructType there = DeltaTable.forPath(spark, location.toString()).toDF().schema();
    return canonical(there).equals(canonical(columns))
        ? List.of()
        : List.of(
            new Problem(
                "FLOW_SINK_SCHEMA",
                "%s: the table there has other columns, %s against %s."
                    .formatted(subject, there.toDDL(), columns.toDDL()),
                "choose another location, or drop the table there"));
  }

  private List<Problem> fileProblems(String subject) throws IOException {
    var path = new Path(location.toString());
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    return files.exists(path) && files.listStatus(path).length > 0
        ? List.of(
            new Problem(
                "FLOW_SINK_OCCUPIED",
                subject + ": there are files there that are no Delta table.",
                "choose an empty location"))
        : List.of();
  }

  private static Set<String> canonical(StructType columns) {
    return Arrays.stream(columns.fields())
        .map(f -> f.name().toLowerCase(Locale.ROOT) + " " + f.dataType().catalogString())
        .collect(Collectors.toSet());
  }

  /**
   * Replaces the rows of the table, or makes it.
   *
   * <p>If this fails, the table holds what it held before; running it again is safe.
   *
   * @param metadata text by which {@link #commit} finds the commit
   */
  void write(Dataset<Row> rows, String metadata) {
    rows.write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .option("userMetadata", metadata)
        .save(location.toString());
  }

  /** The commit that {@link #write} made. Others may have been made since. */
  Commit commit(String metadata) {
    DeltaTable table = DeltaTable.forPath(spark, location.toString());
    return commit(table.history(RECENT_COMMITS), metadata)
        .or(() -> commit(table.history(), metadata))
        .orElseThrow(
            () -> new IllegalStateException("No commit '%s' in %s".formatted(metadata, location)));
  }

  private static Optional<Commit> commit(Dataset<Row> history, String metadata) {
    List<Row> found =
        history
            .where(history.col("userMetadata").equalTo(metadata))
            .selectExpr("version", "cast(operationMetrics['numOutputRows'] as bigint)")
            .collectAsList();
    return found.stream().findFirst().map(row -> new Commit(row.getLong(0), row.getLong(1)));
  }
}
