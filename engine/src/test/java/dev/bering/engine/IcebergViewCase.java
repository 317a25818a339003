package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables, and the rows that the engine and Iceberg's own reader read of them. */
abstract class IcebergViewCase {

  static final Schema ID_AND_DEPT =
      new Schema(
          NestedField.optional(1, "id", Types.IntegerType.get()),
          NestedField.optional(2, "dept", Types.StringType.get()));
  static final PartitionSpec NONE = PartitionSpec.unpartitioned();

  private static final AtomicInteger COPIES = new AtomicInteger();

  /** Of the class that runs. */
  static Engine engine;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  IcebergFixture create(int format, Schema schema, PartitionSpec spec) {
    return IcebergFixture.create(folder.resolve("t"), format, schema, spec);
  }

  IcebergFixture plain(int format) {
    return create(format, ID_AND_DEPT, NONE);
  }

  static PartitionSpec byDept() {
    return PartitionSpec.builderFor(ID_AND_DEPT).identity("dept").build();
  }

  static StructLike partition(IcebergFixture fixture, @Nullable Object... values) {
    PartitionData partition = new PartitionData(fixture.table().spec().partitionType());
    for (int i = 0; i < values.length; i++) {
      partition.set(i, values[i]);
    }
    return partition;
  }

  static Relation register(IcebergFixture fixture) {
    return engine.register("t", Tables.open(Location.of(fixture.folder())));
  }

  /** The current snapshot, and the rows that Iceberg reads of it: types and values. */
  void assertReadAsIceberg(IcebergFixture fixture, long rowCount) throws IOException {
    fixture.table().refresh();
    assertSame(
        fixture,
        register(fixture),
        fixture.table().currentSnapshot().snapshotId(),
        fixture.table().schema(),
        rowCount);
  }

  void assertSame(
      IcebergFixture fixture, Relation read, long snapshotId, Schema schema, long rowCount)
      throws IOException {
    Path copy =
        fixture.readByIceberg(
            folder.resolve("copy-%d.parquet".formatted(COPIES.incrementAndGet())),
            snapshotId,
            schema);
    Relation expected =
        engine.register("expected", new TableSnapshot.Parquet(Location.of(copy), List.of(copy)));
    assertThat(read.columns()).isEqualTo(expected.columns());
    assertThat(
            engine.query(
                "(FROM t EXCEPT ALL FROM expected) UNION ALL (FROM expected EXCEPT ALL FROM t)",
                row -> row.string(0)))
        .isEmpty();
    assertThat(List.of(read.rowCount(), expected.rowCount())).containsOnly(rowCount);
  }

  /** A file that Iceberg has not written: it has no field ids. */
  void add(IcebergFixture fixture, String select, long rowCount, StructLike partition)
      throws IOException {
    add(fixture, select, "", rowCount, partition);
  }

  /** The same with what DuckDB is told besides. */
  void add(
      IcebergFixture fixture, String select, String options, long rowCount, StructLike partition)
      throws IOException {
    Path file = folder.resolve("legacy-%d.parquet".formatted(COPIES.incrementAndGet()));
    engine.execute("COPY (%s) TO '%s' (FORMAT parquet%s)".formatted(select, file, options));
    fixture
        .table()
        .newAppend()
        .appendFile(
            DataFiles.builder(fixture.table().spec())
                .withPath(file.toString())
                .withFileSizeInBytes(Files.size(file))
                .withRecordCount(rowCount)
                .withPartition(partition)
                .build())
        .commit();
  }

  /** The engine refuses it, for a reason that ends so. */
  static void assertUnreadable(IcebergFixture fixture, String end) {
    assertThatThrownBy(() -> register(fixture))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(end);
  }

  /** It is refused before any engine sees it. */
  static void assertRefused(Location table, ExitCode exitCode, String message) {
    assertThatThrownBy(() -> Tables.open(table))
        .isInstanceOf(UserException.class)
        .hasMessage(message)
        .extracting(e -> ((UserException) e).exitCode())
        .isEqualTo(exitCode);
  }
}
