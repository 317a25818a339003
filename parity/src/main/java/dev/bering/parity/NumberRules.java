package dev.bering.parity;

import dev.bering.parity.Explanation.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Rules for two numbers. */
final class NumberRules {

  /** Seconds since 1970 in the years 2001 to 2099. */
  private static final double FIRST_EPOCH_SECOND = 1e9;

  private static final double LAST_EPOCH_SECOND = 4.1e9;

  private static final double DOUBLE_NOISE = 1e-9;
  private static final double FLOAT_NOISE = 1e-5;

  /** As engines print them. */
  private static final Set<String> INFINITIES = Set.of("inf", "-inf", "Infinity", "-Infinity");

  private static final int[] WIDTHS = {8, 16, 32, 64};

  private final ColumnCells column;
  private final List<Cell> cells;
  private final List<Rule> rules = new ArrayList<>();

  private NumberRules(ColumnCells column) {
    this.column = column;
    this.cells = column.cells();
  }

  static List<Rule> of(ColumnCells column) {
    return column.kind().isNumber() ? new NumberRules(column).all() : List.of();
  }

  private List<Rule> all() {
    sign();
    for (Direction direction : Direction.values()) {
      rules.addAll(RoundingRules.of(column, direction));
      if (column.kind() == CellKind.WHOLE) {
        overflow(direction);
      }
      if (column.kind() == CellKind.FLOATING) {
        float32(direction);
      }
    }
    if (column.kind() == CellKind.FLOATING) {
      noise();
    }
    ratio();
    offset();
    return rules;
  }

  private void sign() {
    rules.add(
        Rule.general(
            Kind.SIGN,
            "the sides differ only in sign",
            cells,
            c ->
                c.areFinite()
                    ? c.left().decimal().compareTo(c.right().decimal().negate()) == 0
                    : isInfinite(c) && !c.left().text().equals(c.right().text()),
            Remedy.code(
                "look for an operand that changed places in a subtraction, or another convention for debit and credit; 1 / -0.0 is -Infinity")));
  }

  private static boolean isInfinite(Cell cell) {
    return INFINITIES.contains(cell.left().text()) && INFINITIES.contains(cell.right().text());
  }

  /** The value that a signed or unsigned number of so many bits is left with. */
  private void overflow(Direction direction) {
    for (int bits : WIDTHS) {
      rules.add(
          Rule.general(
              Kind.OVERFLOW,
              "%s is %s wrapped around to %d bits"
                  .formatted(direction.result(), direction.source(), bits),
              direction.of(cells),
              c -> c.areFinite() && isWrapped(c, bits),
              Remedy.code(
                  "widen before computing: cast to bigint, or to decimal(38,0) before a sum; do not switch ANSI mode off")));
    }
  }

  private static boolean isWrapped(Cell cell, int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
    BigInteger unsigned = cell.left().decimal().toBigInteger().mod(modulus);
    BigInteger right = cell.right().decimal().toBigInteger();
    return right.equals(unsigned)
        || (unsigned.testBit(bits - 1) && right.equals(unsigned.subtract(modulus)));
  }

  private void float32(Direction direction) {
    rules.add(
        Rule.general(
            Kind.FLOAT32,
            "%s is %s as a float of 32 bits".formatted(direction.result(), direction.source()),
            direction.of(cells),
            c -> c.areFinite() && (double) (float) c.left().number() == c.right().number(),
            column
                .remedies()
                .normaliser(
                    "float32",
                    "keep the column double from end to end: a cast to float, or a FLOAT column, loses digits")));
  }

  private void noise() {
    double limit = column.slot().plan().comparedAs().equals("FLOAT") ? FLOAT_NOISE : DOUBLE_NOISE;
    double largest =
        cells.stream()
            .filter(Cell::areFinite)
            .mapToDouble(NumberRules::relative)
            .filter(share -> share <= limit)
            .max()
            .orElse(0);
    if (largest > 0) {
      BigDecimal share = new BigDecimal(largest).round(new MathContext(2, RoundingMode.UP));
      rules.add(
          Rule.general(
              Kind.FLOAT_NOISE,
              "the sides are at most %s of the value apart, as another order of additions leaves them"
                  .formatted(scientific(share)),
              cells,
              c -> c.areFinite() && relative(c) <= limit,
              column
                  .remedies()
                  .relative(
                      nextPowerOfTen(share),
                      "sum decimals instead of doubles where the last digits matter")));
    }
  }

