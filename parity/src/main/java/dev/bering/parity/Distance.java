package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** SQL for how far the two values {@code l.<id>} and {@code r.<id>} of a slot are apart. */
final class Distance {

  private static final SqlType WIDEST_INTEGER = new SqlType.Simple("HUGEINT");

  private final SqlDialect dialect;
  private final Slot slot;
  private final String left;
  private final String right;
  private final String type;

  Distance(SqlDialect dialect, Slot slot) {
    this.dialect = dialect;
    this.slot = slot;
    this.left = "l." + slot.id();
    this.right = "r." + slot.id();
    this.type = slot.plan().comparedAs();
  }

  /** True or false: the values are not the same value. Null is a value, and so is NaN. */
  String distinct() {
    return "%s IS DISTINCT FROM %s".formatted(left, right);
  }

  /** True or false: the values differ by more than the tolerance. */
  String differs() {
    Tolerance tolerance = slot.plan().tolerance();
    if (tolerance.isNone()) {
      return distinct();
    }
    return "(%s AND NOT coalesce(%s, false))".formatted(distinct(), within(tolerance));
  }

  boolean isNumeric() {
    return isFloating() || isExact();
  }

  /** A double; null unless both are finite numbers. */
  String absolute() {
    return isFloating()
        ? "CASE WHEN %s THEN abs(%s::DOUBLE - %s::DOUBLE) END".formatted(bothFinite(), left, right)
        : "(%s)::DOUBLE".formatted(exactDistance());
  }

  /** A double, the distance as a share of the larger number; null where there is none. */
  String relative() {
    return "%s / nullif(greatest(abs(%s::DOUBLE), abs(%s::DOUBLE)), 0)"
        .formatted(absolute(), left, right);
  }

  private String within(Tolerance tolerance) {
    if (isFloating()) {
      return "%s AND (abs(%s - %s) <= %s::DOUBLE OR abs(%s - %s) <= %s::DOUBLE * greatest(abs(%s), abs(%s)))"
          .formatted(
              bothFinite(),
              left,
              right,
              plain(tolerance.absolute()),
              left,
              right,
              plain(tolerance.relative()),
              left,
              right);
    }
    return "(%s <= %s OR (%s)::DOUBLE <= %s::DOUBLE * greatest(abs(%s::DOUBLE), abs(%s::DOUBLE)))"
        .formatted(
            exactDistance(),
            exactLimit(tolerance.absolute()),
            exactDistance(),
            plain(tolerance.relative()),
            left,
            right);
  }

  private String bothFinite() {
    return "%s AND %s".formatted(dialect.isFinite(left), dialect.isFinite(right));
  }

  /** Null if the distance has more digits than the engine can hold. */
  private String exactDistance() {
    return dialect.distance(left, right, isInteger() ? WIDEST_INTEGER : slot.type());
  }

  /** A distance of two decimals has no more digits than they, so neither needs its limit. */
  private String exactLimit(BigDecimal limit) {
    int scale =
        isInteger()
            ? 0
            : Integer.parseInt(type.substring(type.indexOf(',') + 1, type.length() - 1));
    BigDecimal rounded = limit.setScale(scale, RoundingMode.DOWN);
    BigDecimal largest =
        BigDecimal.TEN.pow(38 - scale).subtract(BigDecimal.ONE.movePointLeft(scale));
    return "'%s'::DECIMAL(38,%d)".formatted(rounded.min(largest).toPlainString(), scale);
  }

  private boolean isFloating() {
    return type.equals("DOUBLE") || type.equals("FLOAT");
  }

  private boolean isExact() {
    return isInteger() || type.startsWith("DECIMAL");
  }

  private boolean isInteger() {
    return type.endsWith("INT") || type.equals("INTEGER") || type.equals("UINTEGER");
  }

  private static String plain(BigDecimal number) {
    return "'" + number + "'";
  }
}
