package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.Relation;
import dev.bering.engine.Sql;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small random tables by random declarations, with keys that are null or occur twice, other names,
 * other types and chosen rows: no verdict is greener than what a few lines of Java say, which
 * compare numbers by all their digits.
 */
class VerdictOracleTest {

  private static final TestTables TABLES = new TestTables();
  private static final int ROUNDS = 12;

  private static final List<String> KEYS = List.of("NULL", "", "a", "A", "é", "e\u0301", "b");
  private static final List<String> TEXTS =
      List.of("NULL", "", " ", "x", "x ", "NULL ", "\uD83D\uDE00");
  private static final List<String> NUMBERS =
      List.of(
          "NULL",
          "nan",
          "Infinity",
          "-Infinity",
          "0",
          "-0.0",
          "0.1",
          "0.30000000000000004",
          "0.3",
          "0.33333333333333333333",
          "1e300",
          "5e-324",
          "9007199254740992",
          "9007199254740993",
          "9007199254740993.0",
          "123456789012345678.25",
          "123456789012345678.75",
          "1.5",
          "1.25");

  @AfterAll
  static void close() {
    TABLES.close();
  }

  /** A key, a text, a number as it is written, and whether the row is chosen. */
  private record Line(String key, String text, String number, boolean chosen) {}

