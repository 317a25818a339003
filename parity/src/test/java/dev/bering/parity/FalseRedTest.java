package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pairs of tables that are equal although something about them is not. */
class FalseRedTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  static List<ParityCases.Equal> pairs() {
    return ParityCases.equal();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void isGreen(ParityCases.Equal pair) {
    assertThat(TABLES.report(pair.left(), pair.right(), pair.comparison()).verdict())
        .isEqualTo(pair.rung());
  }

  @Test
  void duplicatesInAnotherOrderAreGreen() {
    assertThat(verdict("id|v\n1|a\n1|b\n1|a", "id|v\n1|b\n1|a\n1|a", Comparison.ofMultisets()))
        .isEqualTo(Rung.EXACT);
  }

  @Test
  void tiedRowsThatAreNumberedOtherwiseAreGreen() {
    Ties ties = Ties.rowNumber("n", List.of("part"), List.of(TieOrder.of("score desc")));
    assertThat(
            verdict(
                "id INTEGER|part INTEGER|score INTEGER|n INTEGER\n1|1|9|1\n2|1|9|2\n3|1|8|3",
                "id INTEGER|part INTEGER|score INTEGER|n INTEGER\n1|1|9|2\n2|1|9|1\n3|1|8|3",
                Comparison.by("id").ties(ties)))
        .isEqualTo(Rung.EQUIVALENT_BY_TIE);
  }

  @Test
  void randomIdsThatWereMadeUpAnewAreGreen() {
    assertThat(
            verdict(
                "id|session\n1|x\n2|y\n3|x",
                "id|session\n1|b\n2|a\n3|b",
                Comparison.by("id").randomId("session")))
        .isEqualTo(Rung.UP_TO_BIJECTION);
  }

  @Test
  void jsonWithItsKeysInAnotherOrderIsGreen() {
    assertThat(
            verdict(
                "id|doc\n1|{\"a\":1.0,\"b\":[2]}",
                "id|doc\n1|{ \"b\": [2], \"a\": 1 }",
                Comparison.by("id").normalising("doc", new Normaliser.JsonText())))
        .isEqualTo(Rung.NORMALISED);
  }

  private static Rung verdict(String left, String right, Comparison comparison) {
    return TABLES.report(left, right, comparison).verdict();
  }
}
