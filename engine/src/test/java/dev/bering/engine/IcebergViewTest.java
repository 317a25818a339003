package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Iceberg tables hold for the engine the rows that Iceberg's own reader reads of them. */
class IcebergViewTest {

  private static final Engine ENGINE = DuckDbEngine.open();
  private static final AtomicInteger COPIES = new AtomicInteger();
  private static final Schema ID_AND_DEPT =
      new Schema(
          NestedField.optional(1, "id", Types.IntegerType.get()),
          NestedField.optional(2, "dept", Types.StringType.get()));
  private static final PartitionSpec NONE = PartitionSpec.unpartitioned();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private IcebergFixture create(int format, Schema schema, PartitionSpec spec) {
    return IcebergFixture.create(folder.resolve("t"), format, schema, spec);
  }

  private IcebergFixture plain(int format) {
    return create(format, ID_AND_DEPT, NONE);
  }

  private static PartitionSpec byDept() {
    return PartitionSpec.builderFor(ID_AND_DEPT).identity("dept").build();
  }

  private static StructLike partition(IcebergFixture fixture, @Nullable Object... values) {
    PartitionData partition = new PartitionData(fixture.table().spec().partitionType());
    for (int i = 0; i < values.length; i++) {
      partition.set(i, values[i]);
    }
    return partition;
  }

  private static Relation register(IcebergFixture fixture) {
    return ENGINE.register("t", Tables.open(Location.of(fixture.folder())));
  }

  /** The current snapshot, and the rows that Iceberg reads of it: types and values. */
  private void assertReadAsIceberg(IcebergFixture fixture, long rowCount) throws IOException {
    fixture.table().refresh();
    assertSame(
        fixture,
        register(fixture),
        fixture.table().currentSnapshot().snapshotId(),
        fixture.table().schema(),
        rowCount);
  }

  private void assertSame(
      IcebergFixture fixture, Relation read, long snapshotId, Schema schema, long rowCount)
      throws IOException {
    Path copy =
        fixture.readByIceberg(
            folder.resolve("copy-%d.parquet".formatted(COPIES.incrementAndGet())),
            snapshotId,
            schema);
    Relation expected =
        ENGINE.register("expected", new TableSnapshot.Parquet(Location.of(copy), List.of(copy)));
    assertThat(read.columns()).isEqualTo(expected.columns());
    assertThat(
            ENGINE.query(
                "(FROM t EXCEPT ALL FROM expected) UNION ALL (FROM expected EXCEPT ALL FROM t)",
                row -> row.string(0)))
        .isEmpty();
    assertThat(List.of(read.rowCount(), expected.rowCount())).containsOnly(rowCount);
  }

