package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deleted rows of Iceberg tables are left out as Iceberg's own reader leaves them out. */
class IcebergDeletesTest extends IcebergViewCase {

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
    assertThat(engine.query("SELECT id FROM t ORDER BY id", row -> row.number(0)))
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
    assertThat(engine.query("SELECT concat(id, dept) FROM t ORDER BY ALL", row -> row.string(0)))
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
    assertThat(engine.query("SELECT id FROM t", row -> row.number(0))).containsExactly(2L);
  }

  @Test
  void goesByAColumnThatIsNoLongerThere() throws IOException {
    IcebergFixture fixture = plain(2);
    Schema dept = new Schema(ID_AND_DEPT.findField("dept"));
    fixture.append(null, fixture.row(1, "a"), fixture.row(2, "b"), fixture.row(3, null));
    fixture.deleteEqual(null, dept, IcebergFixture.rowOf(dept, "b"));
    fixture.table().updateSchema().deleteColumn("dept").commit();
    register(fixture);
    assertThat(engine.query("SELECT id FROM t ORDER BY id", row -> row.number(0)))
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
    assertThat(engine.query("SELECT id FROM t ORDER BY id", row -> row.number(0)))
        .containsExactly(1L, 3L);
  }

  @Test
  void refusesDeletesByTheValuesOfFloatingPointNumbers() throws IOException {
    Schema schema = new Schema(NestedField.optional(1, "x", Types.DoubleType.get()));
    IcebergFixture fixture = create(2, schema, NONE);
    Record row = fixture.row(-0.0);
    fixture.append(null, row);
    fixture.deleteEqual(null, schema, row);
    assertUnreadable(
        fixture,
        "deletes rows by their values of column 'x' of type double, which is not read here.");
  }
}
