package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToleranceTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, DOUBLE, 1.0, 1.0, EXACT",
    "DOUBLE, DOUBLE, 1.0, 1.5, TOLERANT",
    "DOUBLE, DOUBLE, 1.0, 1.5000001, MISMATCH",
    "DOUBLE, DOUBLE, -0.25, 0.25, TOLERANT",
    "DOUBLE, DOUBLE, nan, nan, EXACT",
    "DOUBLE, DOUBLE, nan, 1, MISMATCH",
    "DOUBLE, DOUBLE, inf, inf, EXACT",
    "DOUBLE, DOUBLE, inf, -inf, MISMATCH",
    "DOUBLE, DOUBLE, inf, 1, MISMATCH",
    "DOUBLE, DOUBLE, NULL, NULL, EXACT",
    "DOUBLE, DOUBLE, NULL, 0, MISMATCH",
    "DOUBLE, DOUBLE, 1e308, -1e308, MISMATCH",
    "FLOAT, DOUBLE, 0.1, 0.1, TOLERANT",
    "BIGINT, BIGINT, 9007199254740992, 9007199254740993, MISMATCH",
    "BIGINT, DOUBLE, 3, 3.5, TOLERANT",
    "BIGINT, DOUBLE, 3, 3, TOLERANT",
    "BIGINT, DOUBLE, 3, 3.51, MISMATCH",
    "BIGINT, DOUBLE, NULL, NULL, TOLERANT",
    "BIGINT, DOUBLE, 3, NULL, MISMATCH",
    "BIGINT, DOUBLE, 9007199254740991, 9007199254740991, TOLERANT",
    "BIGINT, DOUBLE, 9007199254740993, 9007199254740992, MISMATCH",
    "DOUBLE, BIGINT, -9007199254740992, -9007199254740993, MISMATCH",
    "INTEGER, DOUBLE, 3, 3, EXACT",
    "'DECIMAL(18,2)', DOUBLE, 123456789.12, 123456789.12, TOLERANT",
    "'DECIMAL(38,0)', DOUBLE, 9007199254740993, 9007199254740992, MISMATCH",
    "'DECIMAL(38,2)', DOUBLE, 9007199254740992.75, 9007199254740992, MISMATCH",
    "'DECIMAL(38,0)', 'DECIMAL(38,1)', 9007199254740993, 9007199254740992.4, MISMATCH",
    "'DECIMAL(38,0)', 'DECIMAL(38,1)', 7, 7.5, TOLERANT",
    "BIGINT, BIGINT, -9223372036854775808, 9223372036854775807, MISMATCH",
    "'DECIMAL(9,2)', 'DECIMAL(9,2)', 1.00, 1.50, TOLERANT",
    "'DECIMAL(9,2)', 'DECIMAL(9,2)', 1.00, 1.51, MISMATCH",
    "'DECIMAL(9,2)', 'DECIMAL(9,3)', 1.00, 1.501, MISMATCH",
    "'DECIMAL(9,2)', DOUBLE, 1.00, 1.5, TOLERANT",
    "'DECIMAL(38,0)', 'DECIMAL(38,0)', 99999999999999999999999999999999999999, -99999999999999999999999999999999999999, MISMATCH",
    "'DECIMAL(38,2)', 'DECIMAL(38,2)', 900719925474099300000.10, 900719925474099300000.60, TOLERANT",
    "'DECIMAL(38,2)', 'DECIMAL(38,2)', 900719925474099300000.10, 900719925474099300000.61, MISMATCH",
  })
  void allowsHalfAUnit(String leftType, String rightType, String left, String right, Rung rung) {
    assertThat(verdict(leftType, rightType, left, right, Tolerance.absolute("0.5")))
        .isEqualTo(rung);
  }

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, DOUBLE, 100, 99, TOLERANT",
    "DOUBLE, DOUBLE, 100, 98.9, MISMATCH",
    "DOUBLE, DOUBLE, 99, 100, TOLERANT",
    "DOUBLE, DOUBLE, -100, -99, TOLERANT",
    "DOUBLE, DOUBLE, 0, 0.000001, MISMATCH",
    "DOUBLE, DOUBLE, inf, inf, EXACT",
    "DOUBLE, DOUBLE, inf, 1e308, MISMATCH",
    "BIGINT, BIGINT, 100, 99, TOLERANT",
    "BIGINT, BIGINT, 100, 98, MISMATCH",
    "'DECIMAL(9,2)', 'DECIMAL(9,2)', 100, 99, TOLERANT",
    "'DECIMAL(9,2)', 'DECIMAL(9,2)', 100, 98.99, MISMATCH",
  })
  void allowsOnePercentOfTheLargerNumber(
      String leftType, String rightType, String left, String right, Rung rung) {
    assertThat(verdict(leftType, rightType, left, right, Tolerance.relative("0.01")))
        .isEqualTo(rung);
  }

  @ParameterizedTest
  @CsvSource({
    "'DECIMAL(38,18)', DOUBLE, 123.123456789012345678, 123.12345678901235, TOLERANT",
    "'DECIMAL(38,18)', DOUBLE, 123.123456789012345678, 123.123457, MISMATCH",
    "BIGINT, DOUBLE, 9007199254740993, 9007199254740992, TOLERANT",
  })
  void allowsWhatRoundingToADoubleMovesWithinARelativeTolerance(
      String leftType, String rightType, String left, String right, Rung rung) {
    assertThat(verdict(leftType, rightType, left, right, Tolerance.relative("1e-12")))
        .isEqualTo(rung);
  }

  @Test
  void saysThatRoundingCounts() {
    assertThat(
            TABLES.compare(
                "id INTEGER|v BIGINT\n1|3",
                "id INTEGER|v DOUBLE\n1|3",
                Comparison.by("id").tolerating("v", Tolerance.absolute("0.001"))))
        .isEqualTo(
            """
            = TOLERANT: the only row is equal, 1 column only within the tolerance

            rows
              = 1 equal

            columns
              = v  BIGINT on the left and DOUBLE on the right compared as DOUBLE, whose rounding counts against the tolerance\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "HUGEINT, 170141183460469231731687303715884105727, -1, true",
    "HUGEINT, 170141183460469231731687303715884105727, 1, true",
    "HUGEINT, 7, 8, false",
    "HUGEINT, 7, 9, true",
  })
  void measuresWholeNumbersThatNoDecimalHolds(
      String type, String left, String right, boolean differs) {
    String differing =
        new Distance(TABLES.engine().dialect(), "c0", type, Tolerance.absolute("1")).differs();
    assertThat(
            TABLES
                .engine()
                .query(
                    "SELECT %s FROM (SELECT '%s'::%s AS c0) l, (SELECT '%s'::%s AS c0) r"
                        .formatted(differing, left, type, right, type),
                    row -> row.flag(0)))
        .containsExactly(differs);
  }

  private static Rung verdict(
      String leftType, String rightType, String left, String right, Tolerance tolerance) {
    Rung found =
        TABLES
            .report(
                "id INTEGER|v %s\n1|%s".formatted(leftType, left),
                "id INTEGER|v %s\n1|%s".formatted(rightType, right),
                Comparison.by("id").tolerating("V", tolerance))
            .verdict();
    return found == Rung.NORMALISED ? Rung.EXACT : found;
  }

  @Test
  void countsWhatItAbsorbs() {
    assertThat(
            TABLES.compare(
                "id INTEGER|v DOUBLE\n1|1\n2|2\n3|3",
                "id INTEGER|v DOUBLE\n1|1\n2|2.1\n3|4",
                Comparison.by("id").tolerating("v", Tolerance.absolute("0.2"))))
        .isEqualTo(
            """
            * MISMATCH: 1 row changed

            rows
              = 2 equal
              * 1 changed

            columns
              * v  1 changed, 1 tolerated within 0.2, at most 1 apart (25 %)

            changed
              * id=3  v: 3.0 -> 4.0""");
  }

  @Test
  void refusesToPlanWhatCallsEverythingEqual() {
    Comparison comparison = Comparison.by("id").tolerating("v", Tolerance.relative("1"));
    assertThatThrownBy(
            () -> TABLES.report("id INTEGER|v DOUBLE\n1|1", "id INTEGER|v DOUBLE\n1|9", comparison))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compare /left with /right: column 'v': a relative tolerance of 1 or more calls any two numbers of one sign equal.");
  }

  @Test
  void isNeverNegative() {
    assertThatThrownBy(() -> Tolerance.absolute("-1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("negative tolerance: absolute -1, relative 0");
  }
}