  @Test
  void readsEveryTypeThatItKnows() throws IOException {
    Schema schema =
        new Schema(
            NestedField.optional(1, "flag", Types.BooleanType.get()),
            NestedField.optional(2, "number", Types.IntegerType.get()),
            NestedField.optional(3, "big", Types.LongType.get()),
            NestedField.optional(4, "real", Types.FloatType.get()),
            NestedField.optional(5, "wide", Types.DoubleType.get()),
            NestedField.optional(6, "price", Types.DecimalType.of(9, 2)),
            NestedField.optional(7, "huge", Types.DecimalType.of(38, 10)),
            NestedField.optional(8, "day", Types.DateType.get()),
            NestedField.optional(9, "clock", Types.TimeType.get()),
            NestedField.optional(10, "local", Types.TimestampType.withoutZone()),
            NestedField.optional(11, "moment", Types.TimestampType.withZone()),
            NestedField.optional(12, "text", Types.StringType.get()),
            NestedField.optional(13, "uid", Types.UUIDType.get()),
            NestedField.optional(14, "four", Types.FixedType.ofLength(4)),
            NestedField.optional(15, "bytes", Types.BinaryType.get()),
            NestedField.optional(16, "nanos", Types.TimestampNanoType.withoutZone()),
            NestedField.optional(
                17, "list", Types.ListType.ofOptional(18, Types.IntegerType.get())),
            NestedField.optional(
                19,
                "map",
                Types.MapType.ofOptional(20, 21, Types.StringType.get(), Types.LongType.get())),
            NestedField.optional(
                22,
                "struct",
                Types.StructType.of(NestedField.optional(23, "part", Types.DateType.get()))));
    IcebergFixture fixture = create(3, schema, NONE);
    fixture.append(
        null,
        fixture.row(
            true,
            -7,
            Long.MIN_VALUE,
            0.1f,
            -0.0,
            new BigDecimal("1234567.89"),
            new BigDecimal("-1234567890123456789012345678.0123456789"),
            LocalDate.of(1582, 10, 10),
            LocalTime.of(23, 59, 59, 999_999_000),
            LocalDateTime.of(1, 1, 1, 0, 0, 0, 1000),
            OffsetDateTime.of(2026, 7, 1, 12, 0, 0, 123_456_000, ZoneOffset.UTC),
            "ä\u0000€",
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            new byte[] {1, 2, 3, 4},
            ByteBuffer.wrap(new byte[] {0, -1}),
            LocalDateTime.of(2026, 7, 1, 12, 0, 0, 123_456_789),
            java.util.Arrays.asList(1, null, 3),
            Map.of("a", 1L),
            IcebergFixture.struct(schema.findType("struct").asStructType(), LocalDate.EPOCH)),
        fixture.row());
    assertReadAsIceberg(fixture, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void followsColumnsByTheirIds(int format) throws IOException {
    Schema schema =
        new Schema(
            NestedField.optional(1, "id", Types.IntegerType.get()),
            NestedField.optional(2, "name", Types.StringType.get()),
            NestedField.optional(3, "gone", Types.StringType.get()),
            NestedField.optional(4, "real", Types.FloatType.get()),
            NestedField.optional(5, "price", Types.DecimalType.of(9, 2)));
    IcebergFixture fixture = create(format, schema, NONE);
    fixture.append(null, fixture.row(1, "a", "x", 0.1f, new BigDecimal("1.50")));
    fixture
        .table()
        .updateSchema()
        .renameColumn("name", "title")
        .deleteColumn("gone")
        .updateColumn("id", Types.LongType.get())
        .updateColumn("real", Types.DoubleType.get())
        .updateColumn("price", Types.DecimalType.of(20, 2))
        .moveFirst("price")
        .commit();
    fixture
        .table()
        .updateSchema()
        .addColumn("gone", Types.StringType.get())
        .addColumn("name", Types.IntegerType.get())
        .commit();
    fixture.append(
        null, fixture.row(new BigDecimal("123456789012345678.25"), 1L << 40, "b", 0.2, "again", 7));
    assertReadAsIceberg(fixture, 2);
    assertThat(
            ENGINE.query(
                "SELECT concat(coalesce(gone, 'null'), '|', title) FROM t ORDER BY title",
                row -> row.string(0)))
        .containsExactly("null|a", "again|b");
  }

  @Test
  void followsPartsOfStructsInListsAndMaps() throws IOException {
    Types.StructType point =
        Types.StructType.of(
            NestedField.optional(10, "x", Types.IntegerType.get()),
            NestedField.optional(11, "y", Types.IntegerType.get()));
    Types.StructType inList =
        Types.StructType.of(
            NestedField.optional(12, "a", Types.IntegerType.get()),
            NestedField.optional(13, "b", Types.StringType.get()));
    Types.StructType inMap =
        Types.StructType.of(NestedField.optional(14, "v", Types.FloatType.get()));
    Schema schema =
        new Schema(
            NestedField.optional(1, "point", point),
            NestedField.optional(2, "list", Types.ListType.ofOptional(3, inList)),
            NestedField.optional(
                4, "map", Types.MapType.ofOptional(5, 6, Types.StringType.get(), inMap)));
    IcebergFixture fixture = create(2, schema, NONE);
    Type pointNow = fixture.table().schema().findType("point");
    Type listNow = fixture.table().schema().findType("list.element");
    Type mapNow = fixture.table().schema().findType("map.value");
    fixture.append(
        null,
        fixture.row(
            IcebergFixture.struct(pointNow.asStructType(), 1, 2),
            java.util.Arrays.asList(IcebergFixture.struct(listNow.asStructType(), 3, "c"), null),
            Map.of("k", IcebergFixture.struct(mapNow.asStructType(), 0.5f))),
        fixture.row(IcebergFixture.struct(pointNow.asStructType()), List.of(), Map.of()),
        fixture.row());
    fixture
        .table()
        .updateSchema()
        .renameColumn("point.x", "z")
        .updateColumn("point.x", Types.LongType.get())
        .deleteColumn("point.y")
        .addColumn("point", "w", Types.StringType.get())
        .renameColumn("list.element.a", "first")
        .updateColumn("map.value.v", Types.DoubleType.get())
        .addColumn("map.value", "u", Types.IntegerType.get())
        .commit();
    assertReadAsIceberg(fixture, 3);
  }

  @Test
  void fillsInTheDefaultsThatColumnsWereAddedWith() throws IOException {
    IcebergFixture fixture =
        create(3, new Schema(NestedField.optional(1, "id", Types.IntegerType.get())), NONE);
    fixture.append(null, fixture.row(1));
    fixture
        .table()
        .updateSchema()
        .addColumn("n", Types.LongType.get(), Literal.of(7L))
        .addColumn("d", Types.DoubleType.get(), Literal.of(1.5))
        .addColumn("s", Types.StringType.get(), Literal.of("it's"))
        .addColumn("flag", Types.BooleanType.get(), Literal.of(true))
        .addColumn("price", Types.DecimalType.of(9, 2), Literal.of(new BigDecimal("12.30")))
        .addColumn("day", Types.DateType.get(), Literal.of("2026-01-31").to(Types.DateType.get()))
        .addColumn(
            "moment",
            Types.TimestampType.withZone(),
            Literal.of("2026-01-31T10:00:00.123456+00:00").to(Types.TimestampType.withZone()))
        .addColumn(
            "local",
            Types.TimestampType.withoutZone(),
            Literal.of("2026-01-31T10:00:00.5").to(Types.TimestampType.withoutZone()))
        .addColumn(
            "clock", Types.TimeType.get(), Literal.of("10:00:00.25").to(Types.TimeType.get()))
        .addColumn("bytes", Types.BinaryType.get(), Literal.of(ByteBuffer.wrap(new byte[] {0, -1})))
        .addColumn("uid", Types.UUIDType.get(), Literal.of(new UUID(1, 2)))
        .addColumn("none", Types.StringType.get())
        .commit();
    fixture.append(null, fixture.row(2));
    assertReadAsIceberg(fixture, 2);
  }

  @Test
  void takesPartitionValuesForColumnsThatFilesLack() throws IOException {
    Schema schema =
        new Schema(
            NestedField.optional(1, "id", Types.LongType.get()),
            NestedField.optional(2, "dept", Types.StringType.get()),
            NestedField.optional(3, "day", Types.DateType.get()),
            NestedField.optional(4, "price", Types.DecimalType.of(9, 2)),
            NestedField.optional(5, "local", Types.TimestampType.withoutZone()),
            NestedField.optional(6, "bytes", Types.BinaryType.get()),
            NestedField.optional(7, "flag", Types.BooleanType.get()));
    PartitionSpec spec =
        PartitionSpec.builderFor(schema)
            .identity("dept")
            .identity("day")
            .identity("price")
            .identity("local")
            .identity("bytes")
            .identity("flag")
            .build();
    IcebergFixture fixture = create(2, schema, spec);
    fixture
        .table()
        .updateProperties()
        .set("schema.name-mapping.default", "[{\"field-id\": 1, \"names\": [\"id\", \"nr\"]}]")
        .commit();
    add(
        fixture,
        "SELECT 1::BIGINT AS nr UNION ALL SELECT 2",
        2,
        partition(
            fixture,
            "it's ü",
            (int) LocalDate.of(2026, 1, 31).toEpochDay(),
            new BigDecimal("-1.25"),
            1_000_001L,
            ByteBuffer.wrap(new byte[] {0, 1, -1}),
            true));
    add(fixture, "SELECT 3::BIGINT AS id, 'dropped' AS other", 1, partition(fixture));
    assertReadAsIceberg(fixture, 3);
    assertThat(
            ENGINE.query(
                "SELECT concat_ws('|', dept, day, price, local, bytes, flag) FROM t WHERE id = 1",
                row -> row.string(0)))
        .containsExactly("it's ü|2026-01-31|-1.25|1970-01-01 00:00:01.000001|\\x00\\x01\\xFF|true");
  }

  /** A file that Iceberg has not written: it has no field ids. */
  private void add(IcebergFixture fixture, String select, long rowCount, StructLike partition)
      throws IOException {
    add(fixture, select, "", rowCount, partition);
  }

  /** The same with what DuckDB is told besides. */
  private void add(
      IcebergFixture fixture, String select, String options, long rowCount, StructLike partition)
      throws IOException {
    Path file = folder.resolve("legacy-%d.parquet".formatted(COPIES.incrementAndGet()));
    ENGINE.execute("COPY (%s) TO '%s' (FORMAT parquet%s)".formatted(select, file, options));
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

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"PARQUET", "AVRO"})
  void leavesOutRowsThatAreDeletedByPosition(FileFormat format) throws IOException {
    IcebergFixture fixture = create(2, ID_AND_DEPT, byDept());
    StructLike a = partition(fixture, "a");
    DataFile first =
        fixture.append(a, fixture.row(1, "a"), fixture.row(2, "a"), fixture.row(3, "a"));
    fixture.append(partition(fixture, "b"), fixture.row(1, "b"));
    fixture.deletePositions(format, a, first, 0, 2);
    fixture.deletePositions(format, a, first, 0);
    fixture.append(a, fixture.row(1, "a"));
    assertReadAsIceberg(fixture, 3);
  }

  @Test
  void leavesOutRowsThatDeletionVectorsMark() throws IOException {
    IcebergFixture fixture = plain(3);
    DataFile first =
        fixture.append(null, fixture.row(1, "a"), fixture.row(2, "a"), fixture.row(3, "a"));
    DataFile second = fixture.append(null, fixture.row(4, "b"), fixture.row(5, "b"));
    fixture.deleteByVector(null, first, 0, 2);
    fixture.deleteByVector(null, second, 1);
    assertReadAsIceberg(fixture, 2);
    assertThat(ENGINE.query("SELECT id FROM t ORDER BY id", row -> row.number(0)))
        .containsExactly(2L, 4L);
  }

  /** Deletes hold for older files only, in their partition or, of a spec without fields, in all. */
  @Test
  void leavesOutRowsThatAreDeletedByValue() throws IOException {
    IcebergFixture fixture = create(2, ID_AND_DEPT, byDept());
    StructLike a = partition(fixture, "a");
    StructLike b = partition(fixture, "b");
    Schema id = new Schema(ID_AND_DEPT.findField("id"));
    fixture.append(a, fixture.row(1, "a"), fixture.row(2, "a"), fixture.row(null, "a"));
    fixture.append(b, fixture.row(1, "b"), fixture.row(2, "b"), fixture.row(null, "b"));
    fixture.deleteEqual(
        a, id, IcebergFixture.rowOf(id, 1), IcebergFixture.rowOf(id, new Object[] {null}));
    fixture.append(a, fixture.row(1, "a"));
    assertReadAsIceberg(fixture, 5);
    fixture.table().updateSpec().removeField("dept").commit();
    fixture.table().refresh();
    fixture.deleteEqual(null, ID_AND_DEPT, fixture.row(2, "b"), fixture.row(null, "b"));
    fixture.append(null, fixture.row(2, "b"));
    assertReadAsIceberg(fixture, 4);
    assertThat(ENGINE.query("SELECT concat(id, dept) FROM t ORDER BY ALL", row -> row.string(0)))
        .containsExactly("1a", "1b", "2a", "2b");
  }

  /** Files that were written before and after a column became wider are in one partition. */
  @Test
  void findsDeletesByValueInPartitionsOfColumnsThatBecameWider() throws IOException {
    Schema schema =
        new Schema(
            NestedField.optional(1, "id", Types.IntegerType.get()),
            NestedField.optional(2, "price", Types.DecimalType.of(9, 2)),
            NestedField.optional(3, "real", Types.FloatType.get()),
            NestedField.optional(4, "cut", Types.DecimalType.of(9, 2)));
    PartitionSpec spec =
        PartitionSpec.builderFor(schema)
            .identity("price")
            .identity("real")
            .truncate("cut", 100)
            .build();
    IcebergFixture fixture = create(2, schema, spec);
    BigDecimal price = new BigDecimal("-123.45");
    BigDecimal cut = new BigDecimal("7.00");
    StructLike before = partition(fixture, price, 1.1f, cut);
    fixture.append(before, fixture.row(1, price, 1.1f, cut), fixture.row(2, price, 1.1f, cut));
    fixture
        .table()
        .updateSchema()
        .updateColumn("price", Types.DecimalType.of(18, 2))
        .updateColumn("real", Types.DoubleType.get())
        .updateColumn("cut", Types.DecimalType.of(20, 2))
        .commit();
    fixture.table().refresh();
    Schema id = new Schema(schema.findField("id"));
    fixture.deleteEqual(
        partition(fixture, price, (double) 1.1f, cut), id, IcebergFixture.rowOf(id, 1));
    register(fixture);
    assertThat(ENGINE.query("SELECT id FROM t", row -> row.number(0))).containsExactly(2L);
  }

  @Test
  void takesAPartitionValueForAColumnThatBecameWider() throws IOException {
    Schema schema =
        new Schema(
            NestedField.optional(1, "id", Types.LongType.get()),
            NestedField.optional(2, "real", Types.FloatType.get()));
    IcebergFixture fixture =
        create(2, schema, PartitionSpec.builderFor(schema).identity("real").build());
    fixture
        .table()
        .updateProperties()
        .set("schema.name-mapping.default", "[{\"field-id\": 1, \"names\": [\"id\"]}]")
        .commit();
    add(fixture, "SELECT 1::BIGINT AS id", 1, partition(fixture, 1.1f));
    fixture.table().updateSchema().updateColumn("real", Types.DoubleType.get()).commit();
    register(fixture);
    assertThat(ENGINE.query("SELECT real::VARCHAR FROM t", row -> row.string(0)))
        .containsExactly("1.100000023841858");
  }

  @Test
  void goesByAColumnThatIsNoLongerThere() throws IOException {
    IcebergFixture fixture = plain(2);
    Schema dept = new Schema(ID_AND_DEPT.findField("dept"));
    fixture.append(null, fixture.row(1, "a"), fixture.row(2, "b"), fixture.row(3, null));
    fixture.deleteEqual(null, dept, IcebergFixture.rowOf(dept, "b"));
    fixture.table().updateSchema().deleteColumn("dept").commit();
    register(fixture);
    assertThat(ENGINE.query("SELECT id FROM t ORDER BY id", row -> row.number(0)))
        .containsExactly(1L, 3L);
  }

  /** Files that were written after the column was dropped are newer than all such deletes. */
  @Test
  void goesByARequiredColumnThatIsNoLongerThere() throws IOException {
    Schema schema =
        new Schema(
            NestedField.optional(1, "id", Types.IntegerType.get()),
            NestedField.required(2, "dept", Types.StringType.get()));
    IcebergFixture fixture = create(2, schema, NONE);
    Schema dept = new Schema(schema.findField("dept"));
    fixture.append(null, fixture.row(1, "a"), fixture.row(2, "b"));
    fixture.deleteEqual(null, dept, IcebergFixture.rowOf(dept, "b"));
    fixture.table().updateSchema().deleteColumn("dept").commit();
    fixture.append(null, fixture.row(3));
    register(fixture);
    assertThat(ENGINE.query("SELECT id FROM t ORDER BY id", row -> row.number(0)))
        .containsExactly(1L, 3L);
  }

  @Test
  void readsAnOlderSnapshotByTheSchemaOfItsTime() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    long first = fixture.table().currentSnapshot().snapshotId();
    Schema before = fixture.table().schema();
    fixture.table().updateSchema().renameColumn("dept", "unit").commit();
    fixture.append(null, fixture.row(2, "b"));
    Relation old = ENGINE.register("t", Tables.open(Location.of(fixture.folder()), first));
    assertThat(old.summary())
        .isEqualTo("Iceberg table, snapshot %d of v4.metadata.json, 1 file".formatted(first));
    assertSame(fixture, old, first, before, 1);
    assertReadAsIceberg(fixture, 2);
  }

