package dev.bering.tables.iceberg;

import dev.bering.tables.ColumnType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.avro.generic.GenericFixed;

/** Values of partitions as manifests store them (Iceberg spec, "Appendix A: Avro"), as text. */
final class PartitionText {

  /** What every reader of dates and times agrees on. */
  private static final LocalDate FIRST = LocalDate.of(1, 1, 1);

  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  private PartitionText() {}

  /**
   * The value as {@link ColumnSource.Constant} spells it.
   *
   * @throws IOException if it is no value of that type
   */
  static String of(Object value, ColumnType type) throws IOException {
    if (type instanceof ColumnType.Decimal decimal) {
      return new BigDecimal(unscaled(value), decimal.scale()).toPlainString();
    }
    String name = type instanceof ColumnType.Primitive primitive ? primitive.name() : type.ddl();
    return switch (name) {
      case "boolean" -> value.toString();
      case "integer", "long" -> Long.toString(number(value));
      case "float" -> floating(value).toString();
      case "double" -> Double.toString(floating(value).doubleValue());
      case "date" -> date(LocalDate.ofEpochDay(days(value)));
      case "time" -> LocalTime.ofNanoOfDay(1000 * micros(value)).toString();
      case "timestamp_ntz", "timestamp" -> moment(micros(value), ChronoUnit.MICROS, name);
      case "timestamp_ns" -> moment(micros(value), ChronoUnit.NANOS, name);
      case "string" -> value.toString();
      case "uuid" -> uuid(bytes(value));
      case "binary" -> HexFormat.of().formatHex(bytes(value));
      default ->
          throw new IOException("a partition has the value %s of type %s".formatted(value, name));
    };
  }

  /**
   * A text that two values share only if they are the same, and do share if one was written before
   * the column became wider.
   *
   * @param type of the column whose values partitions have; another one where they have none's
   */
  static String exact(Object value, ColumnType type) throws IOException {
    if (value instanceof ByteBuffer || value instanceof GenericFixed) {
      return type instanceof ColumnType.Decimal
          ? "decimal " + unscaled(value)
          : "bytes " + HexFormat.of().formatHex(bytes(value));
    }
    if (value instanceof Float || value instanceof Double) {
      return "floating " + ((Number) value).doubleValue();
    }
    return value instanceof Number ? "number " + value : "text " + value;
  }

  private static long number(Object value) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new IOException("a partition has the value %s where a number is".formatted(value));
  }

  /** Days are 32 bits, and times 64: a column that was promoted has values of its old type. */
  private static int days(Object value) throws IOException {
    if (value instanceof Integer days) {
      return days;
    }
    throw new IOException("a partition has the value %s where a date is".formatted(value));
  }

  private static long micros(Object value) throws IOException {
    if (value instanceof Long units) {
      return units;
    }
    throw new IOException("a partition has the value %s where a time is".formatted(value));
  }

  private static Number floating(Object value) throws IOException {
    if (value instanceof Float || value instanceof Double) {
      return (Number) value;
    }
    throw new IOException("a partition has the value %s where a number is".formatted(value));
  }

  private static String date(LocalDate date) throws IOException {
    if (date.isBefore(FIRST) || date.isAfter(LAST)) {
      throw new IOException("a partition has the date %s, outside 0001 to 9999".formatted(date));
    }
    return date.toString();
  }

  private static String moment(long sinceEpoch, ChronoUnit unit, String type) throws IOException {
    Instant moment = Instant.EPOCH.plus(sinceEpoch, unit);
    date(LocalDate.ofInstant(moment, ZoneOffset.UTC));
    String text = moment.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
    return type.equals("timestamp") ? text + "+00:00" : text;
  }

  private static String uuid(byte[] bytes) throws IOException {
    if (bytes.length != 16) {
      throw new IOException("a partition has %d bytes where a UUID is".formatted(bytes.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong()).toString();
  }

  private static BigInteger unscaled(Object value) throws IOException {
    byte[] bytes = bytes(value);
    if (bytes.length == 0) {
      throw new IOException("a partition has no bytes where a decimal number is");
    }
    return new BigInteger(bytes);
  }

  private static byte[] bytes(Object value) throws IOException {
    if (value instanceof GenericFixed fixed) {
      return fixed.bytes();
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    throw new IOException("a partition has the value %s where bytes are".formatted(value));
  }
}
