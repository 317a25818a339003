package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.Relation;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ties that nobody declared are offered where they explain everything, and nowhere else. */
class TieSearchTest {

  private static final TestTables TABLES = new TestTables();

  /** Forty rows of each of five users; four rows share a score. */
  private static final String ROWS =
      "SELECT u AS \"the user\", 100 * u + i AS item, (i // 4)::DOUBLE AS score, mod(i * 7, 40) AS"
          + " word FROM range(5) a(u), range(40) b(i)";

  private static final String NUMBERED =
      "SELECT *, row_number() OVER (PARTITION BY \"the user\" ORDER BY score DESC, %s) AS n FROM ("
          + ROWS
          + ")";

  /** Cuts within a score. */
  private static final String CHOSEN = "SELECT * EXCLUDE (n) FROM (" + NUMBERED + ") WHERE n <= 10";

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private static ComparisonReport report(String left, String right, Comparison comparison) {
    ComparisonPlan plan =
        new ComparisonPlanner()
            .plan(comparison, TABLES.parquet("left", left), TABLES.parquet("right", right));
    return new ComparisonRunner(TABLES.engine(), Progress.NONE).run(plan);
  }

  private static String offered(ComparisonReport report) {
    return report.explanations().stream()
        .filter(explanation -> explanation.kind() == Explanation.Kind.TIES)
        .map(explanation -> explanation.remedy().yaml())
        .findFirst()
        .orElse("");
  }

  @Test
  void offersTheOrderByWhichTiedRowsWereNumberedOtherwise() {
    String left = NUMBERED.formatted("item");
    String right = NUMBERED.formatted("item DESC");
    Comparison comparison = Comparison.by("item");
    ComparisonReport report = report(left, right, comparison);
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(offered(report))
        .isEqualTo(
            """
            ties:
              kind: row-number
              partition: ["the user"]
              order: [score desc]
              number: "n"
            """);
    assertThat(TextReport.of(report))
        .contains(
            "all 200 rows that differ: tied rows have each other's numbers, by numbers in n of each"
                + " the user, in order of score desc");
    Ties declared = Ties.rowNumber("n", List.of("the user"), List.of(TieOrder.of("score desc")));
    assertThat(report(left, right, comparison.ties(declared)).verdict())
        .isEqualTo(Rung.EQUIVALENT_BY_TIE);
  }

  @Test
  void offersTheOrderByWhichOtherRowsWereChosen() {
    String left = CHOSEN.formatted("item");
    String right = CHOSEN.formatted("item DESC");
    Comparison comparison = Comparison.by("item").ignoring("word");
    ComparisonReport report = report(left, right, comparison);
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(offered(report))
        .isEqualTo(
            """
            ties:
              kind: top-k
              partition: ["the user"]
              order: [score desc]
              k: 10
            """);
    assertThat(JUnitReport.of(report))
        .containsOnlyOnce("all 10 rows that differ: other rows of the last order key were chosen");
    Ties declared = Ties.topK(List.of("the user"), List.of(TieOrder.of("score desc"))).keeping(10);
    assertThat(report(left, right, comparison.ties(declared)).verdict()).isEqualTo(Rung.UNDECIDED);
  }

  @Test
  void offersNothingWhereOneRowIsNoTie() {
    String left = NUMBERED.formatted("item");
    String right = NUMBERED.formatted("item DESC");
    String wrong =
        "SELECT * REPLACE (CASE item WHEN 100 THEN 1 WHEN 139 THEN 40 ELSE n END AS n) FROM (%s)"
            .formatted(left);
    assertThat(offered(report(wrong, right, Comparison.by("item")))).isEmpty();
    String chosen = CHOSEN.formatted("item DESC");
    String better =
        "SELECT * REPLACE (CASE WHEN item = 139 THEN 1000 ELSE item END AS item) FROM (%s)"
            .formatted(chosen);
    Comparison comparison = Comparison.by("item").ignoring("word");
    assertThat(offered(report(CHOSEN.formatted("item"), better, comparison))).isEmpty();
  }

  @Test
  void offersNoOrderThatSaysNothing() {
    String rows = "SELECT i AS id, i // 4 AS part, 1 AS score, %s AS n FROM range(40) t(i)";
    ComparisonReport report =
        report(
            rows.formatted("mod(i, 4) + 1"), rows.formatted("4 - mod(i, 4)"), Comparison.by("id"));
    assertThat(offered(report)).isEmpty();
  }

  @Test
  void searchesNoTablesOfMoreThanAMillionRows() {
    ComparisonPlan plan =
        new ComparisonPlanner()
            .plan(
                Comparison.by("item"),
                TABLES.parquet("left", CHOSEN.formatted("item")),
                TABLES.parquet("right", CHOSEN.formatted("item DESC")));
    RowCounts rows = new RowCounts(1_000_000, 1_000_001, 5, 5, 0, 999_995);
    TieSearch.Found found = new TieSearch(TABLES.engine(), plan).search(rows, List.of());
    assertThat(found.ties()).isEmpty();
    assertThat(found.note())
        .isEqualTo("ties were not looked for: a table has more than 1,000,000 rows");
  }

  @Test
  void aSearchThatFailsIsANote(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rows.parquet");
    TABLES
        .engine()
        .execute("COPY (%s) TO %s (FORMAT parquet)".formatted(ROWS, Sql.literal(file.toString())));
    Relation rows =
        TABLES
            .engine()
            .register("gone", new TableSnapshot.Parquet(Location.of("/gone"), List.of(file)));
    ComparisonPlan plan = new ComparisonPlanner().plan(Comparison.by("item"), rows, rows);
    Files.delete(file);
    TieSearch.Found found =
        new TieSearch(TABLES.engine(), plan)
            .search(new RowCounts(200, 200, 5, 5, 0, 195), List.of());
    assertThat(found.ties()).isEmpty();
    assertThat(found.note()).startsWith("ties were not looked for: Cannot ");
  }
}