  @Test
  void readsATableThatHasNoSnapshotYet() {
    IcebergFixture fixture = plain(2);
    Relation relation = register(fixture);
    assertThat(relation.summary())
        .isEqualTo("Iceberg table, no snapshot of v1.metadata.json, 0 files");
    assertThat(relation.rowCount()).isZero();
    assertThat(relation.columns())
        .containsExactly(
            new RelationColumn("id", new SqlType.Simple("INTEGER")),
            new RelationColumn("dept", new SqlType.Simple("VARCHAR")));
  }

  @Test
  void readsATableByItsMetadataFile() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    fixture.append(null, fixture.row(2, "a"));
    Path file = fixture.folder().resolve("metadata/v2.metadata.json");
    assertThat(ENGINE.register("t", Tables.open(Location.of(file))).rowCount()).isEqualTo(1);
  }

  @Test
  void saysThatOnlyTheOrderOfNamesTellsWhichMetadataIsTheNewest() throws IOException {
    IcebergFixture fixture = plain(2);
    Files.delete(fixture.folder().resolve("metadata/version-hint.text"));
    assertThat(register(fixture).summary())
        .isEqualTo(
            "Iceberg table, no snapshot of v1.metadata.json (assumed to be the newest, by its"
                + " number), 0 files");
  }

  /** Names what it does not read, so that whoever compares the column is told. */
  @Test
  void listsAColumnOfATypeThatItDoesNotRead() throws IOException {
    IcebergFixture fixture =
        create(
            3,
            new Schema(
                NestedField.optional(1, "id", Types.IntegerType.get()),
                NestedField.optional(2, "any", Types.VariantType.get()),
                NestedField.optional(3, "nanos", Types.TimestampNanoType.withZone())),
            NONE);
    Relation relation = register(fixture);
    assertThat(relation.columns())
        .containsExactly(
            new RelationColumn("id", new SqlType.Simple("INTEGER")),
            new RelationColumn("any", new SqlType.Unsupported("variant")),
            new RelationColumn("nanos", new SqlType.Unsupported("timestamptz_ns")));
  }

  private static void assertRefused(Location table, ExitCode exitCode, String message) {
    assertThatThrownBy(() -> Tables.open(table))
        .isInstanceOf(UserException.class)
        .hasMessage(message)
        .extracting(e -> ((UserException) e).exitCode())
        .isEqualTo(exitCode);
  }

  @Test
  void refusesDataFilesThatAreNotParquet() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.appendAs(FileFormat.AVRO, null, fixture.row(1, "a"));
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.UNDECIDED,
        "Cannot read %s: %s is written in AVRO, and Parquet is what is read here."
            .formatted(fixture.folder(), file.location()));
  }

  @Test
  void refusesAFileThatIsNotThere() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.append(null, fixture.row(1, "a"));
    Files.delete(Path.of(file.location()));
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.SOURCE,
        "Cannot read %s: file %s is not there.".formatted(fixture.folder(), file.location()));
  }

  @Test
  void refusesAFileThatIsShort() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.append(null, fixture.row(1, "a"));
    Files.write(Path.of(file.location()), new byte[] {1, 2, 3});
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.SOURCE,
        "Cannot read %s: file %s cannot be read: it has 3 bytes, and its manifest says %d."
            .formatted(fixture.folder(), file.location(), file.fileSizeInBytes()));
  }

  @Test
  void refusesFilesOfWhichNobodySaysWhichColumnIsWhich() throws IOException {
    IcebergFixture fixture = plain(2);
    add(fixture, "SELECT 1::INTEGER AS id", 1, new PartitionData(NONE.partitionType()));
    assertThatThrownBy(() -> register(fixture))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "cannot be read by the table's schema: its columns have no field ids, and the table has"
                + " no name mapping.");
  }

  private IcebergFixture withAListThatDuckDbWrites(String ids, String... mapping)
      throws IOException {
    Types.StructType part =
        Types.StructType.of(NestedField.optional(3, "a", Types.IntegerType.get()));
    IcebergFixture fixture =
        create(
            2,
            new Schema(NestedField.optional(1, "list", Types.ListType.ofOptional(2, part))),
            NONE);
    for (String each : mapping) {
      fixture.table().updateProperties().set("schema.name-mapping.default", each).commit();
    }
    add(
        fixture,
        "SELECT [{'a': 1}] AS list",
        ", FIELD_IDS " + ids,
        1,
        new PartitionData(NONE.partitionType()));
    return fixture;
  }

  @Test
  void readsPartsByTheIdsThatTheyHave() throws IOException {
    assertReadAsIceberg(
        withAListThatDuckDbWrites(
            "{list: {__duckdb_field_id: 1, element: {__duckdb_field_id: 2, a: 3}}}"),
        1);
  }

  /** They would be read as null. */
  @Test
  void refusesPartsWithoutIdsOfAColumnThatHasOne() throws IOException {
    IcebergFixture fixture = withAListThatDuckDbWrites("{list: 1}");
    assertThatThrownBy(() -> register(fixture))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "cannot be read by the table's schema: some of its columns have field ids, and the"
                + " parts of 'element' have none.");
  }

  @Test
  void refusesPartsWithoutIdsBesideANameMapping() throws IOException {
    IcebergFixture fixture =
        withAListThatDuckDbWrites("{list: 1}", "[{\"field-id\": 1, \"names\": [\"list\"]}]");
    assertThatThrownBy(() -> register(fixture))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "cannot be read by the table's schema: some of its columns have field ids and some have"
                + " not, and the table has a name mapping: readers do not agree on what that means.");
  }

  @Test
  void refusesAFileThatLacksARequiredColumn() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.append(null, fixture.row(1, "a"));
    fixture
        .table()
        .updateSchema()
        .allowIncompatibleChanges()
        .addRequiredColumn("must", Types.IntegerType.get())
        .commit();
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.UNDECIDED,
        "Cannot read %s: %s cannot be read by the table's schema: column 'must' is required, and it is missing and has no default."
            .formatted(fixture.folder(), file.location()));
  }

  @Test
  void refusesASnapshotWhoseSchemaTheTableDoesNotHave() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    long id = fixture.table().currentSnapshot().snapshotId();
    Path file = fixture.folder().resolve("metadata/v2.metadata.json");
    String json = Files.readString(file);
    Files.writeString(
        file, json.replaceFirst("(\"manifest-list\"[^}]*\"schema-id\"\\s*:\\s*)0", "$19"));
    assertThatThrownBy(() -> Tables.open(Location.of(fixture.folder()), id))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s: its snapshot %d goes by schema 9, which its metadata does not have."
                .formatted(fixture.folder(), id));
  }

  @Test
  void refusesAColumnThatIsStoredOtherwise() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture
        .table()
        .updateProperties()
        .set("schema.name-mapping.default", "[{\"field-id\": 1, \"names\": [\"id\"]}]")
        .commit();
    add(fixture, "SELECT 1::BIGINT AS id", 1, new PartitionData(NONE.partitionType()));
    assertThatThrownBy(() -> register(fixture))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "cannot be read by the table's schema: column 'id' is stored as INT64 INTEGER(64,true),"
                + " which is not read as int.");
  }

  @Test
  void refusesDeletesByTheValuesOfFloatingPointNumbers() throws IOException {
    Schema schema = new Schema(NestedField.optional(1, "x", Types.DoubleType.get()));
    IcebergFixture fixture = create(2, schema, NONE);
    Record row = fixture.row(-0.0);
    fixture.append(null, row);
    fixture.deleteEqual(null, schema, row);
    assertThatThrownBy(() -> register(fixture))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "deletes rows by their values of column 'x' of type double, which is not read here.");
  }

  @Test
  void refusesACopyWhoseMetadataNamesAnotherPlace() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    Path moved = folder.resolve("moved");
    Files.move(fixture.folder(), moved);
    assertRefused(
        Location.of(moved),
        ExitCode.SOURCE,
        "Cannot read %s: its metadata says that the table is at %s, and names its files there."
            .formatted(moved, folder.resolve("t")));
  }

  @Test
  void refusesASnapshotThatTheTableDoesNotHave() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    assertThatThrownBy(() -> Tables.open(Location.of(fixture.folder()), 5))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read %s: it has no snapshot 5.".formatted(fixture.folder()));
  }
}
