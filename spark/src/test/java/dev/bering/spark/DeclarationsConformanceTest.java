package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.parity.AcceptedDifference;
import dev.bering.parity.AcceptedDifference.Value;
import dev.bering.parity.ColumnRule;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.Explanation;
import dev.bering.parity.NoiseFinding;
import dev.bering.parity.NoiseReport;
import dev.bering.parity.Normaliser;
import dev.bering.parity.NormaliserCount;
import dev.bering.parity.PlanLimits;
import dev.bering.parity.Rung;
import dev.bering.parity.SelfTestReport;
import dev.bering.parity.SelfTestReport.Outcome;
import dev.bering.parity.SetComparison;
import dev.bering.parity.SetCounting;
import dev.bering.parity.TextReadings;
import dev.bering.parity.TieOrder;
import dev.bering.parity.Ties;
import dev.bering.parity.Tolerance;
import dev.bering.spark.TwoEngines.Outcomes;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** DuckDB and Spark do the same with whatever can be declared, or Spark says that it cannot. */
class DeclarationsConformanceTest {

  private static final TwoEngines ENGINES = TwoEngines.shared();

  private static AcceptedDifference accepted(
      String column, Value from, Value to, String where, long cap) {
    return new AcceptedDifference(
        List.of(column), from, to, where, "known", "team", cap, LocalDate.of(9999, 12, 31));
  }

  @Test
  void normalisersRandomIdsAndAcceptedDifferences() {
    RandomRows rows =
        new RandomRows(new Random(7), 70)
            .with(
                "word VARCHAR",
                "NULL",
                "''",
                " ",
                "x",
                "X",
                " x",
                "x\u00a0",
                "\u03a3",
                "\u03c3",
                "\u03c2",
                "\u039f\u0394\u039f\u03a3",
                "\u03bf\u03b4\u03bf\u03c2",
                "\u0130",
                "i",
                "\u00df",
                "\u1e9e",
                "\u212a",
                "k",
                "\u00c4",
                "\u00e4",
                "x",
                "X",
                " x",
                "x",
                "X",
                " x")
            .with("gone VARCHAR", "NULL", "n/a", "-", "''", "N/A", "x")
            .with(
                "yes VARCHAR", List.of("NULL", "Yes", "t", "0", "OFF", "false"),
                "yes BOOLEAN", List.of("NULL", "true", "false"))
            .with("real DOUBLE", "NULL", "nan", "inf", "-inf", "0.0", "-0.0", "1e308")
            .with(
                "narrow DOUBLE",
                "0.1",
                "0.10000000149011612",
                "3.4e38",
                "3.5e38",
                "-3.5e38",
                "nan",
                "1e-46",
                "0",
                "16777217",
                "16777216")
            .with("small DECIMAL(9,3)", "NULL", "0.05", "0.149", "-0.05", "-0.15", "0.1", "-0.1")
            .with("wide DECIMAL(38,3)", "NULL", "9".repeat(35) + ".995", "0.005", "0.01", "-0.005")
            .with(
                "second TIMESTAMP",
                "NULL",
                "1969-12-31 23:59:59.9",
                "1969-12-31 23:59:59",
                "0001-01-01 00:00:00.1",
                "0001-01-01 00:00:00",
                "2026-03-29 01:30:00.5")
            .with(
                "milli TIMESTAMP WITH TIME ZONE",
                "NULL",
                "1969-12-31 23:59:59.9999+00",
                "1969-12-31 23:59:59.999+00",
                "2026-03-29 01:30:00+00")
            .with("bag INTEGER[]", "NULL", "[]", "[1, 2]", "[2, 1]", "[NULL, 1]", "[1, NULL]")
            .with("reals DOUBLE[]", "[nan, 1]", "[1, nan]", "[-0.0, 0.0]", "[0.0, -0.0]", "[NULL]")
            .withRandomIds("made")
            .with("step INTEGER", "NULL", "1", "2", "3")
            .with("often INTEGER", "NULL", "1", "2");
    Comparison comparison =
        Comparison.by("id")
            .normalising("word", new Normaliser.Trim(), new Normaliser.LowerCase())
            .normalising("gone", new Normaliser.NullLike(List.of("n/a", "-")))
            .normalising("yes", new Normaliser.BooleanText())
            .normalising("real", new Normaliser.NonfiniteNull())
            .normalising("narrow", new Normaliser.Float32())
            .normalising("small", new Normaliser.Scale(1))
            .normalising("wide", new Normaliser.Scale(2))
            .normalising("second", new Normaliser.Precision(Normaliser.Precision.Unit.SECONDS))
            .normalising("milli", new Normaliser.Precision(Normaliser.Precision.Unit.MILLISECONDS))
            .normalising("bag", new Normaliser.Unordered())
            .normalising("reals", new Normaliser.Unordered())
            .randomId("made")
            .accepting(accepted("step", Value.of("1"), Value.of("2"), "id < 40", 70))
            .accepting(accepted("step", Value.NULL, Value.ANY, "", 70))
            .accepting(accepted("often", Value.ANY, Value.of("2"), "", 1))
            .sampling(1000);
    ComparisonReport report =
        ENGINES
            .agreed(rows.left(), rows.right(), comparison, List.of(PlanLimits.DEFAULT))
            .onSpark()
            .report()
            .orElseThrow();
    assertThat(report.columns())
        .allMatch(column -> column.changed() > 0)
        .filteredOn(column -> !column.normalisers().isEmpty())
        .hasSize(11)
        .allSatisfy(column -> assertThat(column.normalisers()).noneMatch(NormaliserCount::isStale));
  }