  /** How the tables are written and what is declared. */
  private record Trial(
      List<Line> left,
      List<Line> right,
      boolean leftIsText,
      boolean rightIsText,
      boolean isKeyed,
      boolean areSome,
      BigDecimal absolute,
      BigDecimal relative) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isNeverGreenerThanTheTables(long seed) {
    Random random = new Random(seed);
    int compared = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Trial trial = trial(random);
      Relation left = table("left", "k, t, n, c", trial.left(), trial.leftIsText());
      Relation right = table("right", "k, s, m, c", trial.right(), trial.rightIsText());
      for (PlanLimits limits : List.of(PlanLimits.DEFAULT, TestTables.FINGERPRINTS)) {
        compared += agrees(trial, left, right, limits) ? 1 : 0;
      }
    }
    assertThat(compared).isPositive();
  }

  /** Whether the tables were compared at all. */
  private static boolean agrees(Trial trial, Relation left, Relation right, PlanLimits limits) {
    ComparisonReport report;
    try {
      report = report(trial, left, right, limits);
    } catch (UserException e) {
      assertThat(e.problems()).as(trial.toString()).isNotEmpty();
      return false;
    }
    boolean isEqual = areEqualBags(trial);
    if (report.verdict().isGreen()) {
      assertThat(isEqual).as("green: %s\n%s", trial, TextReport.of(report)).isTrue();
    }
    if (trial.absolute().signum() + trial.relative().signum() == 0) {
      assertThat(report.verdict() == Rung.MISMATCH)
          .as("red: %s\n%s", trial, TextReport.of(report))
          .isEqualTo(!isEqual);
    }
    return true;
  }

  private static ComparisonReport report(
      Trial trial, Relation left, Relation right, PlanLimits limits) {
    Comparison comparison = trial.isKeyed() ? Comparison.by("k") : Comparison.ofMultisets();
    comparison = comparison.mapping("n", "m").mapping("t", "s");
    if (trial.areSome()) {
      comparison = comparison.where(new Where("c = 'y'", "c = 'y'"));
    }
    comparison = comparison.ignoring("c");
    if (trial.absolute().signum() + trial.relative().signum() > 0) {
      comparison = comparison.tolerating("n", new Tolerance(trial.absolute(), trial.relative()));
    }
    List<Relation> chosen = RowFilter.of(TABLES.engine(), comparison, left, right);
    ComparisonPlan plan =
        new ComparisonPlanner(limits).plan(comparison, chosen.get(0), chosen.get(1));
    return new ComparisonRunner(TABLES.engine(), Progress.NONE).run(plan);
  }

  private static Relation table(String name, String columns, List<Line> lines, boolean isText) {
    if (isText) {
      return TABLES.table(
          name,
          columns.replace(", ", "|")
              + lines.stream()
                  .map(
                      line ->
                          "\n%s|%s|%s|%s"
                              .formatted(
                                  cell(line.key()),
                                  cell(line.text()),
                                  line.number(),
                                  line.chosen() ? "y" : "n"))
                  .collect(Collectors.joining()));
    }
    String rows =
        lines.stream()
            .map(
                line ->
                    "(%s, %s, %s::DOUBLE, '%s')"
                        .formatted(
                            sql(line.key()),
                            sql(line.text()),
                            sql(line.number()),
                            line.chosen() ? "y" : "n"))
            .collect(Collectors.joining(", "));
    return TABLES.parquet(name, "SELECT * FROM (VALUES %s) t(%s)".formatted(rows, columns));
  }

  private static String cell(String value) {
    return value.isEmpty() ? "''" : value;
  }

  private static String sql(String value) {
    return value.equals("NULL") ? "NULL" : Sql.literal(value);
  }

  private static Trial trial(Random random) {
    boolean isKeyed = random.nextInt(3) > 0;
    List<Line> left = new ArrayList<>();
    List<String> keys = new ArrayList<>(KEYS);
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      String key =
          isKeyed && random.nextInt(9) > 0
              ? keys.remove(random.nextInt(keys.size()))
              : one(KEYS, random);
      left.add(new Line(key, one(TEXTS, random), one(NUMBERS, random), random.nextInt(4) > 0));
    }
    List<Line> right = new ArrayList<>(left);
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(right.size());
      Line line = right.get(at);
      right.set(
          at,
          switch (random.nextInt(8)) {
            case 0 -> new Line(one(KEYS, random), line.text(), line.number(), line.chosen());
            case 1 -> new Line(line.key(), one(TEXTS, random), line.number(), line.chosen());
            case 2 -> new Line(line.key(), line.text(), line.number(), !line.chosen());
            default -> new Line(line.key(), line.text(), one(NUMBERS, random), line.chosen());
          });
    }
    if (random.nextInt(5) == 0) {
      right.add(right.get(random.nextInt(right.size())));
    }
    Collections.shuffle(right, random);
    boolean isTolerant = isKeyed && random.nextInt(3) > 0;
    return new Trial(
        left,
        right,
        random.nextBoolean(),
        random.nextBoolean(),
        isKeyed,
        random.nextBoolean(),
        isTolerant
            ? new BigDecimal(one(List.of("0", "0.001", "1e-17", "0.5"), random))
            : BigDecimal.ZERO,
        isTolerant ? new BigDecimal(one(List.of("0", "1e-9", "1e-17"), random)) : BigDecimal.ZERO);
  }

  private static <T> T one(List<T> some, Random random) {
    return some.get(random.nextInt(some.size()));
  }

  private static List<Line> chosen(Trial trial, List<Line> lines) {
    return lines.stream().filter(line -> line.chosen() || !trial.areSome()).toList();
  }

  /** Each row of the left takes one of the right that is the same. */
  private static boolean areEqualBags(Trial trial) {
    List<Line> rest = new ArrayList<>(chosen(trial, trial.right()));
    for (Line line : chosen(trial, trial.left())) {
      int at =
          IntStream.range(0, rest.size())
              .filter(i -> rest.get(i).key().equals(line.key()) && same(trial, line, rest.get(i)))
              .findFirst()
              .orElse(-1);
      if (at < 0) {
        return false;
      }
      rest.remove(at);
    }
    return rest.isEmpty();
  }

  private static boolean same(Trial trial, Line left, Line right) {
    if (!left.text().equals(right.text())) {
      return false;
    }
    String one = left.number();
    String other = right.number();
    boolean isTolerant = trial.absolute().signum() + trial.relative().signum() > 0;
    boolean areAsWritten = trial.leftIsText() && trial.rightIsText() && !isTolerant;
    if (areAsWritten || !isFinite(one) || !isFinite(other)) {
      return one.equals(other);
    }
    BigDecimal a = number(one, trial.leftIsText());
    BigDecimal b = number(other, trial.rightIsText());
    BigDecimal apart = a.subtract(b).abs();
    BigDecimal largest = a.abs().max(b.abs());
    BigDecimal within = trial.absolute().max(trial.relative().multiply(largest));
    // A subtraction of doubles may be off by that.
    BigDecimal off = apart.multiply(new BigDecimal("1e-15"));
    return apart.compareTo(within.add(off)) <= 0;
  }

  private static boolean isFinite(String number) {
    return Character.isDigit(number.charAt(number.length() - 1));
  }

  /** A text stands for the double that is written so, if there is one, else for itself. */
  private static BigDecimal number(String text, boolean isText) {
    BigDecimal read = new BigDecimal(Double.parseDouble(text));
    BigDecimal written = new BigDecimal(text);
    if (!isText || written.signum() == 0) {
      return read;
    }
    int digits = written.stripTrailingZeros().precision();
    boolean isSpelled =
        text.matches("\\d+")
            ? read.compareTo(written) == 0
            : read.round(new MathContext(digits)).compareTo(written) == 0;
    return isSpelled ? read : written;
  }
}
