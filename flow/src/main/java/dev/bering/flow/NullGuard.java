package dev.bering.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Fails a row that holds null in a column declared NOT NULL, or in a field so declared, at any
 * depth, in lists and maps too. Spark's nullability flags are no contract: readers set them all to
 * nullable, and the Delta writer drops them (both measured).
 */
final class NullGuard {

  private NullGuard() {}

  /** {@code rows}, which have the columns {@code declared}, failing where they are read. */
  static Dataset<Row> over(Dataset<Row> rows, StructType declared) {
    boolean guards = Arrays.stream(declared.fields()).anyMatch(field -> !nulls(field).isEmpty());
    return guards
        ? rows.select(
            Arrays.stream(declared.fields()).map(NullGuard::guarded).toArray(Column[]::new))
        : rows;
  }

  private static Column guarded(StructField field) {
    Column column = col(Projection.quoted(field.name()));
    Map<String, Column> nulls = nulls(field);
    if (nulls.isEmpty()) {
      return column;
    }
    Column guarded = column;
    for (Map.Entry<String, Column> found : nulls.entrySet()) {
      Column failure =
          raise_error(lit("column %s is null, but is declared NOT NULL".formatted(found.getKey())));
      guarded = when(found.getValue(), failure).otherwise(guarded);
    }
    return guarded.as(field.name(), field.metadata());
  }

  private static Map<String, Column> nulls(StructField field) {
    return nulls(field.name(), col(Projection.quoted(field.name())), field);
  }

  private static Map<String, Column> nulls(String path, Column column, StructField field) {
    return nulls(path, column, field.dataType(), field.nullable());
  }

  /** By the path of each column or field that may not be null: whether it is. */
  private static Map<String, Column> nulls(
      String path, Column column, DataType type, boolean nullable) {
    var nulls = new LinkedHashMap<String, Column>();
    if (!nullable) {
      nulls.put(path, column.isNull());
    }
    if (type instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        nulls(path + "." + field.name(), column.getField(field.name()), field)
            .forEach((inner, isNull) -> nulls.put(inner, column.isNotNull().and(isNull)));
      }
    } else if (type instanceof ArrayType array) {
      nulls.putAll(elements(path + ".element", column, array.elementType(), array.containsNull()));
    } else if (type instanceof MapType map) {
      nulls.putAll(
          elements(path + ".value", map_values(column), map.valueType(), map.valueContainsNull()));
    }
    return nulls;
  }

  private static Map<String, Column> elements(
      String path, Column list, DataType type, boolean nullable) {
    var nulls = new LinkedHashMap<String, Column>();
    for (String inner : nulls(path, lit(null), type, nullable).keySet()) {
      nulls.put(inner, exists(list, element -> at(inner, nulls(path, element, type, nullable))));
    }
    return nulls;
  }

  private static Column at(String path, Map<String, Column> nulls) {
    Column found = nulls.get(path);
    if (found == null) {
      throw new IllegalStateException("no %s among %s".formatted(path, nulls.keySet()));
    }
    return found;
  }
}
