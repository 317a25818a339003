package dev.bering.parity;

import dev.bering.engine.SqlType;
import dev.bering.engine.TextContent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one type in which the values of two types can be compared without losing anything: the same
 * type, or a wider one that holds every value of both.
 */
final class Harmony {

  private static final SqlType VARCHAR = new SqlType.Simple("VARCHAR");
  private static final SqlType DOUBLE = new SqlType.Simple("DOUBLE");
  private static final SqlType HUGEINT = new SqlType.Simple("HUGEINT");
  private static final int MAX_DIGITS = 38;
  private static final int DOUBLE_DIGITS = 15;
  private static final long MAX_WHOLE_DOUBLE = 1L << 53;

  /** Decimal digits that hold every value of a whole-number type, narrow to wide. */
  private static final Map<String, Integer> INTEGER_DIGITS =
      Map.of(
          "TINYINT", 3,
          "UTINYINT", 3,
          "SMALLINT", 5,
          "USMALLINT", 5,
          "INTEGER", 10,
          "UINTEGER", 10,
          "BIGINT", 19,
          "UBIGINT", 20,
          "HUGEINT", 39,
          "UHUGEINT", 39);

  private static final List<String> SIGNED =
      List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT");
  private static final List<String> UNSIGNED =
      List.of("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT");
  private static final List<String> TEXTS = List.of("VARCHAR", "JSON");
  private static final List<String> TIMESTAMPS =
      List.of("TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP_NS");

  private Harmony() {}

  /** The common type; empty if there is none. */
  static Optional<SqlType> of(SqlType left, SqlType right) {
    if (left instanceof SqlType.Unsupported || right instanceof SqlType.Unsupported) {
      return Optional.empty();
    }
    if (left instanceof SqlType.Untyped texts) {
      return right instanceof SqlType.Untyped others
          ? Optional.of(VARCHAR).filter(any -> mayEqual(texts, others))
          : readable(texts, right);
    }
    if (right instanceof SqlType.Untyped texts) {
      return readable(texts, left);
    }
    if (left.equals(right)) {
      return Optional.of(left);
    }
    if (left instanceof SqlType.ListOf l && right instanceof SqlType.ListOf r) {
      return of(l.element(), r.element()).map(SqlType.ListOf::new);
    }
    if (left instanceof SqlType.MapOf l && right instanceof SqlType.MapOf r) {
      return of(l.key(), r.key())
          .flatMap(key -> of(l.value(), r.value()).map(value -> new SqlType.MapOf(key, value)));
    }
    if (left instanceof SqlType.Struct l && right instanceof SqlType.Struct r) {
      return structs(l, r);
    }
    return scalars(left, right);
  }

  /** The type in which numbers within a tolerance are compared; empty if one is not a number. */
  static Optional<SqlType> ofNumbers(SqlType left, SqlType right) {
    if (!isNumber(left) || !isNumber(right) || !mayEqual(left, right)) {
      return Optional.empty();
    }
    boolean fitsHuge = !name(left).equals("UHUGEINT") && !name(right).equals("UHUGEINT");
    if (isInteger(left) && isInteger(right) && fitsHuge) {
      return Optional.of(HUGEINT);
    }
    if (isExact(left) && isExact(right)) {
      int scale = Math.max(scale(left), scale(right));
      int whole = Math.max(digits(left) - scale(left), digits(right) - scale(right));
      if (whole + scale <= MAX_DIGITS) {
        return Optional.of(new SqlType.Decimal(MAX_DIGITS, scale));
      }
    }
    return Optional.of(DOUBLE);
  }

  /**
   * The number from which on a double no longer tells all numbers of a type apart; empty if it
   * always does, or if the type is no exact one. Doubles hold every whole number of 53 bits, and
   * tell numbers of 15 digits apart.
   */
  static Optional<BigDecimal> endOfDouble(SqlType type) {
    if (!isExact(type) || fitsDouble(type)) {
      return Optional.empty();
    }
    int scale = scale(type);
    return Optional.of(
        scale == 0
            ? BigDecimal.valueOf(MAX_WHOLE_DOUBLE)
            : BigDecimal.ONE.scaleByPowerOfTen(DOUBLE_DIGITS - scale));
  }

  static boolean isNumber(SqlType type) {
    return isExact(type)
        || isFloating(type)
        || (type instanceof SqlType.Untyped texts && maySpellNumbers(texts));
  }

  /** Numbers that may be rounded, and of which NaN and the infinities are some. */
  static boolean isFloating(SqlType type) {
    return isFloat(type) || name(type).equals("DOUBLE");
  }

  /** Numbers without rounding: whole ones and decimals. */
  static boolean isExact(SqlType type) {
    return isInteger(type) || type instanceof SqlType.Decimal;
  }

  static boolean isInteger(SqlType type) {
    return INTEGER_DIGITS.containsKey(name(type));
  }

