package dev.bering.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What passes a port: the declared columns only, in the declared order, spelled and typed as
 * declared. So a column added upstream neither breaks nor slows a consumer. What already fits is
 * passed on untouched, which keeps its plan, and with it its cache, the same. A column gets the
 * meaning that the port declares for it.
 *
 * <p>Fields of structs are picked by name; Spark's own cast of structs goes by position.
 */
final class Projection {

  private Projection() {}

  /** {@code rows} with the columns {@code want}, which they must cover. */
  static Dataset<Row> of(Dataset<Row> rows, StructType want) {
    StructType have = rows.schema();
    if (fits(have, want) && means(have, want)) {
      return rows;
    }
    return rows.select(
        Arrays.stream(want.fields())
            .map(field -> pick(col(quoted(field.name())), have, field))
            .toArray(Column[]::new));
  }

  /** A column name that Spark takes as it stands, dots and all. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static Column pick(Column column, StructType have, StructField want) {
    StructField from = Covering.field(have, want.name());
    Column picked = to(column, from.dataType(), want.dataType());
    return Meaning.of(want).isEmpty() || Meaning.of(want).equals(Meaning.of(from))
        ? picked.as(want.name())
        : picked.as(want.name(), metadata(from, want));
  }

  /** The producer's metadata, and the meaning that is declared. */
  private static Metadata metadata(StructField from, StructField want) {
    return new MetadataBuilder()
        .withMetadata(from.metadata())
        .withMetadata(want.metadata())
        .build();
  }

  /** Whether the columns bear the meanings declared; those inside structs are not looked at. */
  private static boolean means(StructType have, StructType want) {
    return Arrays.stream(want.fields())
        .filter(field -> Meaning.of(field).isPresent())
        .allMatch(field -> Meaning.of(have.apply(field.name())).equals(Meaning.of(field)));
  }

  private static Column to(Column column, DataType have, DataType want) {
    if (fits(have, want)) {
      return column;
    }
    if (have instanceof StructType from && want instanceof StructType into) {
      Column rebuilt =
          struct(
              Arrays.stream(into.fields())
                  .map(field -> pick(column.getField(field.name()), from, field))
                  .toArray(Column[]::new));
      return when(column.isNull(), lit(null)).otherwise(rebuilt);
    }
    if (have instanceof ArrayType from && want instanceof ArrayType into) {
      return transform(column, element -> to(element, from.elementType(), into.elementType()));
    }
    if (have instanceof MapType from && want instanceof MapType into) {
      return transform_values(
          column, (key, value) -> to(value, from.valueType(), into.valueType()));
    }
    return column.cast(want);
  }

  /** Whether the types are the same, nullability aside. */
  private static boolean fits(DataType have, DataType want) {
    if (have instanceof StructType from && want instanceof StructType into) {
      return Arrays.equals(from.fieldNames(), into.fieldNames())
          && Arrays.stream(into.fields())
              .allMatch(field -> fits(from.apply(field.name()).dataType(), field.dataType()));
    }
    if (have instanceof ArrayType from && want instanceof ArrayType into) {
      return fits(from.elementType(), into.elementType());
    }
    if (have instanceof MapType from && want instanceof MapType into) {
      return fits(from.keyType(), into.keyType()) && fits(from.valueType(), into.valueType());
    }
    return have.equals(want);
  }
}
