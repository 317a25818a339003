package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
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
}