  @Test
  void rowsWithoutAKey() {
    String header = "name VARCHAR|d DOUBLE|tags INTEGER[]\n";
    String left =
        header + " a|nan|[1, 2]\na|nan|[1, 2]\nB|-0.0|[2, 1]\nb|NULL|[]\nNULL|NULL|NULL\nz|1|[]";
    String right =
        header + "a|nan|[2, 1]\nA|nan|[1, 2]\nb|0.0|[1, 2]\nb|NULL|NULL\nNULL|NULL|NULL\nz|1|[]";
    Comparison comparison =
        Comparison.ofMultisets()
            .normalising("name", new Normaliser.Trim(), new Normaliser.LowerCase())
            .normalising("tags", new Normaliser.Unordered());
    ComparisonReport report =
        ENGINES
            .agreed(left, right, comparison, List.of(PlanLimits.DEFAULT))
            .onSpark()
            .report()
            .orElseThrow();
    assertThat(report.reason()).isEqualTo("1 row only on the left, 1 row only on the right");
  }

  @Test
  void refusesByNameWhatSparkCannot() {
    String table = "id INTEGER|v VARCHAR|t TIMESTAMP|d DOUBLE\n1|x|2026-01-01 00:00:00|1";
    Comparison comparison =
        Comparison.by("id")
            .normalising("v", new Normaliser.Composed(), new Normaliser.JsonText())
            .normalising("t", new Normaliser.Zone("Europe/Berlin", "UTC"))
            .with("d", ColumnRule.NONE.tolerating(Tolerance.ulps(4)));
    assertThat(ENGINES.each(table, table, comparison).onSpark().refusal())
        .containsExactly(
            "COMPARE_NORMALISER_ENGINE: Cannot compare /left with /right: column 'v' has the"
                + " normaliser 'unicode: nfc', which this engine does not know.",
            "COMPARE_NORMALISER_ENGINE: Cannot compare /left with /right: column 'v' has the"
                + " normaliser 'json', which this engine does not know.",
            "COMPARE_NORMALISER_ENGINE: Cannot compare /left with /right: column 't' has the"
                + " normaliser 'zone: {left: Europe/Berlin, right: UTC}', which this engine does"
                + " not know.",
            "COMPARE_ULPS_ENGINE: Cannot compare /left with /right: column 'd' has a tolerance in"
                + " ulps, which this engine cannot count.");
  }

  @Test
  void sets() {
    String left =
        """
        tenant VARCHAR|user VARCHAR|score DOUBLE
        a|x|1
        a|x|1
        a|y|nan
        b|x|-0.0
        NULL|NULL|2
        c|q|1\
        """;
    String right =
        """
        tenant VARCHAR|user VARCHAR|score DOUBLE
        a|x|1
        a|z|nan
        b|x|0.0
        NULL|NULL|2
        NULL|NULL|2\
        """;
    SetComparison comparison =
        SetComparison.of("tenant", "user", "score")
            .atLeast(0.5, 0.5, 0.5)
            .inSegmentsOf("tenant")
            .counting(SetCounting.AS_OFTEN_AS_IT_OCCURS);
    List<Object> found =
        ENGINES.same(
            tables -> {
              var report = tables.sets(left, right, comparison);
              return List.of(
                  report.verdict(),
                  report.reason(),
                  report.counts(),
                  report.measures(),
                  // Each prints NaN in its own way.
                  report.segments(),
                  report.onlyLeft().toString().replace("nan", "NaN"),
                  report.onlyRight().toString().replace("nan", "NaN"));
            });
    assertThat(found.get(0)).isEqualTo(Rung.MISMATCH);
  }

