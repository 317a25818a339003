package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SQL for how far the two values {@code l.<id>} and {@code r.<id>} of a slot are apart. */
final class Distance {

  private static final SqlType WIDEST_INTEGER = new SqlType.Simple("HUGEINT");

  /** More than any engine moves a number, as a share of it, by a cast to a double: 2^-51. */
  private static final String ROUNDING = "'4.440892098500626e-16'";

  private final SqlDialect dialect;
  private final Tolerance tolerance;
  private final String left;
  private final String right;
  private final String type;
  private final List<Rounded> rounded;

  /**
   * A side that was rounded to a double.
   *
   * @param from the number from which on it may be another one than it was
   */
  private record Rounded(String value, BigDecimal from) {}

  Distance(SqlDialect dialect, Slot slot) {
    this(
        dialect,
        slot.id(),
        slot.plan().comparedAs(),
        slot.plan().tolerance(),
        slot.plan().leftType(),
        slot.plan().rightType());
  }

  /**
   * @param id of the two values {@code l.<id>} and {@code r.<id>}
   * @param type their SQL type
   */
  Distance(SqlDialect dialect, String id, String type, Tolerance tolerance) {
    this(dialect, id, type, tolerance, type, type);
  }

  private Distance(
      SqlDialect dialect,
      String id,
      String type,
      Tolerance tolerance,
      String leftType,
      String rightType) {
    this.dialect = dialect;
    this.tolerance = tolerance;
    this.left = "l." + id;
    this.right = "r." + id;
    this.type = type;
    this.rounded =
        type.equals("DOUBLE")
            ? Stream.of(rounded(left, leftType), rounded(right, rightType))
                .flatMap(Optional::stream)
                .toList()
            : List.of();
  }

  private static Optional<Rounded> rounded(String value, String type) {
    return type.equals("text")
        ? Optional.empty()
        : Harmony.endOfDouble(SqlType.parse(type)).map(from -> new Rounded(value, from));
  }

  /** True or false: the values are not the same value. Null is a value, and so is NaN. */
  String distinct() {
    return "%s IS DISTINCT FROM %s".formatted(left, right);
  }

  /** True or false: the values differ by more than the tolerance. */
  String differs() {
    if (tolerance.isNone()) {
      return distinct();
    }
    String notTheSame =
        rounded.isEmpty()
            ? distinct()
            : "(%s OR coalesce(%s > 0, false))".formatted(distinct(), rounding());
    return "(%s AND NOT coalesce(%s, false))".formatted(notTheSame, within());
  }

  /** A double: by how much rounding may have moved the two; null unless both are numbers. */
  private String rounding() {
    return rounded.stream()
        .map(
            side ->
                "CASE WHEN abs(%1$s) < %2$s::DOUBLE THEN 0::DOUBLE ELSE abs(%1$s) * %3$s::DOUBLE END"
                    .formatted(side.value(), plain(side.from()), ROUNDING))
        .collect(Collectors.joining(" + ", "(", ")"));
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
      String distance = rounded.isEmpty() ? apart : "(%s + %s)".formatted(apart, rounding());
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
