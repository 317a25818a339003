package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Another choice among tied rows is told from a difference. */
class TiesTest {

  private static final TestTables TABLES = new TestTables();

  private static final String HEADER = "id VARCHAR|user INTEGER|score INTEGER|note VARCHAR\n";

  /** The two largest scores of each user are kept; of user 1 one of b, c and d with a. */
  private static final String CANDIDATES =
      rows("a|1|9|x", "b|1|5|x", "c|1|5|y", "d|1|5|z", "e|1|1|x", "f|2|7|x", "g|2|7|y", "h|3|4|x");

  private static final String LEFT = rows("a|1|9|x", "b|1|5|x", "f|2|7|x", "g|2|7|y", "h|3|4|x");

  private static final Ties TOP_2 =
      Ties.topK(List.of("user"), List.of(TieOrder.of("score desc"))).keeping(2);
  private static final Comparison WITHOUT = Comparison.by("id").ties(TOP_2);
  private static final Comparison WITH = Comparison.by("id").ties(TOP_2.from("/candidates"));

  private static final String ONE_ROW_EACH =
      "MISMATCH: 1 row only on the left, 1 row only on the right, no tie: ";

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private static String rows(String... rows) {
    return HEADER + String.join("\n", rows);
  }

  /** The left with something in the place of b. */
  private static String instead(String... rows) {
    return rows(
        Stream.concat(Stream.of("a|1|9|x", "f|2|7|x", "g|2|7|y", "h|3|4|x"), Stream.of(rows))
            .toArray(String[]::new));
  }

  private static String verdict(ComparisonReport report) {
    return "%s: %s".formatted(report.verdict(), report.reason());
  }

  private static String verdict(String right, Comparison comparison) {
    return comparison.ties().candidates().isEmpty()
        ? verdict(TABLES.report(LEFT, right, comparison))
        : verdict(TABLES.report(LEFT, right, CANDIDATES, comparison));
  }