  @Test
  void rowsThatAreTiedMayBeExchanged() {
    String header = "id INTEGER|user VARCHAR|score DOUBLE|tags INTEGER[]\n";
    String above = "1|a|nan|[1]\n4|NULL|0.0|[]\n";
    String candidates =
        header + above + "2|a|7|[1, 2]\n3|a|7|NULL\n5|NULL|NULL|[5]\n6|NULL|NULL|[6]";
    String left = header + above + "2|a|7|[1, 2]\n5|NULL|NULL|[5]";
    String right = header + above + "3|a|7|NULL\n6|NULL|NULL|[6]";
    ComparisonReport tied =
        ENGINES.agreed(
            left,
            right,
            candidates,
            Comparison.by("id")
                .ties(
                    Ties.topK(List.of("user"), List.of(TieOrder.of("score desc nulls last")))
                        .keeping(2)
                        .from("/candidates")));
    assertThat(tied.verdict()).isEqualTo(Rung.EQUIVALENT_BY_TIE);
    assertThat(tied.ties().exchanged()).isEqualTo(2);
  }

  @Test
  void whatIsMoreThanATieAndWholePartitionsAreTold() {
    String header = "id INTEGER|user VARCHAR|score INTEGER|rn INTEGER\n";
    Comparison numbered =
        Comparison.ofMultisets()
            .partitions("user")
            .ties(Ties.rowNumber("rn", List.of("user"), List.of(TieOrder.of("score"))));
    String left = header + "1|a|5|1\n2|a|5|2\n3|a|6|3\n4|b|1|1";
    String right = header + "1|a|5|2\n2|a|5|1\n3|a|6|3";
    ComparisonReport found =
        ENGINES
            .agreed(left, right, numbered, List.of(PlanLimits.DEFAULT))
            .onSpark()
            .report()
            .orElseThrow();
    assertThat(found.reason())
        .isEqualTo(
            "partition user='b' is only on the left (1 row), 2 rows only on the left in partitions"
                + " that both have, 2 rows only on the right, no tie: 1 row differs in more than"
                + " the number, such as user = 'b', score = 1, no tie: 1 row has a number that no"
                + " row tied with it has on the other side, such as user = 'b', score = 1, rn = 1");
  }

  @Test
  void noiseBetweenLegacyRuns() {
    List<String> found =
        ENGINES.same(
            tables -> {
              NoiseReport report =
                  tables.noise(run(0, 5), run(3, 5), run(7, 5), Comparison.by("id").sampling(1));
              List<String> facts = new ArrayList<>();
              facts.add(report.report().verdict().toString());
              facts.add(report.report().reason());
              report.floor().findings().stream().map(NoiseFinding::sentence).forEach(facts::add);
              return facts;
            });
    assertThat(found.get(0)).isEqualTo("WITHIN_LEGACY_NOISE");
  }

  /** 100 rows; the score of every tenth is moved. */
  private static String run(int from, int by) {
    return IntStream.range(0, 100)
        .mapToObj(id -> "%d|%d".formatted(id, id % 10 == from ? 100 + by : 100))
        .collect(Collectors.joining("\n", "id INTEGER|score DOUBLE\n", ""));
  }

  @Test
  void causes() {
    String header =
        "id INTEGER|day DATE|rate DOUBLE|name VARCHAR|bag INTEGER[]|price DECIMAL(9,2)\n";
    String left =
        IntStream.range(0, 60)
            .mapToObj(
                id ->
                    "%d|2026-01-%02d|%s|n%d|[%d, 1]|%d.25"
                        .formatted(id, 1 + id % 3, id % 4 == 0 ? "inf" : id, id, id + 2, id))
            .collect(Collectors.joining("\n", header, ""));
    String right =
        IntStream.range(0, 60)
            .mapToObj(
                id ->
                    "%d|2026-01-%02d|%s|n%d%s|[1, %d]|%s"
                        .formatted(
                            id,
                            1 + id % 3,
                            id % 4 == 0 ? "NULL" : id,
                            id,
                            id % 3 == 1 ? " " : "",
                            id + 2,
                            id % 2 == 0 ? (id * 1000 + 250) + ".00" : id + ".25"))
            .collect(Collectors.joining("\n", header, ""));
    List<Explanation> found =
        ENGINES.same(
            tables ->
                tables.report(left, right, Comparison.by("id"), PlanLimits.DEFAULT).explanations());
    assertThat(found)
        .extracting(Explanation::sentence)
        .containsExactly(
            "the sides have the same elements in another order",
            "the right is the left * 1000",
            "the sides differ only in blanks at the ends; in all of them day = 2026-01-02, and in"
                + " none of the other 40 rows",
            "the right is null where the left is Infinity");
  }

