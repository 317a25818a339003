package dev.bering.flow;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * A hash of rows that does not depend on their order, computed while they are written: how many
 * there are, and two sums of 64-bit hashes of all columns with different seeds, in decimal, so that
 * equal rows do not cancel each other out as they would under exclusive or. The names and types of
 * the columns are in it too.
 *
 * <p>Spark's own hash skips nulls, does not tell where one list ends and the next begins, takes
 * {@code -0.0} for {@code 0.0} and refuses maps. So whether a value is null, the length of a list
 * and the text of a floating-point number are hashed besides, and a map as the sorted list of its
 * entries.
 *
 * <p>Two sets of rows of which the second was not made to deceive have the same hash by chance in
 * one of 2^120 cases or so.
 */
record ContentHash(StructType columns) {
  private static final DecimalType WIDE = new DecimalType(28, 0); // sums to 38 digits
  private static final List<String> SUMS = List.of("sum1", "sum2");

  static ContentHash of(StructType columns) {
    return new ContentHash(columns);
  }

  /** {@code rows}, hashed while they are written. */
  Observed watch(Dataset<Row> rows) {
    Column[] values =
        Arrays.stream(columns.fields())
            .flatMap(f -> told(col(Projection.quoted(f.name())), f.dataType()).stream())
            .toArray(Column[]::new);
    return Observed.of(
        rows, total(lit(1), values).as(SUMS.get(0)), total(lit(2), values).as(SUMS.get(1)));
  }

  /** The hash; empty if it does not cover {@code written} rows, as after a task that ran twice. */
  Optional<String> of(Observed watched, long written) {
    Map<String, Object> values = watched.values();
    return Observed.count(values) == written
        ? Optional.of(text(values, written))
        : Optional.empty();
  }

  private static Column total(Column seed, Column[] values) {
    var all = new ArrayList<>(List.of(seed));
    all.addAll(Arrays.asList(values));
    return coalesce(sum(xxhash64(all.toArray(Column[]::new)).cast(WIDE)), lit(0));
  }

  /** What Spark is to hash for a value, one after the other. */
  private static List<Column> told(Column value, DataType type) {
    return List.of(value.isNull(), hashable(value, type));
  }

  private static Column hashable(Column value, DataType type) {
    if (type instanceof DoubleType || type instanceof FloatType) {
      return value.cast("string");
    }
    if (type instanceof StringType) {
      return value.cast("binary"); // a collation may take different texts for equal
    }
    if (type instanceof StructType fields) {
      return fields.isEmpty()
          ? lit(0)
          : struct(
              Arrays.stream(fields.fields())
                  .flatMap(f -> told(value.getField(f.name()), f.dataType()).stream())
                  .toArray(Column[]::new));
    }
    if (type instanceof ArrayType list) {
      return struct(size(value), transform(value, item -> element(item, list.elementType())));
    }
    if (type instanceof MapType map) {
      Column entries =
          transform(
              map_entries(value),
              entry ->
                  struct(
                      element(entry.getField("key"), map.keyType()).as("key"),
                      element(entry.getField("value"), map.valueType()).as("value")));
      return struct(size(value), array_sort(entries));
    }
    return value;
  }

  private static Column element(Column item, DataType type) {
    return struct(told(item, type).toArray(Column[]::new));
  }

  private String text(Map<String, Object> values, long rows) {
    String names =
        Arrays.stream(columns.fields())
            .map(field -> field.name() + " " + field.dataType().catalogString())
            .collect(Collectors.joining(","));
    String sums =
        SUMS.stream().map(sum -> String.valueOf(values.get(sum))).collect(Collectors.joining(" "));
    byte[] all = "%s %d %s".formatted(names, rows, sums).getBytes(StandardCharsets.UTF_8);
    return "rows:" + HexFormat.of().formatHex(sha256().digest(all), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
    }
  }
}
