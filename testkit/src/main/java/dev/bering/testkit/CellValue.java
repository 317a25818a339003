package dev.bering.testkit;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** Cells of text tables as values of Spark's types, and back to values that can be compared. */
final class CellValue {
  private static final Map<DataType, Function<String, Object>> READERS =
      Map.of(
          DataTypes.StringType, text -> text,
          DataTypes.BooleanType, CellValue::truth,
          DataTypes.ByteType, Byte::valueOf,
          DataTypes.ShortType, Short::valueOf,
          DataTypes.IntegerType, Integer::valueOf,
          DataTypes.LongType, Long::valueOf,
          DataTypes.FloatType, Float::valueOf,
          DataTypes.DoubleType, Double::valueOf,
          DataTypes.DateType, text -> Date.valueOf(LocalDate.parse(text)),
          DataTypes.TimestampType, text -> Timestamp.from(Instant.parse(text)));

  private CellValue() {}

  /**
   * @throws RuntimeException if {@code text} is no value of {@code type}, or none can be written
   *     down
   */
  static Object of(DataType type, String text) {
    if (type instanceof DecimalType decimal) {
      return new BigDecimal(text).setScale(decimal.scale()); // fails where digits would be lost
    }
    Function<String, Object> reader = READERS.get(type);
    if (reader == null) {
      throw new IllegalArgumentException("no cell holds a " + type.simpleString());
    }
    return reader.apply(text);
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** How a value of {@code type} is written. */
  static String hint(DataType type) {
    if (type.equals(DataTypes.TimestampType)) {
      return "write it as in 2026-01-01T03:00:00Z";
    }
    if (type.equals(DataTypes.DateType)) {
      return "write it as in 2026-01-01";
    }
    return READERS.containsKey(type) || type instanceof DecimalType
        ? "write a value of the column's type, or null"
        : "give the port a frame: no cell holds a " + type.simpleString();
  }

  /** A value as {@link #of} would have made it. */
  static @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof Instant instant) {
      return Timestamp.from(instant);
    }
    return value instanceof LocalDate date ? Date.valueOf(date) : value;
  }
}