  @Test
  void differencesThatArePlanted() {
    String table =
        "id INTEGER|lists MAP(VARCHAR, INTEGER)[]\n1|[{a=1, b=2}, {}]\n2|[{b=3}]\n3|NULL";
    SelfTestReport found = ENGINES.same(tables -> tables.selfTest(table, Comparison.by("id")));
    assertThat(found.count(Outcome.MISSED)).isZero();
    assertThat(found.count(Outcome.CAUGHT)).isEqualTo(8);
  }

  @Test
  void differencesThatArePlantedIntoTexts() {
    SelfTestReport found =
        ENGINES.same(
            tables ->
                tables.selfTest(
                    "id|n|price\n1|1.0|2.50\n2|2|-1\n3|7.|0.1",
                    "id INTEGER|n INTEGER|price DECIMAL(9,2)\n1|1|2.5",
                    Comparison.by("id")));
    assertThat(found.count(Outcome.MISSED)).isZero();
    assertThat(found.count(Outcome.CAUGHT)).isPositive();
  }

  @Test
  void whatTextsAreReadAs() {
    List<String> onDuckDb = new ArrayList<>();
    List<String> onSpark = new ArrayList<>();
    TextReadings.texts()
        .forEach(
            (type, texts) -> {
              onDuckDb.addAll(TextReadings.of(ENGINES.duckDb(), type, texts));
              onSpark.addAll(TextReadings.of(ENGINES.spark(), type, texts));
            });
    // Refused by one of them, or a year that each prints in its own way; never another value.
    assertThat(onDuckDb)
        .filteredOn(line -> !onSpark.contains(line))
        .containsExactly(
            "'9223372036854775808' as FLOAT: 9.223372036854776E18",
            "'+nan' as FLOAT: NaN",
            "'1e-45' as FLOAT: 1.401298464324817E-45",
            "'9223372036854775808' as DOUBLE: 9.223372036854776E18",
            "'-12345678901234567168' as DOUBLE: -1.2345678901234567E19",
            "'0.1000000000000000055511151231257827' as DOUBLE: 0.1",
            "'+nan' as DOUBLE: NaN",
            "'5e-324' as DOUBLE: 4.9E-324",
            "' true ' as BOOLEAN: refused",
            "'0000-01-01' as DATE: 0001-01-01 (BC)",
            "'-0001-01-01' as DATE: 0002-01-01 (BC)",
            "'10000-01-01' as DATE: 10000-01-01",
            "' 2026-01-31 ' as TIMESTAMP: refused",
            "'0000-01-01' as TIMESTAMP: 0001-01-01 (BC) 00:00:00",
            "'-0001-01-01' as TIMESTAMP: 0002-01-01 (BC) 00:00:00",
            "'10000-01-01' as TIMESTAMP: 10000-01-01 00:00:00",
            "'2026-01-31 24:00:00' as TIMESTAMP: 2026-02-01 00:00:00",
            "'2026-01-31 10:00:00 +02' as TIMESTAMP WITH TIME ZONE: refused",
            "'2026-01-31 10:00:00+19:00' as TIMESTAMP WITH TIME ZONE: 2026-01-30 15:00:00+00",
            "'2026-01-31 10:00Z' as TIMESTAMP WITH TIME ZONE: 2026-01-31 10:00:00+00");
    assertThat(onSpark)
        .filteredOn(line -> !onDuckDb.contains(line))
        .containsExactly(
            "'9223372036854775808' as FLOAT: refused",
            "'+nan' as FLOAT: refused",
            "'1e-45' as FLOAT: refused",
            "'9223372036854775808' as DOUBLE: refused",
            "'-12345678901234567168' as DOUBLE: refused",
            "'0.1000000000000000055511151231257827' as DOUBLE: refused",
            "'+nan' as DOUBLE: refused",
            "'5e-324' as DOUBLE: refused",
            "' true ' as BOOLEAN: true",
            "'0000-01-01' as DATE: 0000-01-01",
            "'-0001-01-01' as DATE: -0001-01-01",
            "'10000-01-01' as DATE: +10000-01-01",
            "' 2026-01-31 ' as TIMESTAMP: 2026-01-31 00:00:00",
            "'0000-01-01' as TIMESTAMP: 0000-01-01 00:00:00",
            "'-0001-01-01' as TIMESTAMP: -0001-01-01 00:00:00",
            "'10000-01-01' as TIMESTAMP: +10000-01-01 00:00:00",
            "'2026-01-31 24:00:00' as TIMESTAMP: refused",
            "'2026-01-31 10:00:00 +02' as TIMESTAMP WITH TIME ZONE: 2026-01-31 08:00:00+00",
            "'2026-01-31 10:00:00+19:00' as TIMESTAMP WITH TIME ZONE: refused",
            "'2026-01-31 10:00Z' as TIMESTAMP WITH TIME ZONE: refused");
  }

