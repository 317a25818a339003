package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** SQL for how far the two values {@code l.<id>} and {@code r.<id>} of a slot are apart. */
final class Distance {

  private static final SqlType WIDEST_INTEGER = new SqlType.Simple("HUGEINT");

  /** More than any engine moves a number, as a share of it, by a cast to a double: 2^-51. */
  private static final String ROUNDING = "'4.440892098500626e-16'";

  /** Tiny doubles are further apart than that. */
  private static final String SMALLEST = "'4.9e-324'";

  private final SqlDialect dialect;
  private final Tolerance tolerance;
  private final String left;
  private final String right;
  private final String type;

  /** Doubles: how far each side that was rounded may have been moved by it. */
  private final List<String> roundings;

  Distance(SqlDialect dialect, Slot slot) {
    this(
        dialect,
        slot.id(),
        slot.plan().comparedAs(),
        slot.plan().tolerance(),
        Stream.of(Side.values()).flatMap(side -> rounding(slot, side).stream()).toList());
  }

  /**
   * @param id of the two values {@code l.<id>} and {@code r.<id>}
   * @param type their SQL type
   */
  Distance(SqlDialect dialect, String id, String type, Tolerance tolerance) {
    this(dialect, id, type, tolerance, List.of());
  }

  private Distance(
      SqlDialect dialect, String id, String type, Tolerance tolerance, List<String> roundings) {
    this.dialect = dialect;
    this.tolerance = tolerance;
    this.left = "l." + id;
    this.right = "r." + id;
    this.type = type;
    this.roundings = roundings;
  }

  private static Optional<String> rounding(Slot slot, Side side) {
    String row = side == Side.LEFT ? "l." : "r.";
    if (slot.isReadAsNearest(side)) {
      return Optional.of(row + slot.roundingId());
    }
    return slot.plan().comparedAs().equals("DOUBLE")
        ? Harmony.endOfDouble(SqlType.parse(slot.plan().type(side)))
            .map(from -> roundingFrom(from, row + slot.id()))
        : Optional.empty();
  }

  /** A number of its type is told from all others below {@code from}. */
  private static String roundingFrom(BigDecimal from, String value) {
    return "CASE WHEN abs(%1$s) < %2$s::DOUBLE THEN 0::DOUBLE ELSE %3$s END"
        .formatted(value, plain(from), ofRounding(value));
  }

  /** A double: at most how far from a number the double is that is nearest to it. */
  static String ofRounding(String value) {
    return "(abs(%s) * %s::DOUBLE + %s::DOUBLE)".formatted(value, ROUNDING, SMALLEST);
  }

  /**
   * True or false: the values are not the same value, or nobody knows. Null is a value, and so is
   * NaN.
   */
  String distinct() {
    String distinct = "%s IS DISTINCT FROM %s".formatted(left, right);
    return roundings.isEmpty()
        ? distinct
        : "(%s OR coalesce(%s > 0, false))".formatted(distinct, rounding());
  }

  /** True or false: the values differ by more than the tolerance. */
  String differs() {
    return tolerance.isNone()
        ? distinct()
        : "(%s AND NOT coalesce(%s, false))".formatted(distinct(), within());
  }

  /** A double: by how much rounding may have moved the two; null unless both are numbers. */
  private String rounding() {
    return String.join(" + ", roundings);
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

  private String within() {
    if (isFloating()) {
      String apart = "abs(%s::DOUBLE - %s::DOUBLE)".formatted(left, right);
      String distance = roundings.isEmpty() ? apart : "(%s + %s)".formatted(apart, rounding());
      String close =
          "%s <= %s::DOUBLE OR %s <= %s::DOUBLE * greatest(abs(%s::DOUBLE), abs(%s::DOUBLE))"
              .formatted(
                  distance,
                  plain(tolerance.absolute()),
                  distance,
                  plain(tolerance.relative()),
                  left,
                  right);
      return "%s AND (%s%s)".formatted(bothFinite(), close, orWithinUlps());
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

  private String orWithinUlps() {
    return tolerance.ulps() == 0
        ? ""
        : " OR abs((%s) - (%s)) <= %d".formatted(ordinal(left), ordinal(right), tolerance.ulps());
  }

  private String ordinal(String value) {
    return dialect
        .ordinal(value, SqlType.parse(type))
        .orElseThrow(() -> new IllegalStateException("no ordinals for " + type));
  }

  private String bothFinite() {
    return "%s AND %s".formatted(dialect.isFinite(left), dialect.isFinite(right));
  }

  /** Null if the distance has more digits than the engine can hold. */
  private String exactDistance() {
    return dialect.distance(left, right, isInteger() ? WIDEST_INTEGER : SqlType.parse(type));
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
    // Whole numbers can be further apart than a decimal can say.
    String unit = isInteger() ? dialect.type(WIDEST_INTEGER) : "DECIMAL(38,%d)".formatted(scale);
    return "'%s'::%s".formatted(rounded.min(largest).toPlainString(), unit);
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
