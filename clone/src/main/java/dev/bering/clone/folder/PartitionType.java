package dev.bering.clone.folder;

import dev.bering.tables.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of a partition column are told in a Delta log, by the column's type. */
final class PartitionType {

  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d{1,2}),(\\d{1,2})\\)");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,40}");
  private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final int MOST_DIGITS = 38;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("string", "string"),
          Map.entry("tinyint", "byte"),
          Map.entry("byte", "byte"),
          Map.entry("smallint", "short"),
          Map.entry("short", "short"),
          Map.entry("int", "integer"),
          Map.entry("integer", "integer"),
          Map.entry("bigint", "long"),
          Map.entry("long", "long"),
          Map.entry("boolean", "boolean"),
          Map.entry("date", "date"));

  private PartitionType() {}

  /** The type that a person has named; empty if a partition column cannot be of it. */
  static Optional<ColumnType> named(String text) {
    String name = text.replace(" ", "").toLowerCase(Locale.ROOT);
    Matcher decimal = DECIMAL.matcher(name);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      return precision >= 1 && precision <= MOST_DIGITS && scale <= precision
          ? Optional.of(new ColumnType.Decimal(precision, scale))
          : Optional.empty();
    }
    return Optional.ofNullable(NAMES.get(name)).map(ColumnType.Primitive::new);
  }

  /** The value as a log tells it; empty if it is none of this type. */
  static Optional<String> value(ColumnType type, String text) {
    if (type instanceof ColumnType.Decimal decimal) {
      return decimal(decimal, text);
    }
    return switch (((ColumnType.Primitive) type).name()) {
      case "byte" -> integer(text, Byte.SIZE);
      case "short" -> integer(text, Short.SIZE);
      case "integer" -> integer(text, Integer.SIZE);
      case "long" -> integer(text, Long.SIZE);
      case "date" -> date(text);
      case "boolean" ->
          Optional.of(text.toLowerCase(Locale.ROOT))
              .filter(value -> value.equals("true") || value.equals("false"));
      default -> Optional.of(text);
    };
  }

  private static Optional<String> integer(String text, int bits) {
    if (!INTEGER.matcher(text).matches()) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(text);
    return number.bitLength() < bits ? Optional.of(number.toString()) : Optional.empty();
  }

  private static Optional<String> date(String text) {
    try {
      return DATE.matcher(text).matches()
          ? Optional.of(LocalDate.parse(text).toString())
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> decimal(ColumnType.Decimal type, String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(text).setScale(type.scale(), RoundingMode.UNNECESSARY);
      return number.precision() <= type.precision()
          ? Optional.of(number.toPlainString())
          : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}