  @Test
  void anotherCandidateOfTheLastOrderKeyIsATie() {
    ComparisonReport report = TABLES.report(LEFT, instead("c|1|5|y"), CANDIDATES, WITH);
    assertThat(verdict(report))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 4 rows are equal, 1 row is exchanged for one tied with it, in 1"
                + " order key of 1 partition");
    assertThat(report.ties())
        .isEqualTo(new TieFinding(Rung.EQUIVALENT_BY_TIE, 1, 0, 1, 1, List.of()));
    assertThat(report.rows().onlyLeft()).isEqualTo(1);
    assertThat(report.rows().onlyRight()).isEqualTo(1);
    assertThat(TextReports.withoutPlaces(TextReport.of(report)))
        .contains(
            """
            ties
              top 2 of each user, in order of score desc, chosen from /candidates
              = 1 row is exchanged for one tied with it, in 1 order key of 1 partition
            """);
  }

  @Test
  void withoutCandidatesNobodyCanTell() {
    assertThat(verdict(instead("c|1|5|y"), WITHOUT))
        .isEqualTo(
            "UNDECIDED: 1 row is exchanged for one tied with it, in 1 order key of 1 partition,"
                + " without the rows that were chosen from, nobody can tell whether those of the"
                + " right were among them: declare them as candidates");
  }

  @Test
  void equalTablesNeedNoTie() {
    assertThat(verdict(LEFT, WITH)).isEqualTo("EXACT: all 5 rows are equal");
    assertThat(verdict(LEFT, WITHOUT)).isEqualTo("EXACT: all 5 rows are equal");
  }

  @Test
  void aRowThatWasNeverThereIsNoTie() {
    assertThat(verdict(instead("q|1|5|y"), WITH))
        .isEqualTo(
            ONE_ROW_EACH
                + "1 row of the right is not among the candidates, such as user = 1, score = 5, id"
                + " = 'q'");
    assertThat(verdict(instead("c|1|5|changed"), WITH))
        .isEqualTo(
            ONE_ROW_EACH
                + "1 row of the right is not among the candidates, such as user = 1, score = 5, id"
                + " = 'c'");
    assertThat(verdict(instead("b|1|5|changed"), WITH))
        .isEqualTo(
            "MISMATCH: 1 row changed, no tie: 1 row of the right is not among the candidates, such"
                + " as user = 1, score = 5, id = 'b'");
  }

  @Test
  void anotherOrderKeyIsNoTie() {
    String uneven =
        "2 order keys have not as many rows on one side as on the other, such as user = 1, score"
            + " = 1";
    assertThat(verdict(instead("e|1|1|x"), WITH)).isEqualTo(ONE_ROW_EACH + uneven);
    assertThat(verdict(instead("e|1|1|x"), WITHOUT)).isEqualTo(ONE_ROW_EACH + uneven);
  }

  @Test
  void aRowTooFewOrTooManyIsNoTie() {
    assertThat(verdict(instead(), WITH))
        .isEqualTo(
            "MISMATCH: 1 row only on the left, no tie: 1 order key has not as many rows on one side"
                + " as on the other, such as user = 1, score = 5");
    assertThat(verdict(instead("c|1|5|y", "d|1|5|z"), WITH))
        .startsWith(
            "MISMATCH: 1 row only on the left, 2 rows only on the right, no tie: 1 order key has"
                + " not as many rows on one side as on the other");
  }

  @Test
  void aRowAboveTheLastOrderKeyIsNoTie() {
    String right = rows("z|1|9|x", "b|1|5|x", "f|2|7|x", "g|2|7|y", "h|3|4|x");
    String above =
        "1 row is exchanged above the last order key of the partition, such as user = 1, score"
            + " = 9, id = 'a'";
    assertThat(verdict(right, WITHOUT)).isEqualTo(ONE_ROW_EACH + above);
    assertThat(verdict(TABLES.report(LEFT, right, CANDIDATES + "\nz|1|9|x", WITH)))
        .isEqualTo(
            ONE_ROW_EACH
                + above
                + ", no tie: 1 candidate is left out by both sides though rows of lower rank are"
                + " in, such as user = 1, score = 9");
  }

  @Test
  void aPartitionThatWasNotCutHasNoTies() {
    String right = rows("a|1|9|x", "b|1|5|x", "f|2|7|x", "g|2|7|y", "i|3|4|x");
    assertThat(verdict(TABLES.report(LEFT, right, CANDIDATES + "\ni|3|4|x", WITH)))
        .isEqualTo(
            ONE_ROW_EACH + "1 partition has not the k rows at which one is cut, such as user = 3");
    assertThat(verdict(right, WITHOUT))
        .isEqualTo(
            ONE_ROW_EACH + "1 partition has not the k rows at which one is cut, such as user = 3");
  }

  @Test
  void candidatesThatTheLeftDidNotChooseFromProveNothing() {
    String others = rows("a|1|9|x", "c|1|5|y", "d|1|5|z");
    assertThat(verdict(TABLES.report(LEFT, instead("c|1|5|y"), others, WITH)))
        .isEqualTo(
            ONE_ROW_EACH
                + "1 row of the left is not among the candidates, such as user = 1, score = 5, id"
                + " = 'b'");
  }

  @Test
  void aCandidateCanBeChosenAsOftenAsItIsThere() {
    Comparison keyless = Comparison.ofMultisets().ties(TOP_2.from("/candidates"));
    String candidates = rows("a|1|5|x", "a|1|5|x", "b|1|5|y", "c|1|5|z");
    String left = rows("b|1|5|y", "c|1|5|z");
    assertThat(verdict(TABLES.report(left, rows("a|1|5|x", "a|1|5|x"), candidates, keyless)))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 0 rows are equal, 2 rows are exchanged for rows tied with them, in"
                + " 1 order key of 1 partition");
    assertThat(verdict(TABLES.report(left, rows("b|1|5|y", "b|1|5|y"), candidates, keyless)))
        .isEqualTo(
            "MISMATCH: 1 row only on the left, 1 row only on the right, no tie: 1 row of the right"
                + " is not among the candidates, such as user = 1, score = 5");
  }

  @Test
  void oneRowOfEachKeyMayBeAnyThatIsTied() {
    Comparison onePerUser =
        Comparison.by("user")
            .ties(
                Ties.topK(List.of("user"), List.of(TieOrder.of("score desc")))
                    .keeping(1)
                    .from("/candidates"));
    String candidates = rows("a|1|9|x", "b|1|9|y", "c|1|5|z", "d|2|3|x");
    ComparisonReport report =
        TABLES.report(
            rows("a|1|9|x", "d|2|3|x"), rows("b|1|9|y", "d|2|3|x"), candidates, onePerUser);
    assertThat(verdict(report))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 1 row is equal, 1 row is exchanged for one tied with it, in 1"
                + " order key of 1 partition");
    assertThat(report.columns())
        .extracting(column -> "%s %s".formatted(column.plan().name(), column.rung()))
        .containsExactly("id EQUIVALENT_BY_TIE", "score EXACT", "note EQUIVALENT_BY_TIE");
    assertThat(report.explanations()).isEmpty();
  }

  @Test
  void theWholeTableCanBeOnePartition() {
    Comparison topOfAll =
        Comparison.by("id")
            .ties(Ties.topK(List.of(), List.of(TieOrder.of("score"))).from("/candidates"));
    assertThat(
            verdict(
                TABLES.report(
                    rows("a|1|1|x", "b|1|2|x"),
                    rows("a|1|1|x", "c|2|2|y"),
                    rows("a|1|1|x", "b|1|2|x", "c|2|2|y"),
                    topOfAll)))
        .startsWith("EQUIVALENT_BY_TIE: 1 row is equal, 1 row is exchanged for one tied with it");
  }

  @Test
  void nullAndNanAreOrderKeysLikeOthers() {
    String header = "id VARCHAR|user INTEGER|score DOUBLE\n";
    Comparison nullsLast =
        Comparison.by("id")
            .ties(
                Ties.topK(List.of("user"), List.of(TieOrder.of("score nulls last")))
                    .keeping(1)
                    .from("/candidates"));
    for (String score : List.of("NULL", "nan")) {
      String left = header + "a|NULL|" + score;
      String right = header + "b|NULL|" + score;
      assertThat(TABLES.report(left, right, left + "\nb|NULL|" + score, nullsLast).verdict())
          .isEqualTo(Rung.EQUIVALENT_BY_TIE);
    }
    assertThat(
            TABLES
                .report(
                    header + "a|1|nan",
                    header + "b|1|NULL",
                    header + "a|1|nan\nb|1|NULL",
                    nullsLast)
                .verdict())
        .isEqualTo(Rung.MISMATCH);
  }

  @Test
  void whereNullsComeHasToBeSaid() {
    String left = "id VARCHAR|user INTEGER|score INTEGER\na|1|NULL\nb|1|2";
    String right = "id VARCHAR|user INTEGER|score INTEGER\nc|1|NULL\nb|1|2";
    assertThatThrownBy(() -> TABLES.report(left, right, WITHOUT))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compare /left with /right: rows are ranked by 'score desc', which is null in"
                + " some, and nobody says where nulls come.");
  }

  @Test
  void whatIsTolerableInRowsThatStayStaysTolerable() {
    String header = "id VARCHAR|user INTEGER|score INTEGER|x DOUBLE\n";
    Comparison tolerant =
        WITH.tolerating("x", new Tolerance(new BigDecimal("0.01"), BigDecimal.ZERO));
    String candidates = header + "a|1|9|1\nb|1|5|2\nc|1|5|3";
    String left = header + "a|1|9|1\nb|1|5|2";
    assertThat(verdict(TABLES.report(left, header + "a|1|9|1.001\nc|1|5|3", candidates, tolerant)))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 1 row is equal, 1 row is exchanged for one tied with it, in 1 order"
                + " key of 1 partition, 1 column only within the tolerance");
    assertThat(TABLES.report(left, header + "a|1|9|1.1\nc|1|5|3", candidates, tolerant).verdict())
        .isEqualTo(Rung.MISMATCH);
  }

  @Test
  void aColumnThatOneSideLacksIsNoTie() {
    String left = "id VARCHAR|user INTEGER|score INTEGER|more INTEGER\na|1|9|1\nb|1|5|1";
    String right = "id VARCHAR|user INTEGER|score INTEGER\na|1|9\nc|1|5";
    String candidates = "id VARCHAR|user INTEGER|score INTEGER\na|1|9\nb|1|5\nc|1|5";
    assertThat(verdict(TABLES.report(left, right, candidates, WITH)))
        .isEqualTo("MISMATCH: column 'more' is only on the left");
  }
}
