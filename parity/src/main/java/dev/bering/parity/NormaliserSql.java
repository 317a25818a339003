package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.util.Optional;
import java.util.stream.Collectors;

/** What normalisers do, in the SQL of one engine. */
final class NormaliserSql {

  private static final String WHITE_SPACE = " \t\n\u000b\f\r\u00a0";
  private static final String TRUE_WORDS = "('true', 't', 'yes', 'y', 'on', '1')";
  private static final String FALSE_WORDS = "('false', 'f', 'no', 'n', 'off', '0')";
  private static final SqlType BOOLEAN = new SqlType.Simple("BOOLEAN");
  private static final SqlType VARCHAR = new SqlType.Simple("VARCHAR");
  private static final SqlType MOMENT = new SqlType.Simple("TIMESTAMP WITH TIME ZONE");

  /** From here on a double is nearer to infinity than to the largest number of 32 bits. */
  private static final String FLOAT_LIMIT = "'3.4028235677973366e38'::DOUBLE";

  private static final int MAX_DIGITS = 38;

  private final SqlDialect dialect;

  NormaliserSql(SqlDialect dialect) {
    this.dialect = dialect;
  }

  SqlDialect dialect() {
    return dialect;
  }

  /** Whether it is applied to each side's own values, before both become one type. */
  static boolean isOfOneSide(Normaliser normaliser) {
    return normaliser instanceof Normaliser.OfText || normaliser instanceof Normaliser.Zone;
  }

  /** Whether the engine can do it at all. */
  boolean isKnown(Normaliser normaliser) {
    if (normaliser instanceof Normaliser.Composed) {
      return dialect.composed("x").isPresent();
    }
    if (normaliser instanceof Normaliser.JsonText) {
      return dialect.canonicalJson("x").isPresent() && dialect.isJson("x").isPresent();
    }
    return !(normaliser instanceof Normaliser.Zone) || dialect.moment("x", "UTC").isPresent();
  }

  SqlType typeAfter(Normaliser normaliser, SqlType type) {
    if (normaliser instanceof Normaliser.BooleanText) {
      return BOOLEAN;
    }
    if (normaliser instanceof Normaliser.JsonText) {
      return VARCHAR;
    }
    if (normaliser instanceof Normaliser.Zone) {
      return MOMENT;
    }
    return normaliser instanceof Normaliser.Scale scale && type instanceof SqlType.Decimal decimal
        ? rounded(scale, decimal)
        : type;
  }

  /**
   * Rounding 9.99 to 10.0 takes a digit more in front of the point. Where there is no room for one
   * the last digit behind it makes room, which rounding leaves without a meaning.
   */
  private static SqlType rounded(Normaliser.Scale scale, SqlType.Decimal type) {
    if (scale.digits() >= type.scale()) {
      return type;
    }
    return type.precision() < MAX_DIGITS
        ? new SqlType.Decimal(type.precision() + 1, type.scale())
        : new SqlType.Decimal(MAX_DIGITS, type.scale() - 1);
  }

  /** The condition on texts that it cannot read; empty if it reads none. */
  Optional<String> unreadable(Normaliser normaliser, String value) {
    if (normaliser instanceof Normaliser.BooleanText) {
      return Optional.of(
          "lower(%s) NOT IN %s AND lower(%s) NOT IN %s"
              .formatted(value, TRUE_WORDS, value, FALSE_WORDS));
    }
    return normaliser instanceof Normaliser.JsonText
        ? dialect.isJson(value).map(valid -> "%s IS NOT NULL AND NOT %s".formatted(value, valid))
        : Optional.empty();
  }

  /** What it reads texts as. */
  String readAs(Normaliser normaliser) {
    return normaliser instanceof Normaliser.BooleanText ? "BOOLEAN" : "JSON";
  }

  String apply(Normaliser normaliser, Side side, String value, SqlType type) {
    if (normaliser instanceof Normaliser.Trim) {
      return "trim(BOTH %s FROM %s)".formatted(dialect.literal(WHITE_SPACE), value);
    }
    if (normaliser instanceof Normaliser.Composed) {
      return dialect.composed(value).orElseThrow();
    }
    if (normaliser instanceof Normaliser.LowerCase) {
      return dialect.lower(value);
    }
    if (normaliser instanceof Normaliser.NullLike nullLike) {
      return nullLike.texts().stream()
          .map(dialect::literal)
          .collect(
              Collectors.joining(
                  ", ",
                  "CASE WHEN %s NOT IN (".formatted(value),
                  ") THEN %s END".formatted(value)));
    }
    if (normaliser instanceof Normaliser.BooleanText) {
      return "(lower(%s) IN %s)".formatted(value, TRUE_WORDS);
    }
    if (normaliser instanceof Normaliser.JsonText) {
      return "CASE WHEN %s IS NOT NULL THEN %s END"
          .formatted(value, dialect.canonicalJson(value).orElseThrow());
    }
    if (normaliser instanceof Normaliser.Zone zone) {
      return dialect.moment(value, zone.of(side)).orElseThrow();
    }
    return applyToCommon(normaliser, value, type);
  }

  private String applyToCommon(Normaliser normaliser, String value, SqlType type) {
    if (normaliser instanceof Normaliser.NonfiniteNull) {
      return "CASE WHEN %s THEN %s END".formatted(dialect.isFinite(value), value);
    }
    if (normaliser instanceof Normaliser.Float32) {
      return type.sql().equals("FLOAT")
          ? value
          : "CASE WHEN NOT %1$s THEN %2$s WHEN %2$s >= %3$s THEN 'Infinity'::DOUBLE WHEN %2$s <= -%3$s THEN '-Infinity'::DOUBLE ELSE %2$s::FLOAT::DOUBLE END"
              .formatted(dialect.isFinite(value), value, FLOAT_LIMIT);
    }
    if (normaliser instanceof Normaliser.Scale scale) {
      SqlType after = typeAfter(normaliser, type);
      if (after.equals(type)) {
        return value;
      }
      boolean hasRoom = type instanceof SqlType.Decimal decimal && decimal.precision() < MAX_DIGITS;
      String wide = hasRoom ? dialect.cast(value, type, after) : value;
      return dialect.cast("round(%s, %d)".formatted(wide, scale.digits()), after, after);
    }
    if (normaliser instanceof Normaliser.Precision precision) {
      return dialect.truncated(value, type, precision.unit().sql());
    }
    if (normaliser instanceof Normaliser.Unordered) {
      return dialect.sorted(value);
    }
    throw new IllegalStateException("unknown normaliser " + normaliser);
  }
}
