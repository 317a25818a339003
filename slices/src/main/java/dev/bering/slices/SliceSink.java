package dev.bering.slices;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import dev.bering.flow.HashedRows;
import dev.bering.flow.Receipt;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaChanges;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;

/**
 * Replaces one slice of a Delta table, in one commit. Readers go through the ledger, so nothing is
 * published by it. A slice that never had rows is appended: Delta need not look for what to take
 * away then, which costs more than the rows of a small slice.
 *
 * <p>A row of another slice fails the write; without that it would replace nothing there and stay
 * beside what is there. The metadata of the commit names the slice. Delta's {@code txn} and dynamic
 * partition overwrite are not used: the one drops a repeated write silently, the other replaces
 * whatever slices the rows happen to be of (both measured).
 *
 * @param strays tells the commits of other slices from those of others
 * @param published the last version that is published of the table; -1 if none is
 * @param written what the run knows of the table
 */
record SliceSink(SliceTable table, Slice slice, Strays strays, long published, WrittenTable written)
    implements Sink {

  @Override
  public String port() {
    return table.port();
  }

  @Override
  public String target() {
    return "%s slice %s".formatted(table.location(), slice);
  }

  @Override
  public Optional<Location> place() {
    return Optional.of(table.location());
  }

  /** What may be wrong with the table is looked at once before the slices, by {@link Shapes}. */
  @Override
  public List<Problem> problems(String subject, Dataset<Row> rows) {
    String zone = rows.sparkSession().conf().get("spark.sql.session.timeZone");
    boolean isMistaken =
        table.key() instanceof SliceKey.Stamped
            && SliceKey.Stamped.isMistaken(slice, DateTimeUtils.getZoneId(zone));
    return isMistaken
        ? List.of(
            new Problem(
                "SLICE_ZONE",
                "%s: in the session's zone %s the slice begins at the same time of day as the one"
                        .formatted(subject, zone)
                    + " before, and Delta would take it for that.",
                "set spark.sql.session.timeZone to UTC"))
        : List.of();
  }

  @Override
  public Receipt write(Dataset<Row> rows, String runNote) {
    String note = Strays.signed(runNote, slice);
    long base = current();
    boolean isEmpty = written.isEmpty(slice, base);
    HashedRows hashed = HashedRows.of(rows);
    DataFrameWriter<Row> writer =
        stamped(guarded(hashed.rows()))
            .write()
            .format("delta")
            .option("userMetadata", note)
            .partitionBy(table.key().partitionColumns().toArray(String[]::new));
    if (isEmpty) {
      writer.mode(SaveMode.Append);
    } else {
      writer.mode(SaveMode.Overwrite).option("replaceWhere", table.key().of(slice));
    }
    writer.save(table.location().toString());
    Optional<DeltaChanges.Commit> commit = DeltaChanges.find(table.location(), note, base);
    if (commit.isEmpty()) {
      return unchanged(base, hashed);
    }
    refuseTouched(base, commit.get().version() - 1);
    Receipt receipt =
        Receipt.ofRows(commit.get().metric("numOutputRows") - commit.get().metric("numCopiedRows"))
            .withBytes(commit.get().metric("numOutputBytes"))
            .withVersion(commit.get().version());
    return hashed.hash(receipt.rows()).map(receipt::withContentHash).orElse(receipt);
  }

  private long current() {
    return published < 0
        ? DeltaChanges.versionIfThere(table.location()).orElse(-1L)
        : DeltaChanges.latestVersion(table.location(), published);
  }

  /**
   * Delta commits nothing where no rows take the place of no rows. The slice is empty then in the
   * version that the table has, unless somebody has written to it meanwhile.
   */
  private Receipt unchanged(long base, HashedRows hashed) {
    Optional<String> hash = hashed.hash(0);
    if (hash.isEmpty()) {
      throw UserException.source(
          new Problem(
              "SLICE_COMMIT_LOST",
              "Cannot publish %s of slice %s: rows were written to %s, but its log has no commit of"
                      .formatted(port(), slice, table.location())
                  + " them after version %d.".formatted(base),
              "was the table dropped and made again? restore it and run the slice again"));
    }
    long now = DeltaChanges.latestVersion(table.location());
    refuseTouched(base, now);
    return Receipt.ofRows(0).withBytes(0).withVersion(now).withContentHash(hash.get());
  }

  /**
   * Nobody else wrote to the slice after version {@code base}, up to {@code last}. Delta itself
   * looks for that only where rows are replaced, and not even there if the table allows others to
   * append meanwhile (its isolation level WriteSerializable).
   */
  private void refuseTouched(long base, long last) {
    for (DeltaChanges.Commit other : DeltaChanges.between(table.location(), base, last).values()) {
      boolean elsewhere =
          strays.slice(other.note()).filter(label -> !label.equals(slice.label())).isPresent();
      boolean touched =
          other.files().stream().anyMatch(file -> InputChanges.mayTouch(table.key(), file, slice));
      if (touched && !elsewhere) {
        throw UserException.temporary(
            new Problem(
                "SLICE_TOUCHED",
                "Cannot publish %s of slice %s: version %d of %s was written meanwhile by somebody else."
                    .formatted(port(), slice, other.version(), table.location()),
                "run it again"));
      }
    }
  }

  private Dataset<Row> stamped(Dataset<Row> rows) {
    if (!(table.key() instanceof SliceKey.Stamped stamp)) {
      return rows;
    }
    Dataset<Row> stamped = rows;
    for (Map.Entry<String, String> value : stamp.values(slice).entrySet()) {
      stamped = stamped.withColumn(value.getKey(), expr(value.getValue()));
    }
    return stamped;
  }

  /**
   * Rows that fail where they lie outside the slice. The guard stands above the observation of the
   * hash, through which Spark pushes no filter: pushed down to partitions or through a join it
   * would be asked about rows that there are not, and fail.
   */
  private Dataset<Row> guarded(Dataset<Row> rows) {
    if (table.key() instanceof SliceKey.Stamped) {
      return rows;
    }
    Column[] told =
        table.key().columns().keySet().stream()
            .map(
                name ->
                    concat_ws(
                        " is ",
                        lit(name),
                        coalesce(rows.col("`" + name + "`").cast("string"), lit("null"))))
            .toArray(Column[]::new);
    Column failure =
        raise_error(
            concat_ws(
                "",
                lit("a row of %s is outside slice %s: ".formatted(port(), slice)),
                concat_ws(", ", told)));
    return rows.where(
        when(coalesce(expr(table.key().of(slice)), lit(false)), lit(true)).otherwise(failure));
  }
}