  private static boolean maySpellNumbers(SqlType.Untyped texts) {
    return switch (texts.content()) {
      case ANYTHING, TEXT, NUMBER, LONG_NUMBER -> true;
      case TRUTH, NESTED -> false;
    };
  }

  /** A number that a source says to be one is no text that spells it. */
  private static boolean mayEqual(SqlType left, SqlType right) {
    return !(left instanceof SqlType.Untyped texts)
        || !(right instanceof SqlType.Untyped others)
        || texts.content().mayEqual(others.content());
  }

  private static boolean isFloat(SqlType type) {
    return name(type).equals("FLOAT");
  }

  private static Optional<SqlType> readable(SqlType.Untyped texts, SqlType type) {
    boolean may =
        switch (texts.content()) {
          case ANYTHING, TEXT -> true;
          case NUMBER -> isNumber(type);
          case LONG_NUMBER -> isExact(type);
          case TRUTH -> name(type).equals("BOOLEAN");
          case NESTED -> TEXTS.contains(name(type));
        };
    // Read as a float, a number would lose digits that a double beside a float keeps.
    SqlType read = texts.content() == TextContent.NUMBER && isFloat(type) ? DOUBLE : type;
    return may && TextReading.canRead(read) ? Optional.of(read) : Optional.empty();
  }

  private static Optional<SqlType> structs(SqlType.Struct left, SqlType.Struct right) {
    if (left.fields().size() != right.fields().size()) {
      return Optional.empty();
    }
    List<SqlType.Field> fields = new ArrayList<>();
    for (SqlType.Field field : left.fields()) {
      right.fields().stream()
          .filter(other -> other.name().equalsIgnoreCase(field.name()))
          .findFirst()
          .flatMap(other -> of(field.type(), other.type()))
          .ifPresent(type -> fields.add(new SqlType.Field(field.name(), type)));
    }
    return fields.size() == left.fields().size()
        ? Optional.of(new SqlType.Struct(fields))
        : Optional.empty();
  }

  private static Optional<SqlType> scalars(SqlType left, SqlType right) {
    if (isInteger(left) && isInteger(right)) {
      return integers(name(left), name(right));
    }
    if (isExact(left) && isExact(right)) {
      int scale = Math.max(scale(left), scale(right));
      int whole = Math.max(digits(left) - scale(left), digits(right) - scale(right));
      return whole + scale <= MAX_DIGITS
          ? Optional.of(new SqlType.Decimal(whole + scale, scale))
          : Optional.empty();
    }
    if (fitsDouble(left) && fitsDouble(right)) {
      return Optional.of(DOUBLE);
    }
    if (TIMESTAMPS.contains(name(left)) && TIMESTAMPS.contains(name(right))) {
      int finer = Math.max(TIMESTAMPS.indexOf(name(left)), TIMESTAMPS.indexOf(name(right)));
      return Optional.of(new SqlType.Simple(TIMESTAMPS.get(finer)));
    }
    return TEXTS.contains(name(left)) && TEXTS.contains(name(right))
        ? Optional.of(VARCHAR)
        : Optional.empty();
  }

  private static Optional<SqlType> integers(String left, String right) {
    int leftSigned = SIGNED.indexOf(left);
    int rightSigned = SIGNED.indexOf(right);
    int leftUnsigned = UNSIGNED.indexOf(left);
    int rightUnsigned = UNSIGNED.indexOf(right);
    if (leftSigned < 0 && rightSigned < 0) {
      return Optional.of(new SqlType.Simple(UNSIGNED.get(Math.max(leftUnsigned, rightUnsigned))));
    }
    // A signed type holds an unsigned one of half its width.
    int left2 = leftSigned >= 0 ? leftSigned : leftUnsigned + 1;
    int right2 = rightSigned >= 0 ? rightSigned : rightUnsigned + 1;
    int wider = Math.max(left2, right2);
    return wider < SIGNED.size()
        ? Optional.of(new SqlType.Simple(SIGNED.get(wider)))
        : Optional.empty();
  }

  /** A double holds whole numbers of up to 53 bits. */
  private static boolean fitsDouble(SqlType type) {
    return switch (name(type)) {
      case "FLOAT",
          "DOUBLE",
          "TINYINT",
          "UTINYINT",
          "SMALLINT",
          "USMALLINT",
          "INTEGER",
          "UINTEGER" ->
          true;
      default -> false;
    };
  }

  private static int digits(SqlType type) {
    return type instanceof SqlType.Decimal decimal
        ? decimal.precision()
        : INTEGER_DIGITS.getOrDefault(name(type), 0);
  }

  private static int scale(SqlType type) {
    return type instanceof SqlType.Decimal decimal ? decimal.scale() : 0;
  }

  private static String name(SqlType type) {
    return type instanceof SqlType.Simple simple ? simple.name() : "";
  }
}