  @Test
  void numbersInTextsThatReadingRounds() {
    StringBuilder left = new StringBuilder("id|v");
    StringBuilder texts = new StringBuilder("id|v");
    StringBuilder doubles = new StringBuilder("id INTEGER|v DOUBLE");
    int id = 0;
    List<String> longer = List.of("0.30000000000000004", "0.3000000000000000444");
    Set<List<String>> pairs = new LinkedHashSet<>(TextReadings.roundedPairs().keySet());
    pairs.remove(longer);
    for (List<String> pair : pairs) {
      left.append("\n%d|%s".formatted(id, pair.get(0)));
      texts.append("\n%d|%s".formatted(id, pair.get(1)));
      doubles.append("\n%d|%s".formatted(id, pair.get(1)));
      id++;
    }
    Comparison comparison =
        Comparison.by("id").tolerating("v", Tolerance.absolute("0.001")).sampling(1000);
    for (StringBuilder right : List.of(texts, doubles)) {
      Outcomes outcomes = ENGINES.each(left.toString(), right.toString(), comparison);
      assertThat(outcomes.onSpark().facts()).isEqualTo(outcomes.onDuckDb().facts());
      assertThat(outcomes.onSpark().report().orElseThrow().rows().changed()).isEqualTo(4);
    }
    // More digits than Java writes are counted as rounded, though they are the right ones.
    Outcomes exact =
        ENGINES.each("id|v\n1|" + longer.get(0), "id|v\n1|" + longer.get(1), comparison);
    assertThat(exact.onDuckDb().text()).isEqualTo("NORMALISED");
    assertThat(exact.onSpark().text()).isEqualTo("TOLERANT");
    List<String> refusal =
        ENGINES
            .agreed(
                "id|v\n1|12345678901234567000",
                "id INTEGER|v DOUBLE\n1|12345678901234567168",
                Comparison.by("id"),
                List.of(PlanLimits.DEFAULT))
            .onSpark()
            .refusal();
    assertThat(refusal)
        .containsExactly(
            "COMPARE_TEXT_UNREADABLE: Cannot compare column 'v' of /left: 1 text is not a DOUBLE"
                + " without loss, such as '12345678901234567000'.");
  }

  @Test
  void tiesAreNotLookedForOnSpark() {
    String header = "id INTEGER|score INTEGER|n INTEGER\n";
    String left = header + "1|1|1\n2|1|2\n3|2|3\n4|2|4";
    Outcomes found = ENGINES.each(left, header + "1|1|2\n2|1|1\n3|2|4\n4|2|3", Comparison.by("id"));
    assertThat(found.onDuckDb().causes()).anyMatch(cause -> cause.contains("TIES"));
    ComparisonReport onSpark = found.onSpark().report().orElseThrow();
    assertThat(onSpark.notes())
        .containsExactly("ties are not looked for on " + ENGINES.spark().description());
    assertThat(
            ENGINES.each(left, left, Comparison.by("id")).onSpark().report().orElseThrow().notes())
        .isEmpty();
  }

  @Test
  void filesOfTexts() {
    String csv = "id|v|w\n1|''|x \n2|NULL|a\"b,c\n3|\u00e9|NULL\n4| |1e39";
    ComparisonReport report =
        ENGINES
            .agreed(
                csv,
                csv.replace("x ", "x").replace("NULL|a", "''|a"),
                Comparison.by("id"),
                List.of(PlanLimits.DEFAULT))
            .onSpark()
            .report()
            .orElseThrow();
    assertThat(report.rows().changed()).isEqualTo(2);
    List<String> refused =
        ENGINES
            .agreed(
                csv,
                "id INTEGER|v VARCHAR|w FLOAT\n1|x|1",
                Comparison.by("id"),
                List.of(PlanLimits.DEFAULT))
            .onSpark()
            .refusal();
    assertThat(refused)
        .containsExactly(
            "COMPARE_TEXT_UNREADABLE: Cannot compare column 'w' of /left: 3 texts are not a FLOAT"
                + " without loss, such as '1e39'.");
  }
}
