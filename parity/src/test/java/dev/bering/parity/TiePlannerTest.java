package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Ties that cannot be told from differences are refused. */
class TiePlannerTest {

  private static final TestTables TABLES = new TestTables();
  private static final String TABLE =
      "id INTEGER|user VARCHAR|score DOUBLE|tags INTEGER[]|rn VARCHAR|token VARCHAR\n"
          + "1|u|1|[1]|1|t";

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private static List<String> refusal(Comparison comparison) {
    UserException refusal =
        catchThrowableOfType(UserException.class, () -> TABLES.report(TABLE, TABLE, comparison));
    return refusal.problems().stream()
        .map(one -> "%s: %s".formatted(one.code(), one.message()))
        .toList();
  }

  private static Ties topK(String partition, String... order) {
    return Ties.topK(List.of(partition), List.of(order).stream().map(TieOrder::of).toList());
  }

  @Test
  void rulesByWhichUnequalKeysCountAsEqualAreRefused() {
    assertThat(
            refusal(
                Comparison.by("id")
                    .ties(topK("user", "score desc"))
                    .normalising("user", new Normaliser.LowerCase())
                    .accepting(
                        new AcceptedDifference(
                            List.of("score"),
                            AcceptedDifference.Value.ANY,
                            AcceptedDifference.Value.ANY,
                            "",
                            "r",
                            "o",
                            1,
                            LocalDate.of(2099, 1, 1)))
                    .tolerating("score", new Tolerance(BigDecimal.ONE, BigDecimal.ZERO))))
        .containsExactly(
            "COMPARE_TIES_RULE: Cannot compare /left with /right: ties are told by column 'user',"
                + " which has normalisers.",
            "COMPARE_TIES_RULE: Cannot compare /left with /right: ties are told by column 'score',"
                + " which has a tolerance and accepted differences.");
  }

  @Test
  void columnsThatAreNotComparedAreRefused() {
    assertThat(
            refusal(Comparison.by("id").ties(topK("user", "nothing", "score")).ignoring("score")))
        .containsExactly(
            "COMPARE_COLUMN_UNKNOWN: Cannot compare /left with /right: tie column 'nothing' is on"
                + " neither side.",
            "COMPARE_RULE_IGNORED: Cannot compare /left with /right: tie column 'score' is"
                + " ignored.");
  }

  @Test
  void columnsOfOtherTypesAndColumnsNamedTwiceAreRefused() {
    assertThat(refusal(Comparison.by("id").ties(topK("user", "tags", "USER").numbered("rn"))))
        .containsExactly(
            "COMPARE_TIES_TWICE: Cannot compare /left with /right: ties name column 'USER' twice.",
            "COMPARE_TIES_TYPE: Cannot compare /left with /right: ties are told by column 'tags' of"
                + " type INTEGER[].",
            "COMPARE_TIES_TYPE: Cannot compare /left with /right: the number of tied rows is column"
                + " 'rn' of type VARCHAR.");
  }

  @Test
  void randomIdsBesideTiesAreRefused() {
    assertThat(refusal(Comparison.by("id").ties(topK("user", "score")).randomId("token")))
        .containsExactly(
            "COMPARE_TIES_RANDOM_ID: Cannot compare /left with /right: ties are declared beside"
                + " random ids ('token'), and rows that are exchanged are no pairs.");
  }

  @Test
  void candidatesOfOtherColumnsOrTypesAreRefused() {
    Comparison comparison =
        Comparison.by("id").ties(topK("user", "score").from("/candidates")).ignoring("rn", "token");
    assertThatThrownBy(
            () ->
                TABLES.report(
                    TABLE,
                    TABLE,
                    "id BIGINT|user VARCHAR|score DOUBLE\n1|u|1",
                    comparison,
                    PlanLimits.DEFAULT))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactly(
                        "Cannot compare /left with /right: the candidates /candidates have column"
                            + " 'id' as BIGINT, the left as INTEGER.",
                        "Cannot compare /left with /right: the candidates /candidates have no"
                            + " column 'tags'."));
  }

  @Test
  void candidatesMayHaveNarrowerTypesOrThoseOfTheRight() {
    String left = "id BIGINT|user VARCHAR|score DOUBLE\n1|u|1";
    String right = "id INTEGER|user VARCHAR|score DOUBLE\n2|u|1";
    String ofRight = "id|user|score\n";
    Comparison comparison = Comparison.by("id").ties(topK("user", "score").from("/candidates"));
    assertThat(TABLES.report(left, right, right + "\n1|u|1", comparison).verdict())
        .isEqualTo(Rung.EQUIVALENT_BY_TIE);
    assertThat(
            TABLES.report(left, ofRight + "2|u|1", ofRight + "1|u|1\n2|u|1", comparison).verdict())
        .isEqualTo(Rung.EQUIVALENT_BY_TIE);
    assertThatThrownBy(
            () -> TABLES.report(left, ofRight + "2|u|1", ofRight + "1|u|1\n2|u|one", comparison))
        .hasMessage(
            "Cannot compare column 'score' of /candidates: 1 text is not a DOUBLE without loss,"
                + " such as 'one'.");
  }
}
