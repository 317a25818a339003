package dev.bering.parity;

import dev.bering.model.Counts;
import dev.bering.parity.Explanation.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The rules that two values of one column may follow by themselves, each tested against the
 * differences of a column. A rule is worth telling if at least half of them follow it.
 */
final class CellRules {

  private static final Set<String> NON_FINITE = Set.of("inf", "-inf", "nan");
  private static final int MAX_ROUNDING_DIGITS = 9;

  /** Fewer different values fit a straight line by chance. */
  private static final int MIN_DISTINCT_VALUES = 3;

  private final String column;
  private final List<Cell> cells;
  private final boolean areTimes;

  /**
   * @param areTimes whether the numbers of the cells are seconds since 1970
   */
  CellRules(String column, List<Cell> cells, boolean areTimes) {
    this.column = column;
    this.cells = cells;
    this.areTimes = areTimes;
  }

  /** Those worth telling, the one that explains most first. */
  List<Explanation> hold() {
    List<Explanation> found = new ArrayList<>();
    nonFiniteForNull(found, cells, "the right", "the left");
    nonFiniteForNull(found, mirrored(), "the left", "the right");
    count(
        found, Kind.EMPTY_FOR_NULL, "the right is null where the left is ''", c -> emptyForNull(c));
    count(
        found,
        Kind.EMPTY_FOR_NULL,
        "the left is null where the right is ''",
        c -> emptyForNull(c.mirrored()));
    count(
        found,
        Kind.TRIM,
        "the sides differ only in blanks at the ends",
        c -> c.arePresent() && c.left().text().strip().equals(c.right().text().strip()));
    count(
        found,
        Kind.CASE,
        "the sides differ only in case",
        c ->
            c.arePresent() && !areNumbers(c) && c.left().text().equalsIgnoreCase(c.right().text()));
    if (!areTimes) {
      count(
          found,
          Kind.SIGN,
          "the sides differ only in sign",
          c -> c.areFinite() && c.left().number() == -c.right().number());
      rounding(found, cells, "the right is the left");
      rounding(found, mirrored(), "the left is the right");
      ratio(found);
    }
    offset(found);
    return found.stream()
        .filter(rule -> rule.explained() * 2 >= rule.of())
        .sorted(Comparator.comparingLong(Explanation::explained).reversed())
        .toList();
  }

  private void nonFiniteForNull(
      List<Explanation> found, List<Cell> seen, String nullSide, String otherSide) {
    Map<String, Long> values =
        seen.stream()
            .filter(c -> c.right().isNull() && NON_FINITE.contains(c.left().text()))
            .collect(Collectors.groupingBy(c -> c.left().text(), Collectors.counting()));
    if (!values.isEmpty()) {
      add(
          found,
          Kind.NON_FINITE_FOR_NULL,
          "%s is null where %s is %s"
              .formatted(
                  nullSide,
                  otherSide,
                  values.keySet().stream()
                      .sorted()
                      .map(CellRules::nonFiniteName)
                      .collect(Collectors.joining(" or "))),
          values.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  private static String nonFiniteName(String text) {
    return switch (text) {
      case "inf" -> "Infinity";
      case "-inf" -> "-Infinity";
      default -> "NaN";
    };
  }

  private static boolean emptyForNull(Cell cell) {
    return cell.right().isNull() && !cell.left().isNull() && cell.left().text().isEmpty();
  }

  private static boolean areNumbers(Cell cell) {
    return !Double.isNaN(cell.left().number()) && !Double.isNaN(cell.right().number());
  }

  private void rounding(List<Explanation> found, List<Cell> seen, String sentence) {
    int bestDigits = 0;
    long best = 0;
    for (int digits = 0; digits <= MAX_ROUNDING_DIGITS; digits++) {
      int places = digits;
      long explained = seen.stream().filter(c -> isRounded(c, places)).count();
      if (explained > best) {
        best = explained;
        bestDigits = digits;
      }
    }
    if (best >= MIN_DISTINCT_VALUES) {
      add(
          found,
          Kind.ROUNDING,
          "%s rounded to %s".formatted(sentence, Counts.of(bestDigits, "decimal")),
          best);
    }
  }

  /** Half up or half even, whichever fits. */
  private static boolean isRounded(Cell cell, int digits) {
    if (!cell.areFinite()) {
      return false;
    }
    BigDecimal left = BigDecimal.valueOf(cell.left().number());
    BigDecimal right = BigDecimal.valueOf(cell.right().number());
    return left.setScale(digits, RoundingMode.HALF_UP).compareTo(right) == 0
        || left.setScale(digits, RoundingMode.HALF_EVEN).compareTo(right) == 0;
  }

  private void ratio(List<Explanation> found) {
    double ratio = mostFrequent(Cell::ratio);
    if (!Double.isFinite(ratio) || ratio == -1 || ratio == 0) {
      return;
    }
    List<Cell> following =
        cells.stream()
            .filter(Cell::areFinite)
            .filter(c -> isNear(c.left().number() * ratio, c.right().number()))
            .toList();
    if (distinctLeft(following) >= MIN_DISTINCT_VALUES) {
      double inverse = 1 / ratio;
      boolean isDivision = isNear(inverse, Math.rint(inverse)) && inverse > 1;
      add(
          found,
          Kind.RATIO,
          isDivision
              ? "the right is the left / " + number(Math.rint(inverse))
              : "the right is the left * " + number(ratio),
          following.size());
    }
  }

  private void offset(List<Explanation> found) {
    double offset = mostFrequent(Cell::offset);
    if (!Double.isFinite(offset)) {
      return;
    }
    List<Cell> following =
        cells.stream().filter(Cell::areFinite).filter(c -> isNear(c.offset(), offset)).toList();
    if (distinctLeft(following) >= MIN_DISTINCT_VALUES) {
      String amount = areTimes ? duration(Math.abs(offset)) : number(Math.abs(offset));
      add(
          found,
          Kind.OFFSET,
          "the right is the left %s %s".formatted(offset < 0 ? "-" : "+", amount),
          following.size());
    }
  }

  private double mostFrequent(ToDoubleFunction<Cell> measure) {
    Map<Double, Integer> counts = new HashMap<>();
    for (Cell cell : cells) {
      double value = measure.applyAsDouble(cell);
      if (Double.isFinite(value)) {
        counts.merge(rounded(value), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Double, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(Double.NaN);
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(9, RoundingMode.HALF_EVEN)).doubleValue();
  }

  private static boolean isNear(double a, double b) {
    return Math.abs(a - b) <= 1e-8 * Math.max(Math.abs(a), Math.abs(b));
  }

  private static long distinctLeft(List<Cell> following) {
    return following.stream().mapToDouble(c -> c.left().number()).distinct().count();
  }

  private List<Cell> mirrored() {
    return cells.stream().map(Cell::mirrored).toList();
  }

  private void count(List<Explanation> found, Kind kind, String sentence, Predicate<Cell> follows) {
    long explained = cells.stream().filter(follows).count();
    if (explained > 0) {
      add(found, kind, sentence, explained);
    }
  }

  private void add(List<Explanation> found, Kind kind, String sentence, long explained) {
    found.add(new Explanation(column, kind, sentence, explained, cells.size()));
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String duration(double seconds) {
    if (seconds % 86_400 == 0) {
      return Counts.of((long) seconds / 86_400, "day");
    }
    if (seconds % 3_600 == 0) {
      return Counts.of((long) seconds / 3_600, "hour");
    }
    return seconds % 60 == 0
        ? Counts.of((long) seconds / 60, "minute")
        : String.format(Locale.ROOT, "%s s", number(seconds));
  }
}
