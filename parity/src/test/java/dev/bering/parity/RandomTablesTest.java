package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.Relation;
import dev.bering.model.Progress;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random tables full of edge values, one of them damaged: exactly the damage is reported, by every
 * way of comparing, and a few lines of Java agree.
 */
class RandomTablesTest {

  private static final TestTables TABLES = new TestTables();
  private static final BigDecimal TOLERANCE = new BigDecimal("0.01");

  /** Type, and the texts of values that have gone wrong somewhere before. */
  private static final Map<String, List<String>> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("INTEGER", EdgeValues.INTEGERS);
    COLUMNS.put("BIGINT", EdgeValues.BIGINTS);
    COLUMNS.put("DOUBLE", EdgeValues.DOUBLES);
    COLUMNS.put("DECIMAL(20,4)", List.of("NULL", "0", "-0.0001", "9999999999999999.9999"));
    COLUMNS.put(
        "VARCHAR",
        List.of(
            "NULL",
            "''",
            "' '",
            "'x'",
            "'x '",
            "'NULL'",
            "'é'",
            "'é'",
            "'😀'",
            "'a''b'",
            "'a\"b,c'",
            "'000000010000000100'",
            "'0000000q0000000q00'"));
    COLUMNS.put(
        "DATE", List.of("NULL", "'1970-01-01'", "'0001-01-01'", "'9999-12-31'", "'1582-10-10'"));
    COLUMNS.put(
        "TIMESTAMP WITH TIME ZONE",
        List.of("NULL", "'1969-12-31 23:59:59.999999+00'", "'2026-03-29 01:30:00+00'"));
    COLUMNS.put("BOOLEAN", List.of("NULL", "true", "false"));
    COLUMNS.put("INTEGER[]", List.of("NULL", "[]", "[NULL]", "[1]", "[1, NULL]", "[1, 2]"));
  }

  private static final List<String> TYPES = List.copyOf(COLUMNS.keySet());

  /** A second DOUBLE column, compared within a tolerance. */
  private static final int TOLERANT_COLUMN = TYPES.size();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void reportsExactlyTheDamage(long seed) {
    Random random = new Random(seed);
    Map<Integer, List<String>> left = randomTable(random, 20 + random.nextInt(300));
    Map<Integer, List<String>> right = damaged(left, random);
    Expected expected = oracle(left, right);
    Relation leftTable = table("left", left, 1);
    Relation rightTable = table("right", right, 2);
    for (PlanLimits limits :
        List.of(
            PlanLimits.DEFAULT,
            new PlanLimits(0, 1, 512, 1),
            new PlanLimits(0, 20, 512, 0.15),
            new PlanLimits(0, 1000, 512, 1))) {
      assertThat(found(leftTable, rightTable, limits))
          .as("seed %d, %s".formatted(seed, limits))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103})
  void callsATableEqualToItselfInAnotherOrder(long seed) {
    Random random = new Random(seed);
    Map<Integer, List<String>> table = randomTable(random, 200);
    Relation left = table("left", table, 1);
    Relation right = table("right", table, 2);
    for (PlanLimits limits : List.of(PlanLimits.DEFAULT, new PlanLimits(0, 20, 512, 1))) {
      ComparisonReport report = run(left, right, Comparison.by("id"), limits);
      assertThat(report.verdict()).isEqualTo(Rung.EXACT);
      assertThat(report.rows().equal()).isEqualTo(200);
    }
  }

  /** What differs: rows by key, cells as {@code key:column}. */
  record Expected(Set<String> onlyLeft, Set<String> onlyRight, Set<String> cells, long changed) {}

  private static Expected found(Relation left, Relation right, PlanLimits limits) {
    Comparison comparison =
        Comparison.by("id")
            .tolerating("c" + TOLERANT_COLUMN, new Tolerance(TOLERANCE, BigDecimal.ZERO))
            .sampling(10_000);
    ComparisonReport report = run(left, right, comparison, limits);
    Set<String> cells = new TreeSet<>();
    for (ColumnResult column : report.columns()) {
      assertThat(column.samples()).hasSize((int) column.changed());
      column
          .samples()
          .forEach(sample -> cells.add(sample.key().get(0) + ":" + column.plan().name()));
    }
    assertThat(report.rows().equal())
        .isEqualTo(left.rowCount() - report.rows().onlyLeft() - report.rows().changed());
    return new Expected(
        keys(report.onlyLeft()), keys(report.onlyRight()), cells, report.rows().changed());
  }

  private static Set<String> keys(List<List<String>> keys) {
    return keys.stream().map(key -> key.get(0)).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Expected oracle(
      Map<Integer, List<String>> left, Map<Integer, List<String>> right) {
    Set<String> onlyLeft = new TreeSet<>();
    Set<String> onlyRight = new TreeSet<>();
    Set<String> cells = new TreeSet<>();
    Set<Integer> changed = new TreeSet<>();
    for (Integer key : left.keySet()) {
      if (!right.containsKey(key)) {
        onlyLeft.add(key.toString());
        continue;
      }
      for (int i = 0; i <= TOLERANT_COLUMN; i++) {
        if (!same(left.get(key).get(i), right.get(key).get(i), i)) {
          cells.add(key + ":c" + i);
          changed.add(key);
        }
      }
    }
    right.keySet().stream()
        .filter(key -> !left.containsKey(key))
        .forEach(key -> onlyRight.add(key.toString()));
    return new Expected(onlyLeft, onlyRight, cells, changed.size());
  }

  private static boolean same(String one, String other, int column) {
    if (one.equals(other)) {
      return true;
    }
    if (one.equals("NULL") || other.equals("NULL") || !type(column).equals("DOUBLE")) {
      return false;
    }
    double a = number(one);
    double b = number(other);
    if (a == b) {
      return true;
    }
    return column == TOLERANT_COLUMN
        && Double.isFinite(a)
        && Double.isFinite(b)
        && Math.abs(a - b) <= TOLERANCE.doubleValue();
  }

  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static Map<Integer, List<String>> randomTable(Random random, int rows) {
    Map<Integer, List<String>> table = new TreeMap<>();
    while (table.size() < rows) {
      table.put(random.nextInt(100_000), randomRow(random));
    }
    return table;
  }

  private static List<String> randomRow(Random random) {
    return IntStream.rangeClosed(0, TOLERANT_COLUMN)
        .mapToObj(i -> randomValue(i, random))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String randomValue(int column, Random random) {
    List<String> edges = COLUMNS.get(type(column));
    if (edges == null) {
      throw new IllegalStateException("no values for column " + column);
    }
    if (random.nextInt(3) > 0) {
      return edges.get(random.nextInt(edges.size()));
    }
    return switch (type(column)) {
      case "INTEGER", "BIGINT" -> Integer.toString(random.nextInt());
      case "DOUBLE" -> Double.toString(random.nextInt(100) / 128.0);
      case "DECIMAL(20,4)" -> BigDecimal.valueOf(random.nextInt(), 4).toPlainString();
      case "VARCHAR" -> "'" + Integer.toString(random.nextInt(), 36) + "'";
      default -> edges.get(random.nextInt(edges.size()));
    };
  }

  private static String type(int column) {
    return column == TOLERANT_COLUMN ? "DOUBLE" : TYPES.get(column);
  }

  private static Map<Integer, List<String>> damaged(
      Map<Integer, List<String>> table, Random random) {
    Map<Integer, List<String>> damaged = new TreeMap<>();
    table.forEach((key, row) -> damaged.put(key, new ArrayList<>(row)));
    List<Integer> keys = new ArrayList<>(table.keySet());
    for (int i = random.nextInt(10); i > 0; i--) {
      List<String> row = damaged.get(keys.get(random.nextInt(keys.size())));
      int column = random.nextInt(TOLERANT_COLUMN + 1);
      if (row != null) {
        row.set(column, randomValue(column, random));
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      damaged.remove(keys.get(random.nextInt(keys.size())));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      damaged.put(random.nextInt(100_000), randomRow(random));
    }
    return damaged;
  }

  private static ComparisonReport run(
      Relation left, Relation right, Comparison comparison, PlanLimits limits) {
    ComparisonPlan plan = new ComparisonPlanner(limits).plan(comparison, left, right);
    return new ComparisonRunner(TABLES.engine(), Progress.NONE).run(plan);
  }

  private static Relation table(String name, Map<Integer, List<String>> table, long order) {
    List<String> rows = new ArrayList<>();
    table.forEach(
        (key, row) ->
            rows.add(
                row.stream()
                    .map(RandomTablesTest::text)
                    .collect(Collectors.joining(", ", "(" + key + ", ", ")"))));
    Collections.shuffle(rows, new Random(order));
    String names =
        IntStream.rangeClosed(0, TOLERANT_COLUMN)
            .mapToObj(i -> "c" + i)
            .collect(Collectors.joining(", "));
    String values =
        IntStream.rangeClosed(0, TOLERANT_COLUMN)
            .mapToObj(i -> "CAST(c%d AS %s) AS c%1$d".formatted(i, type(i)))
            .collect(Collectors.joining(", "));
    return TABLES.parquet(
        name,
        "SELECT id, %s FROM (VALUES %s) t(id, %s)"
            .formatted(values, String.join(", ", rows), names));
  }

  private static String text(String value) {
    return value.equals("NULL") || value.startsWith("'") ? value : "'" + value + "'";
  }
}
