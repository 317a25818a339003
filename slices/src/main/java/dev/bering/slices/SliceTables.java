package dev.bering.slices;

import static org.apache.spark.sql.functions.expr;

import dev.bering.flow.Pinned;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads slices of tables: of one version, or each as it was published. */
record SliceTables(SparkSession spark) {

  /** All rows of one version of {@code table}. */
  Dataset<Row> read(Location table, long version) {
    return new Pinned(table, version).read(spark);
  }

  /** The rows of {@code table} from one version that lie in {@code range}. */
  Dataset<Row> read(Location table, long version, SliceKey key, SliceRange range) {
    Dataset<Row> rows = new Pinned(table, version).read(spark);
    return withoutStamps(key, rows.where(key.between(range.start(), range.end())));
  }

  /** The slices of {@code range} that have rows in one version of {@code table}. */
  List<Slice> filled(Location table, long version, SliceKey key, SliceRange range) {
    Grain grain = range.first().grain();
    return new Pinned(table, version)
            .read(spark)
            .where(key.between(range.start(), range.end()))
            .select(
                expr(
                    "(%s - %d) DIV %d"
                        .formatted(
                            key.seconds(),
                            range.start().getEpochSecond(),
                            grain.length().toSeconds())))
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> grain.at(range.start().plus(grain.length().multipliedBy(row.getLong(0)))))
            .toList();
  }

  /** The rows of files of one table, whose columns all are in the files. */
  Dataset<Row> files(List<String> paths, StructType columns) {
    return paths.isEmpty()
        ? spark.createDataFrame(List.<Row>of(), columns)
        : spark.read().schema(columns).parquet(paths.toArray(String[]::new));
  }

  /**
   * Each of {@code slices} of {@code table} as it was published; no rows where none of them is.
   *
   * @param columns the columns of the rows where there are none
   * @throws UserException SLICE_TABLE_REPLACED if a table is not the one that was published to
   */
  Dataset<Row> published(
      Publications published, SliceTable table, List<Slice> slices, StructType columns, Pins pins) {
    var parts = new ArrayList<Dataset<Row>>();
    for (Map.Entry<Pinned, List<Slice>> part : published.places(table.port(), slices).entrySet()) {
      List<String> ranges =
          ranges(part.getValue()).stream()
              .map(range -> "(%s)".formatted(table.key().between(range.start(), range.end())))
              .toList();
      Dataset<Row> rows = found(published, table, part.getKey(), pins).read(spark);
      parts.add(withoutStamps(table.key(), rows.where(String.join(" OR ", ranges))));
    }
    return parts.stream()
        .reduce(Dataset::unionByName)
        .orElseGet(() -> spark.createDataFrame(List.<Row>of(), columns));
  }

  /** Rewritten files hold the same rows, and VACUUM keeps them longer. */
  private static Pinned found(Publications published, SliceTable table, Pinned place, Pins pins) {
    Location location = place.location();
    if (published.tableId(location).filter(id -> !id.equals(pins.id(location))).isPresent()) {
      throw UserException.usage(
          new Problem(
              "SLICE_TABLE_REPLACED",
              "Cannot read %s of %s: its table, %s, is not the one that was published: it was dropped and made again."
                  .formatted(table.port(), published.flow(), location),
              "restore the table, or publish to a new one and run all slices again"));
    }
    return new Pinned(location, DeltaChanges.sameRowsUntil(location, place.version()));
  }

  /** Slices as ranges without gaps. */
  static List<SliceRange> ranges(List<Slice> slices) {
    var ranges = new ArrayList<SliceRange>();
    for (Slice slice : slices.stream().sorted().toList()) {
      SliceRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last.until().equals(slice)) {
        ranges.set(ranges.size() - 1, new SliceRange(last.first(), slice.next()));
      } else {
        ranges.add(SliceRange.of(slice));
      }
    }
    return ranges;
  }

  private static Dataset<Row> withoutStamps(SliceKey key, Dataset<Row> rows) {
    return key instanceof SliceKey.Stamped
        ? rows.drop(SliceKey.Stamped.DAY, SliceKey.Stamped.START)
        : rows;
  }

  /**
   * The columns of one version of a table.
   *
   * @throws UserException FLOW_INPUT_UNREADABLE
   */
  StructType columns(Location table, long version) {
    return new Pinned(table, version).read(spark).schema();
  }

  /** Refuses {@code problems} if there are any. */
  static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(List.copyOf(problems));
    }
  }
}
