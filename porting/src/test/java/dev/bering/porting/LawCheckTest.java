package dev.bering.porting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.parity.Tolerance;
import dev.bering.tables.Tables;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LawCheckTest {

  @TempDir Path folder;

  @Test
  void rowsBecomeSoManyRows() {
    assertThat(test("SELECT 1 AS a", "SELECT 1 AS a UNION ALL SELECT 2", Law.rows(1, 2)))
        .isEqualTo("kept: 1 legacy row to 2 (1 legacy, 2 translated)");
    assertThat(test("SELECT 1 AS a", "SELECT 1 AS a", Law.rows(1, 2)))
        .isEqualTo("broken: 1 legacy row to 2 (1 legacy, 1 translated)");
  }

  @Test
  void sumsOfWholeNumbersAreKeptToTheLastDigit() {
    String big = "SELECT 9007199254740993 AS a, 1::DECIMAL(5,2) AS d";
    assertThat(test(big, "SELECT 9007199254740993 AS b", Law.sum("a", "b")))
        .isEqualTo(
            "kept: the sum of a is the sum of b"
                + " (9007199254740993 legacy, 9007199254740993 translated)");
    assertThat(test(big, "SELECT 9007199254740992 AS b", Law.sum("a", "b")))
        .isEqualTo(
            "broken: the sum of a is the sum of b"
                + " (9007199254740993 legacy, 9007199254740992 translated)");
    assertThat(test(big, "SELECT 1.000::DECIMAL(9,3) AS b", Law.sum("D", "b")))
        .isEqualTo("kept: the sum of D is the sum of b (1.00 legacy, 1.000 translated)");
  }

  @Test
  void anAbsentSumIsNotZero() {
    assertThat(test("SELECT NULL::INTEGER AS a", "SELECT 0::INTEGER AS a", Law.sum("a", "a")))
        .isEqualTo("broken: the sum of a is the sum of a (no value legacy, 0 translated)");
  }

  @Test
  void sumsOfFloatingPointColumnsNeedATolerance() {
    String legacy = "SELECT 0.1::DOUBLE AS a UNION ALL SELECT 0.2";
    assertThat(test(legacy, "SELECT 0.3::DOUBLE AS b", Law.sum("a", "b")))
        .isEqualTo(
            "broken: the sum of a is the sum of b (it cannot be tested: a is DOUBLE, whose sum"
                + " depends on the order of the rows; declare a tolerance)");
    assertThat(
            test(
                legacy,
                "SELECT 0.3::DOUBLE AS b",
                Law.sums(List.of("a"), List.of("b"), Tolerance.relative("1e-12"))))
        .startsWith("kept: the sum of a is the sum of b (0.30000000000000004 legacy, 0.3 ");
    assertThat(
            test(
                "SELECT 'inf'::DOUBLE AS a",
                "SELECT 'inf'::DOUBLE AS b",
                Law.sums(List.of("a"), List.of("b"), Tolerance.relative("1e-12"))))
        .isEqualTo(
            "broken: the sum of a is the sum of b (it cannot be tested: the sum of a is Infinity)");
  }

  @Test
  void keysAreKeptInBothDirectionsNullsIncluded() {
    String legacy = "SELECT 'x' AS k UNION ALL SELECT NULL";
    assertThat(test(legacy, legacy + " UNION ALL SELECT 'x'", Law.keys("k")))
        .isEqualTo("kept: the values of (k) are those of (k) (0 lost, 0 added)");
    assertThat(test(legacy, "SELECT 'y' AS k UNION ALL SELECT NULL", Law.keys("k")))
        .isEqualTo(
            "broken: the values of (k) are those of (k)"
                + " (1 lost such as (x), 1 added such as (y))");
    assertThat(test(legacy, "SELECT 1 AS k", Law.keys("k")))
        .isEqualTo(
            "broken: the values of (k) are those of (k)"
                + " (it cannot be tested: k is VARCHAR and k is INTEGER)");
  }

  @Test
  void uniqueRowsOccurOnce() {
    assertThat(test("SELECT 1 AS a", "SELECT 1 AS a UNION ALL SELECT 1", Law.unique("a")))
        .isEqualTo("broken: (a) is unique (1 values occur more than once)");
    assertThat(test("SELECT 1 AS a", "SELECT 1 AS a UNION ALL SELECT 2", Law.unique("a")))
        .isEqualTo("kept: (a) is unique (0 values occur more than once)");
  }

  @Test
  void aColumnThatIsNotThereCannotBeTested() {
    assertThat(test("SELECT 1 AS a", "SELECT 1 AS b", Law.unique("a")))
        .isEqualTo(
            "broken: (a) is unique (it cannot be tested: %s has no column a, but b)"
                .formatted(folder.resolve("translated.parquet")));
  }

  private String test(String legacy, String translated, Law law) {
    var tables = new LegacyTables(folder);
    try (Engine engine = DuckDbEngine.open()) {
      return new LawCheck(
              engine,
              engine.register("legacy", Tables.open(tables.record("legacy", legacy))),
              engine.register("translated", Tables.open(tables.record("translated", translated))))
          .test(law)
          .toString();
    }
  }
}
