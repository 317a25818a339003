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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** What is at the place of a Delta table: the table, other files, or nothing. */
record DeltaPlace(SparkSession spark, Location location) {
  private static final int RECENT_COMMITS = 16;

  /**
   * What keeps rows of {@code columns} from replacing what is there. A table of the same columns
   * and partitions may be replaced; one of others, and files that are no table, may not.
   *
   * @param subject how the messages begin: {@code Cannot write alerts of detect to /lake/alerts}
   * @throws UserException FLOW_SINK_UNREADABLE if it cannot be told what is there
   */
  List<Problem> problems(String subject, StructType columns, List<String> partitions) {
    try {
      return DeltaTable.isDeltaTable(spark, location.toString())
          ? tableProblems(subject, columns, partitions)
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

  private List<Problem> tableProblems(String subject, StructType columns, List<String> partitions) {
    DeltaTable table = DeltaTable.forPath(spark, location.toString());
    StructType there = table.toDF().schema();
    if (!canonical(there).equals(canonical(columns))) {
      return List.of(
          new Problem(
              "FLOW_SINK_SCHEMA",
              "%s: the table there has other columns, %s against %s."
                  .formatted(subject, there.toDDL(), columns.toDDL()),
              "choose another location, or drop the table there"));
    }
    return partitions.isEmpty() ? List.of() : partitionProblems(subject, table, partitions);
  }

  /** Asked only where partitions are wanted: a whole table keeps those it has. */
  private static List<Problem> partitionProblems(
      String subject, DeltaTable table, List<String> partitions) {
    List<String> there = table.detail().select("partitionColumns").head().getList(0);
    return lower(there).equals(lower(partitions))
        ? List.of()
        : List.of(
            new Problem(
                "FLOW_SINK_PARTITIONS",
                "%s: the table there is partitioned by %s, wanted by %s."
                    .formatted(subject, listed(there), listed(partitions)),
                "choose another location, or drop the table there"));
  }

  private static List<String> lower(List<String> columns) {
    return columns.stream().map(column -> column.toLowerCase(Locale.ROOT)).toList();
  }

  private static String listed(List<String> columns) {
    return columns.isEmpty() ? "nothing" : String.join(", ", columns);
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
   * What the commit that bears {@code metadata} says. Others may have been made since. Rows that
   * Delta only copied from a file into the next, as they lie outside of the slice, do not count.
   */
  Optional<Receipt> receipt(String metadata) {
    return inText(metadata)
        .or(() -> receipt(DeltaTable.forPath(spark, location.toString()).history(), metadata));
  }

  /** Where no rows take the place of no rows Delta commits nothing. */
  Optional<Receipt> unchanged(String slice) {
    Pinned now = Pinned.latest(spark, location);
    return now.read(spark).where(slice).isEmpty()
        ? Optional.of(Receipt.ofRows(0).withBytes(0).withVersion(now.version()))
        : Optional.empty();
  }

  /** Delta answers with a job; most often the files of the log can be read as they are. */
  private Optional<Receipt> inText(String metadata) {
    try {
      return DeltaLogText.of(spark, location).find(metadata, RECENT_COMMITS);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Receipt> receipt(Dataset<Row> history, String metadata) {
    List<Row> found =
        history
            .where(history.col("userMetadata").equalTo(metadata))
            .selectExpr(
                "version",
                "cast(operationMetrics['numOutputRows'] as bigint)"
                    + " - coalesce(cast(operationMetrics['numCopiedRows'] as bigint), 0)",
                "cast(operationMetrics['numOutputBytes'] as bigint)")
            .collectAsList();
    return found.stream()
        .findFirst()
        .map(
            row ->
                Receipt.ofRows(row.getLong(1))
                    .withBytes(row.getLong(2))
                    .withVersion(row.getLong(0)));
  }
}
