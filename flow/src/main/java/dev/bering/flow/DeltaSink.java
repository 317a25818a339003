package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Replaces what a Delta table holds, or a slice of it, in one commit. Where there is no table, it
 * makes one.
 *
 * <p>A slice is told by a predicate, such as {@code day = DATE'2026-01-01' AND hour = 3}: rows of
 * the table that meet it are replaced, the others stay, and Delta refuses the write if one of the
 * new rows does not meet it. Slices that do not overlap may be written at the same time.
 *
 * @param port as the flow knows it
 * @param location the table
 * @param slice the predicate; empty replaces the whole table
 * @param partitions the columns by which a table that is made here is partitioned
 * @param note what the metadata of the commit says besides the run's own note
 * @param detail what the receipt tells
 */
public record DeltaSink(
    String port,
    Location location,
    Optional<String> slice,
    List<String> partitions,
    String note,
    Detail detail)
    implements Sink {

  /** What a receipt tells. */
  public enum Detail {
    /** Rows, bytes and version, as the commit tells them. It costs nothing. */
    COUNTS,
    /** The hash of the rows too, which is computed while they are written. */
    CONTENT_HASH
  }

  public DeltaSink {
    Objects.requireNonNull(port, "port is null");
    Objects.requireNonNull(location, "location is null");
    Objects.requireNonNull(slice, "slice is null");
    partitions = List.copyOf(partitions);
    Objects.requireNonNull(note, "note is null");
    Objects.requireNonNull(detail, "detail is null");
  }

  /** Replaces the whole table, which is not partitioned where it is made. */
  public static DeltaSink replacing(String port, Location location) {
    return new DeltaSink(port, location, Optional.empty(), List.of(), "", Detail.COUNTS);
  }

  /** Replaces only the rows that meet {@code predicate}, a condition in SQL on the columns. */
  public DeltaSink where(String predicate) {
    return new DeltaSink(port, location, Optional.of(predicate), partitions, note, detail);
  }

  /** A table that is made here is partitioned by these columns. */
  public DeltaSink partitionedBy(List<String> columns) {
    return new DeltaSink(port, location, slice, columns, note, detail);
  }

  /** The metadata of the commit says this too. It must not hold secrets. */
  public DeltaSink noting(String text) {
    return new DeltaSink(port, location, slice, partitions, text, detail);
  }

  /** The receipt tells the hash of the rows. */
  public DeltaSink hashing() {
    return new DeltaSink(port, location, slice, partitions, note, Detail.CONTENT_HASH);
  }

  @Override
  public String target() {
    return slice.map(rows -> "%s where %s".formatted(location, rows)).orElse(location.toString());
  }

  @Override
  public Optional<Location> place() {
    return Optional.of(location);
  }

  @Override
  public List<Problem> problems(String subject, Dataset<Row> rows) {
    return new DeltaPlace(rows.sparkSession(), location)
        .problems(subject, rows.schema(), partitions);
  }

  @Override
  public Receipt write(Dataset<Row> rows, String runNote) {
    String metadata = note.isEmpty() ? runNote : runNote + " " + note;
    if (detail == Detail.COUNTS) {
      return replace(rows, metadata);
    }
    var hash = ContentHash.of(rows.schema());
    Observed watched = hash.watch(rows);
    Receipt receipt = replace(watched.rows(), metadata);
    return hash.of(watched, receipt.rows()).map(receipt::withContentHash).orElse(receipt);
  }

  private Receipt replace(Dataset<Row> rows, String metadata) {
    DataFrameWriter<Row> writer =
        rows.write()
            .format("delta")
            .mode(SaveMode.Overwrite)
            .option("userMetadata", metadata)
            .partitionBy(partitions.toArray(String[]::new));
    slice.ifPresent(predicate -> writer.option("replaceWhere", predicate));
    writer.save(location.toString());
    var place = new DeltaPlace(rows.sparkSession(), location);
    return place
        .receipt(metadata)
        .or(() -> slice.flatMap(place::unchanged))
        .orElseThrow(
            () -> new IllegalStateException("No commit '%s' in %s".formatted(metadata, location)));
  }
}
