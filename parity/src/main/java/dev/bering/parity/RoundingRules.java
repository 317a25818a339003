package dev.bering.parity;

import dev.bering.model.Counts;
import dev.bering.parity.Explanation.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rules for a number that is the other one with fewer digits, or one unit of its last digit away.
 *
 * <p>The ways of rounding are told apart where the data can tell: halves that went up speak against
 * rounding half to even, and the other way round.
 */
final class RoundingRules {

  private static final int MAX_DIGITS = 12;

  /** The commonest first: of two ways that fit alike the first is named. */
  private static final Map<RoundingMode, String> MODES = modes();

  private static Map<RoundingMode, String> modes() {
    Map<RoundingMode, String> modes = new LinkedHashMap<>();
    modes.put(RoundingMode.HALF_UP, "rounded, halves away from zero, to");
    modes.put(RoundingMode.HALF_EVEN, "rounded, halves to even, to");
    modes.put(RoundingMode.DOWN, "cut to");
    modes.put(RoundingMode.FLOOR, "rounded down to");
    modes.put(RoundingMode.CEILING, "rounded up to");
    return modes;
  }

  private final ColumnCells column;
  private final Direction direction;
  private final List<Cell> cells;

  private RoundingRules(ColumnCells column, Direction direction) {
    this.column = column;
    this.direction = direction;
    this.cells = direction.of(column.cells());
  }

  static List<Rule> of(ColumnCells column, Direction direction) {
    return new RoundingRules(column, direction).all();
  }

  private List<Rule> all() {
    List<Rule> rules = new ArrayList<>();
    digits().ifPresent(digits -> rules.addAll(fewerDigits(digits)));
    if (direction == Direction.LEFT_TO_RIGHT) {
      lastDigit().ifPresent(rules::add);
    }
    return rules;
  }

  /** How many digits behind the point most of the results have; negative for full tens. */
  private Optional<Integer> digits() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Cell cell : cells) {
      if (cell.areFinite() && cell.right().decimal().signum() != 0) {
        counts.merge(cell.right().decimal().stripTrailingZeros().scale(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .filter(digits -> Math.abs(digits) <= MAX_DIGITS);
  }

  private List<Rule> fewerDigits(int digits) {
    boolean isUndecided =
        followers(digits, RoundingMode.HALF_UP).equals(followers(digits, RoundingMode.HALF_EVEN));
    return MODES.keySet().stream()
        .map(
            mode ->
                new Rule(
                    Kind.ROUNDING,
                    "%s is %s %s %s"
                        .formatted(
                            direction.result(),
                            direction.source(),
                            isUndecided && mode == RoundingMode.HALF_UP
                                ? "rounded to"
                                : MODES.get(mode),
                            target(digits)),
                    followers(digits, mode),
                    Rule.Origin.FITTED,
                    remedy(mode, digits)))
        .toList();
  }

  private BitSet followers(int digits, RoundingMode mode) {
    return Rule.followers(
        cells,
        c ->
            c.areFinite()
                && c.left().decimal().setScale(digits, mode).compareTo(c.right().decimal()) == 0);
  }

  private static String target(int digits) {
    if (digits == 0) {
      return "a whole number";
    }
    return digits > 0
        ? Counts.of(digits, "decimal")
        : "a multiple of " + Counts.of(BigDecimal.ONE.movePointRight(-digits).longValueExact());
  }

  private Remedy remedy(RoundingMode mode, int digits) {
    String hint =
        switch (mode) {
          case HALF_UP -> "round(x, %d) rounds halves away from zero".formatted(digits);
          case HALF_EVEN -> "bround(x, %d) rounds halves to even".formatted(digits);
          case FLOOR -> "floor(x) rounds down, a cast cuts";
          case CEILING -> "ceil(x) rounds up, a cast cuts";
          default -> "a division of whole numbers and a cast cut; round(x, n) rounds";
        };
    if (mode == RoundingMode.HALF_UP && column.kind() == CellKind.DECIMAL && digits >= 0) {
      return column.remedies().normaliser("scale: " + digits, hint);
    }
    boolean isHalf = mode == RoundingMode.HALF_UP || mode == RoundingMode.HALF_EVEN;
    return column
        .remedies()
        .absolute(
            withRoom((isHalf ? BigDecimal.valueOf(5, 1) : BigDecimal.ONE).movePointLeft(digits)),
            hint);
  }

  /** A binary fraction may lie just beyond the decimal one that it stands for. */
  private BigDecimal withRoom(BigDecimal amount) {
    return column.kind() == CellKind.FLOATING
        ? amount.multiply(BigDecimal.valueOf(1_001, 3))
        : amount;
  }

  /** One unit of the last digit apart, both ways: two ways of rounding the same number. */
  private Optional<Rule> lastDigit() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Cell cell : cells) {
      if (cell.areFinite() && isOneUnit(cell, scale(cell))) {
        counts.merge(scale(cell), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .filter(digits -> digits > 0 && digits <= MAX_DIGITS)
        .flatMap(this::lastDigit);
  }

  /** Empty if all differ in one direction for no reason that is seen: a constant offset says so. */
  private Optional<Rule> lastDigit(int digits) {
    BigDecimal unit = BigDecimal.ONE.movePointLeft(digits);
    BitSet followers = Rule.followers(cells, c -> c.areFinite() && isOneUnit(c, digits));
    List<Cell> following = followers.stream().mapToObj(cells::get).toList();
    Optional<Direction> evenToAway =
        Stream.of(Direction.values())
            .filter(way -> way.of(following).stream().allMatch(c -> isEvenAgainstAway(c, unit)))
            .findFirst();
    boolean isOneWay = following.stream().map(c -> Math.signum(c.offset())).distinct().count() == 1;
    if (evenToAway.isEmpty() && isOneWay) {
      return Optional.empty();
    }
    String how =
        evenToAway
            .map(
                way ->
                    ": as if %s rounded halves to even and %s away from zero"
                        .formatted(way.source(), way.result()))
            .orElse("");
    return Optional.of(
        new Rule(
            Kind.LAST_DIGIT,
            "the sides are %s apart, one unit of the last digit%s"
                .formatted(unit.toPlainString(), how),
            followers,
            Rule.Origin.FITTED,
            column
                .remedies()
                .absolute(
                    withRoom(unit),
                    "round(x, n) rounds halves away from zero, bround(x, n) to even")));
  }

  private static int scale(Cell cell) {
    return Math.max(
        cell.left().decimal().stripTrailingZeros().scale(),
        cell.right().decimal().stripTrailingZeros().scale());
  }

  private static boolean isOneUnit(Cell cell, int digits) {
    return cell.left()
            .decimal()
            .subtract(cell.right().decimal())
            .abs()
            .compareTo(BigDecimal.ONE.movePointLeft(digits))
        == 0;
  }

  private static boolean isEvenAgainstAway(Cell cell, BigDecimal unit) {
    BigDecimal left = cell.left().decimal();
    return !left.divide(unit).toBigInteger().testBit(0)
        && cell.right().decimal().abs().compareTo(left.abs()) > 0;
  }
}
