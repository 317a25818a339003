package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of Iceberg tables hold for the engine what Iceberg's own reader reads of them. */
class IcebergColumnsTest extends IcebergViewCase {

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
            engine.query(
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
    fixture.mapNames("[{\"field-id\": 1, \"names\": [\"id\", \"nr\"]}]");
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
            engine.query(
                "SELECT concat_ws('|', dept, day, price, local, bytes, flag) FROM t WHERE id = 1",
                row -> row.string(0)))
        .containsExactly("it's ü|2026-01-31|-1.25|1970-01-01 00:00:01.000001|\\x00\\x01\\xFF|true");
  }

  @Test
  void takesAPartitionValueForAColumnThatBecameWider() throws IOException {
    Schema schema =
        new Schema(
            NestedField.optional(1, "id", Types.LongType.get()),
            NestedField.optional(2, "real", Types.FloatType.get()));
    IcebergFixture fixture =
        create(2, schema, PartitionSpec.builderFor(schema).identity("real").build());
    fixture.mapNames("[{\"field-id\": 1, \"names\": [\"id\"]}]");
    add(fixture, "SELECT 1::BIGINT AS id", 1, partition(fixture, 1.1f));
    fixture.table().updateSchema().updateColumn("real", Types.DoubleType.get()).commit();
    register(fixture);
    assertThat(engine.query("SELECT real::VARCHAR FROM t", row -> row.string(0)))
        .containsExactly("1.100000023841858");
  }
}
