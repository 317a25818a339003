package dev.bering.slices;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.flow.Receipt;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaChanges;
import dev.bering.tables.DeltaCommit;
import dev.bering.tables.LiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
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

  /** As some makers of tables do by themselves; Spark's ALTER TABLE sets only stricter levels. */
  private void allowAppendsMeanwhile() throws IOException {
    Path log = folder.resolve("timed/_delta_log");
    var json = new ObjectMapper();
    for (String line : Files.readAllLines(log.resolve("%020d.json".formatted(0)))) {
      JsonNode action = json.readTree(line);
      if (action.path("metaData").path("configuration") instanceof ObjectNode properties) {
        properties.put("delta.isolationLevel", "WriteSerializable");
        Files.writeString(log.resolve("%020d.json".formatted(version() + 1)), action + "\n");
      }
    }
  }

  private static final AtomicBoolean APPENDED = new AtomicBoolean();

  /** Appends rows as another writer does, once, while those of the slice are being written. */
  private static boolean anotherAppends(String table) {
    if (!APPENDED.getAndSet(true)) {
      var writer =
          new Thread(
              () ->
                  rows(0, 7)
                      .withColumn("slice_day", expr("DATE'2026-01-01'"))
                      .withColumn("slice_start", expr("TIMESTAMP'2026-01-01T00:00:00Z'"))
                      .coalesce(1)
                      .write()
                      .format("delta")
                      .mode(SaveMode.Append)
                      .save(table));
      writer.start();
      try {
        writer.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return true;
  }

  @Test
  void seesAnAppendThatTheTableAllowsWhileASliceIsReplaced() throws IOException {
    SliceKey key = SliceKey.stamped();
    write(key, found(key), 0, rows(0, 1));
    allowAppendsMeanwhile();
    long before = version();
    String table = table().toString();
    Dataset<Row> slow =
        rows(0, 2).coalesce(1).filter((FilterFunction<Row>) row -> anotherAppends(table));

    assertThatThrownBy(() -> write(key, found(key), 0, slow))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot publish timed of slice 2026-01-01T00: version %d of %s was written meanwhile by"
                    .formatted(before + 1, table)
                + " somebody else.");
    assertThat(version()).as("Delta itself let both commits pass").isEqualTo(before + 2);
    assertThat(TABLES.read(table(), version()).count()).as("rows of both").isEqualTo(9);
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
