package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Numbers that were given otherwise among tied rows are told from wrong ones. */
class RowNumberTiesTest {

  private static final TestTables TABLES = new TestTables();

  private static final String HEADER =
      "id VARCHAR|user INTEGER|score INTEGER|x DOUBLE|rn INTEGER\n";
  private static final String LEFT = HEADER + "a|1|9|1|1\nb|1|5|2|2\nc|1|5|3|3\nd|1|1|4|4";
  private static final String EXCHANGED = HEADER + "a|1|9|1|1\nb|1|5|2|3\nc|1|5|3|2\nd|1|1|4|4";

  private static final Ties NUMBERED =
      Ties.rowNumber("rn", List.of("user"), List.of(TieOrder.of("score desc")));
  private static final Comparison BY_ID = Comparison.by("id").ties(NUMBERED);

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private static String verdict(String right, Comparison comparison) {
    ComparisonReport report = TABLES.report(LEFT, right, comparison);
    return "%s: %s".formatted(report.verdict(), report.reason());
  }

  @Test
  void tiedRowsMayExchangeTheirNumbers() {
    assertThat(verdict(EXCHANGED, BY_ID))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 2 rows are equal, 2 rows are numbered otherwise among tied rows, in"
                + " 1 order key of 1 partition");
  }

  @Test
  void theNumberMayBePartOfTheKey() {
    assertThat(verdict(EXCHANGED, Comparison.by("user", "rn").ties(NUMBERED)))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 2 rows are equal, 2 rows are numbered otherwise among tied rows, in"
                + " 1 order key of 1 partition");
  }

  @Test
  void withoutAKeyRowsAreToldByTheirOtherColumns() {
    assertThat(verdict(EXCHANGED, Comparison.ofMultisets().ties(NUMBERED)))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 2 rows are equal, 2 rows are numbered otherwise among tied rows, in"
                + " 1 order key of 1 partition");
  }

  @Test
  void rowsOfTwoOrderKeysMayNotExchangeTheirNumbers() {
    assertThat(verdict(HEADER + "a|1|9|1|2\nb|1|5|2|1\nc|1|5|3|3\nd|1|1|4|4", BY_ID))
        .isEqualTo(
            "MISMATCH: 2 rows changed, no tie: 2 rows have a number that no row tied with it has on"
                + " the other side, such as user = 1, score = 5, rn = 1");
  }

  @Test
  void aNumberThatIsGivenTwiceIsNoTie() {
    assertThat(verdict(HEADER + "a|1|9|1|1\nb|1|5|2|3\nc|1|5|3|3\nd|1|1|4|4", BY_ID))
        .isEqualTo(
            "MISMATCH: 1 row changed, no tie: 1 row has a number that no row tied with it has on"
                + " the other side, such as user = 1, score = 5, rn = 2");
  }

  @Test
  void moreThanTheNumberMayNotDiffer() {
    assertThat(verdict(HEADER + "a|1|9|1|1\nb|1|5|7|3\nc|1|5|3|2\nd|1|1|4|4", BY_ID))
        .isEqualTo(
            "MISMATCH: 2 rows changed, no tie: 1 row differs in more than the number, such as user"
                + " = 1, score = 5, id = 'b'");
    assertThat(verdict(HEADER + "a|1|9|1|1\nb|1|5|2|2\nc|1|5|3|3", BY_ID))
        .startsWith("MISMATCH: 1 row only on the left, no tie: 1 row differs in more than the");
  }

  @Test
  void aToleranceHoldsForTheOtherColumns() {
    Comparison tolerant =
        BY_ID.tolerating("x", new Tolerance(new BigDecimal("0.01"), BigDecimal.ZERO));
    assertThat(verdict(HEADER + "a|1|9|1|1\nb|1|5|2.001|3\nc|1|5|3|2\nd|1|1|4|4", tolerant))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 2 rows are equal, 2 rows are numbered otherwise among tied rows, in"
                + " 1 order key of 1 partition, 1 column only within the tolerance");
    assertThat(verdict(HEADER + "a|1|9|1|1\nb|1|5|2.1|3\nc|1|5|3|2\nd|1|1|4|4", tolerant))
        .startsWith("MISMATCH: 2 rows changed, no tie: 1 row differs in more than the number");
  }

  @Test
  void theFirstRowsMayBeChosenAndNumberedOtherwise() {
    Comparison first =
        Comparison.by("id")
            .ties(
                Ties.topK(List.of("user"), List.of(TieOrder.of("score desc")))
                    .keeping(2)
                    .numbered("rn")
                    .from("/candidates"));
    String candidates =
        "id VARCHAR|user INTEGER|score INTEGER|x DOUBLE\na|1|9|1\nb|1|5|2\nc|1|5|3\nd|1|1|4";
    assertThat(
            TABLES
                .report(
                    HEADER + "a|1|9|1|1\nb|1|5|2|2",
                    HEADER + "a|1|9|1|1\nc|1|5|3|2",
                    candidates,
                    first)
                .verdict())
        .isEqualTo(Rung.EQUIVALENT_BY_TIE);
    assertThat(
            TABLES
                .report(
                    HEADER + "a|1|9|1|1\nb|1|5|2|2",
                    HEADER + "a|1|9|1|2\nc|1|5|3|1",
                    candidates,
                    first)
                .verdict())
        .isEqualTo(Rung.MISMATCH);
  }

  private static final Comparison MAPPED = BY_ID.mapping("rn", "place").mapping("score", "points");

  /** It is declared as the left calls it. */
  @Test
  void theNumberMayBeCalledOtherwiseOnTheRight() {
    String header = "place INTEGER|id VARCHAR|user INTEGER|points INTEGER|x DOUBLE\n";
    assertThat(verdict(header + "1|a|1|9|1\n3|b|1|5|2\n2|c|1|5|3\n4|d|1|1|4", MAPPED))
        .isEqualTo(
            "EQUIVALENT_BY_TIE: 2 rows are equal, 2 rows are numbered otherwise among tied rows, in"
                + " 1 order key of 1 partition");
    assertThat(verdict(header + "2|a|1|9|1\n1|b|1|5|2\n3|c|1|5|3\n4|d|1|1|4", MAPPED))
        .isEqualTo(
            "MISMATCH: 2 rows changed, no tie: 2 rows have a number that no row tied with it has on"
                + " the other side, such as user = 1, score = 5, rn = 1");
  }

  /** Candidates without types are read as the right is; the number is none of their columns. */
  @Test
  void theNumberOfTextsMayBeCalledOtherwiseThanByTheCandidates() {
    Comparison first =
        Comparison.by("id")
            .mapping("rn", "place")
            .mapping("score", "points")
            .ties(
                Ties.topK(List.of("user"), List.of(TieOrder.of("score desc")))
                    .keeping(2)
                    .numbered("rn")
                    .from("/candidates"));
    String left = HEADER + "a|1|9|1|1\nb|1|5|2|2";
    String header = "place|id|user|points|x\n";
    String candidates = "id|user|score|x|rn\na|1|9|1|no\nb|1|5|2|no\nc|1|5|3|no\nd|1|1|4|no";
    assertThat(TABLES.report(left, header + "1|a|1|9|1\n2|c|1|5|3", candidates, first).verdict())
        .isEqualTo(Rung.EQUIVALENT_BY_TIE);
    assertThat(TABLES.report(left, header + "2|a|1|9|1\n1|c|1|5|3", candidates, first).verdict())
        .isEqualTo(Rung.MISMATCH);
    assertThatThrownBy(
            () ->
                TABLES.report(
                    left,
                    header + "1|a|1|9|1\n2|c|1|5|3",
                    candidates.replace("d|1|1|4", "d|1|low|4"),
                    first))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting("code")
                    .containsExactly("COMPARE_TEXT_UNREADABLE"));
  }
}
