package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;

/**
 * When a text can be read as a value of a type without losing anything. A plain cast is too kind
 * for that: DuckDB rounds {@code '1.5'} to the integer 2 and {@code '0.125'} to the decimal 0.13,
 * and drops the time of {@code '2026-01-01 10:00:00'} when it wants a date and the zone of {@code
 * '10:00:00+02'} when it wants none.
 */
final class TextReading {

  private static final String DATE = "-?\\d{4,6}-\\d{1,2}-\\d{1,2}";
  private static final String ZONE = " ?(Z|UTC|[+-]\\d{2}(:?\\d{2}(:?\\d{2})?)?)";

  private static final String WHOLE_NUMBER = "\\s*[+-]?\\d{1,38}\\s*";
  private static final String NOT_ZERO = "\\s*[+-]?[0.]*[1-9][0-9.eE+-]*\\s*";
  private static final String NOT_FINITE = "(?i)\\s*[+-]?(nan|inf|infinity)\\s*";
  private static final SqlType WIDEST_INTEGER = new SqlType.Simple("HUGEINT");

  /** Digits of which every float, or double, that is not tiny keeps all. */
  private static final int FLOAT_DIGITS = 6;

  private static final int DOUBLE_DIGITS = 15;

  /** Below it there are fewer. */
  private static final String TINY_FLOAT = "'1.2e-38'";

  private static final String TINY_DOUBLE = "'2.3e-308'";

  private TextReading() {}

  /** Whether texts can be read as this type at all. */
  static boolean canRead(SqlType type) {
    return type instanceof SqlType.Decimal
        || (type instanceof SqlType.Simple simple
            && !simple.name().equals("BLOB")
            && !simple.name().equals("INTERVAL"));
  }

  /** SQL condition that holds for the values of {@code text} that are not of {@code type}. */
  static String unreadable(SqlDialect dialect, String text, SqlType type) {
    String condition = notOfType(dialect, text, type);
    if (Harmony.isFloating(type)) {
      condition = "(%s OR %s)".formatted(condition, isRounded(dialect, text, type));
    }
    return "%s IS NOT NULL AND %s".formatted(text, condition);
  }

  /** Likewise, but it does not hold for numbers that are read as the nearest float or double. */
  static String unreadableAsNearest(SqlDialect dialect, String text, SqlType type) {
    return "%s IS NOT NULL AND %s".formatted(text, notOfType(dialect, text, type));
  }

  /**
   * SQL condition on the texts of numbers that are read as another number: whole ones that no float
   * or double is, and others with digits that none is written with.
   */
  static String isRounded(SqlDialect dialect, String text, SqlType type) {
    boolean isFloat = type.sql().equals("FLOAT");
    int digits = isFloat ? FLOAT_DIGITS : DOUBLE_DIGITS;
    String read = dialect.tryRead(text, type);
    String lost = dialect.isSpelledBy(read, text).map(same -> "NOT " + same).orElse("true");
    return """
    CASE WHEN %1$s <> 0 AND abs(%1$s) < %2$s::DOUBLE THEN %3$s
      WHEN length(%4$s) <= %5$d THEN false
      WHEN %6$s THEN %7$s IS DISTINCT FROM %8$s
      WHEN %9$s THEN false
      ELSE %3$s END\
    """
        .formatted(
            read,
            isFloat ? TINY_FLOAT : TINY_DOUBLE,
            lost,
            text,
            digits,
            dialect.matches(text, WHOLE_NUMBER),
            dialect.whole(read),
            dialect.tryRead(text, WIDEST_INTEGER),
            dialect.matches(text, ofAtMost(digits)));
  }

  /** A double: how far from a number the one may be that is read as nearest to it. */
  static String rounding(SqlDialect dialect, String text, SqlType type) {
    return "CASE WHEN coalesce(%s, false) THEN %s ELSE 0::DOUBLE END"
        .formatted(
            isRounded(dialect, text, type), Distance.ofRounding(dialect.tryRead(text, type)));
  }

  private static String notOfType(SqlDialect dialect, String text, SqlType type) {
    String read = dialect.tryRead(text, type);
    String cast = read + " IS NULL";
    String form = form(type);
    String condition =
        form.isEmpty() ? cast : "(%s OR NOT %s)".formatted(cast, dialect.matches(text, form));
    // Beyond the range of the type a number would be read as infinite or as zero.
    return Harmony.isFloating(type)
        ? "(%s OR NOT %s AND NOT %s OR %s = 0 AND %s)"
            .formatted(
                condition,
                dialect.isFinite(read),
                dialect.matches(text, NOT_FINITE),
                read,
                dialect.matches(text, NOT_ZERO))
        : condition;
  }

  /** Numbers of at most so many digits, zeros at either end aside. */
  private static String ofAtMost(int digits) {
    return "\\s*[+-]?[0.]*(\\d\\.?){0,%d}[0.]*([eE][+-]?\\d+)?\\s*".formatted(digits);
  }

  private static String form(SqlType type) {
    if (type instanceof SqlType.Decimal decimal) {
      return decimal(decimal.scale());
    }
    return switch (type.sql()) {
      case "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT" ->
          decimal(0);
      case "FLOAT", "DOUBLE" ->
          "(?i)\\s*[+-]?((\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?|nan|inf|infinity)\\s*";
      case "DATE" -> "\\s*" + DATE + "\\s*";
      case "TIME" -> "\\s*" + time(6) + "\\s*";
      case "TIMESTAMP_S" -> timestamp(0, "");
      case "TIMESTAMP_MS" -> timestamp(3, "");
      case "TIMESTAMP" -> timestamp(6, "");
      case "TIMESTAMP_NS" -> timestamp(9, "");
      // Without a zone nobody knows which moment is meant.
      case "TIMESTAMP WITH TIME ZONE" -> "\\s*" + DATE + "[T ]" + time(6) + ZONE + "\\s*";
      default -> "";
    };
  }

  /** At most {@code scale} digits behind the point, zeros aside; also {@code 0E-18}. */
  private static String decimal(int scale) {
    return "\\s*[+-]?((\\d+(\\.\\d{0,%d}0*)?|\\.\\d{1,%d}0*)|0+(\\.0*)?[eE][+-]?\\d+)\\s*"
        .formatted(scale, Math.max(scale, 1));
  }

  private static String timestamp(int fractionDigits, String zone) {
    return "\\s*" + DATE + "([T ]" + time(fractionDigits) + zone + ")?\\s*";
  }

  private static String time(int fractionDigits) {
    return "\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d{0,%d}0*)?)?".formatted(fractionDigits);
  }
}
