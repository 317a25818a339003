package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UlpTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, 1.0, 1.0000000000000002, 1, TOLERANT",
    "DOUBLE, 1.0, 1.0000000000000004, 1, MISMATCH",
    "DOUBLE, 1.0, 1.0000000000000004, 2, TOLERANT",
    "DOUBLE, -4.9e-324, 4.9e-324, 2, TOLERANT",
    "DOUBLE, -4.9e-324, 4.9e-324, 1, MISMATCH",
    "DOUBLE, -0.0, 0.0, 1, EXACT",
    "DOUBLE, 1.7976931348623157e308, inf, 9, MISMATCH",
    "DOUBLE, nan, 1, 9, MISMATCH",
    "DOUBLE, nan, nan, 9, EXACT",
    "DOUBLE, NULL, 0, 9, MISMATCH",
    "DOUBLE, -1e300, 1e300, 1000000, MISMATCH",
    "FLOAT, 1.0, 1.0000001, 1, TOLERANT",
    "FLOAT, 1.0, 1.0000003, 1, MISMATCH"
  })
  void countsStepsBetweenNeighbours(
      String type, String left, String right, long steps, Rung expected) {
    assertThat(
            TABLES
                .report(
                    "id INTEGER|v %s\n1|%s".formatted(type, left),
                    "id INTEGER|v %s\n1|%s".formatted(type, right),
                    Comparison.by("id").tolerating("v", Tolerance.ulps(steps)))
                .verdict())
        .isEqualTo(expected);
  }

  @Test
  void refusesUlpsOfOtherTypes() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id INTEGER|v BIGINT|t VARCHAR\n1|1|x",
                    "id INTEGER|v BIGINT|t VARCHAR\n1|1|x",
                    Comparison.by("id")
                        .tolerating("v", Tolerance.ulps(1))
                        .tolerating("t", Tolerance.ulps(1))))
        .hasMessage(
            """
            Cannot compare /left with /right: column 'v' has a tolerance in ulps but is BIGINT on both sides.
            Cannot compare /left with /right: column 't' has a tolerance but is VARCHAR on both sides.\
            """);
  }
}