  private static double relative(Cell cell) {
    double larger = Math.max(Math.abs(cell.left().number()), Math.abs(cell.right().number()));
    return Math.abs(cell.offset()) / larger;
  }

  private static BigDecimal nextPowerOfTen(BigDecimal number) {
    return BigDecimal.ONE.movePointRight(number.precision() - number.scale());
  }

  private static String scientific(BigDecimal number) {
    int exponent = number.precision() - number.scale() - 1;
    return number.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }

  private void ratio() {
    double ratio = mostFrequent(Cell::ratio);
    if (!Double.isFinite(ratio) || ratio == -1 || ratio == 0) {
      return;
    }
    double inverse = 1 / ratio;
    boolean isDivision = isNear(inverse, Math.rint(inverse)) && inverse > 1;
    Rule rule =
        Rule.fitted(
            Kind.RATIO,
            isDivision
                ? "the right is the left / " + number(Math.rint(inverse))
                : "the right is the left * " + number(ratio),
            cells,
            c -> c.areFinite() && isNear(c.left().number() * ratio, c.right().number()),
            Remedy.code(
                "one side counts in another unit: multiply where the port reads or writes the column"));
    addIfVaried(isEpoch(rule, isDivision) ? epoch(rule) : rule);
  }

  /** Whether the numbers look like times counted in two units. */
  private boolean isEpoch(Rule rule, boolean isDivision) {
    return (rule.sentence().endsWith(" 1000") || rule.sentence().endsWith(" 1000000"))
        && rule.followers().stream()
            .mapToObj(i -> isDivision ? cells.get(i).right() : cells.get(i).left())
            .allMatch(v -> v.number() >= FIRST_EPOCH_SECOND && v.number() <= LAST_EPOCH_SECOND);
  }

  private static Rule epoch(Rule rule) {
    String finer = rule.sentence().endsWith(" 1000") ? "milliseconds" : "microseconds";
    return new Rule(
        rule.kind(),
        "%s: seconds since 1970 against %s".formatted(rule.sentence(), finer),
        rule.followers(),
        rule.origin(),
        Remedy.code(
            "timestamp_seconds, timestamp_millis and timestamp_micros say which unit a number has"));
  }

  private void offset() {
    double offset = mostFrequent(Cell::offset);
    if (Double.isFinite(offset)) {
      addIfVaried(
          Rule.fitted(
              Kind.OFFSET,
              "the right is the left %s %s"
                  .formatted(offset < 0 ? "-" : "+", number(Math.abs(offset))),
              cells,
              c -> c.areFinite() && isNear(c.offset(), offset),
              Remedy.code(
                  "look for a count that begins at 0 on one side and at 1 on the other, or a constant that was left out")));
    }
  }

  /** Fewer different values fit a straight line by chance. */
  private void addIfVaried(Rule rule) {
    if (column.distinctLeft(rule.followers()) >= CellRules.MIN_FITTED) {
      rules.add(rule);
    }
  }

  private double mostFrequent(ToDoubleFunction<Cell> measure) {
    return mostFrequent(cells, measure);
  }

  /** NaN if the measure is finite for none. */
  static double mostFrequent(List<Cell> cells, ToDoubleFunction<Cell> measure) {
    Map<Double, Integer> counts = new HashMap<>();
    for (Cell cell : cells) {
      double value = measure.applyAsDouble(cell);
      if (Double.isFinite(value)) {
        counts.merge(
            new BigDecimal(value).round(new MathContext(9, RoundingMode.HALF_EVEN)).doubleValue(),
            1,
            Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Double, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(Double.NaN);
  }

  static boolean isNear(double a, double b) {
    return Math.abs(a - b) <= 1e-8 * Math.max(Math.abs(a), Math.abs(b));
  }

  static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
