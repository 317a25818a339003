package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Receipt;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaChanges;
import dev.bering.tables.DeltaCommit;
import dev.bering.tables.LiveFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SliceSinkTest {
  private static final SliceTables TABLES = new SliceTables(Platform.SPARK);
  private static final Strays STRAYS = new Strays("detect", Grain.HOURLY);
  private static final SliceRange HOURS = Platform.hours(0, 3);

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private Location table() {
    return Location.of(folder.resolve("timed"));
  }

  private WrittenTable found(SliceKey key) {
    return WrittenTable.of(
        new SliceTable("timed", table(), key),
        STRAYS,
        HOURS,
        Publications.of("detect", Grain.HOURLY, List.of()),
        TABLES);
  }

  private Receipt write(SliceKey key, WrittenTable written, int hour, Dataset<Row> rows) {
    Slice slice = Platform.hour(hour);
    return new SliceSink(new SliceTable("timed", table(), key), slice, STRAYS, -1, written)
        .write(rows, "bering run=%s flow=detect port=timed label=%s".formatted(hour, slice));
  }

  private static Dataset<Row> rows(int hour, int count) {
    return Platform.SPARK
        .range(count)
        .selectExpr("id", "TIMESTAMP'2026-01-01T%02d:30:00Z' AS at".formatted(hour));
  }

  private long version() {
    return DeltaChanges.latestVersion(table());
  }

  @Test
  void countsTheRowsOfItsSliceWhereSlicesShareFiles() {
    SliceKey key = SliceKey.time("at");
    WrittenTable written = found(key);
    write(key, written, 0, rows(0, 3));
    write(key, written, 1, rows(1, 1));
    Platform.SPARK.sql("OPTIMIZE delta.`%s`".formatted(table()));
    Receipt receipt = write(key, found(key), 1, rows(1, 2));
    assertThat(receipt.rows()).isEqualTo(2);
    assertThat(receipt.contentHash()).hasValueSatisfying(h -> assertThat(h).startsWith("rows:"));
    assertThat(TABLES.filled(table(), version(), key, HOURS))
        .containsExactlyInAnyOrder(Platform.hour(0), Platform.hour(1));
    assertThat(TABLES.read(table(), version()).count()).isEqualTo(5);
  }

  /** Appends a file to the table as somebody else would, once, when the first row is written. */
  private static boolean othersWrite(String table, long version) throws IOException {
    try (Store store = Stores.open(Location.of(table))) {
      new DeltaCommit(version, Instant.now(), "WRITE", Map.of())
          .add(new LiveFile("theirs.parquet", 1, 1, "", Map.of()))
          .publish(store);
    }
    return false;
  }

  @Test
  void publishesNoSliceThatOthersWroteToMeanwhile() {
    SliceKey key = SliceKey.stamped();
    write(key, found(key), 0, rows(0, 1));
    long next = version() + 1;
    String table = table().toString();
    Dataset<Row> none = rows(1, 1).filter((FilterFunction<Row>) row -> othersWrite(table, next));
    assertThatThrownBy(() -> write(key, found(key), 1, none))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot publish timed of slice 2026-01-01T01: version %d of %s was written meanwhile by"
                    .formatted(next, table)
                + " somebody else.");
  }

  @Test
  void appendsToSlicesThatNeverHadRowsAndReplacesOthers() {
    SliceKey key = SliceKey.stamped();
    WrittenTable written = found(key);
    assertThat(written.isEmpty(Platform.hour(0), -1)).isTrue();
    write(key, written, 0, rows(0, 2));
    assertThat(written.isEmpty(Platform.hour(0), version())).isFalse();
    assertThat(written.isEmpty(Platform.hour(1), version())).isTrue();
    assertThat(found(key).isEmpty(Platform.hour(0), version())).isFalse();
    assertThat(found(key).isEmpty(Platform.hour(1), version())).isTrue();
    write(key, written, 0, rows(0, 1)); // as a second attempt of one run does
    assertThat(TABLES.read(table(), version()).count()).isEqualTo(1);

    Platform.SPARK.sql("DELETE FROM delta.`%s` WHERE id < 0 OR id = 0".formatted(table()));
    assertThat(written.isEmpty(Platform.hour(1), version())).isFalse(); // whose rows were they?
  }
}
