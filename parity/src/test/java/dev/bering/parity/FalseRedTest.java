package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pairs of tables that are equal although something about them is not. */
class FalseRedTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        pair(Rung.EXACT, "id INTEGER|v DOUBLE\n1|0.0", "id INTEGER|v DOUBLE\n1|-0.0"),
        pair(Rung.EXACT, "id INTEGER|v FLOAT\n1|0.0", "id INTEGER|v FLOAT\n1|-0.0"),
        pair(Rung.EXACT, "id DOUBLE|v INTEGER\n0.0|1", "id DOUBLE|v INTEGER\n-0.0|1"),
        pair(Rung.EXACT, "id INTEGER|v DOUBLE\n1|nan", "id INTEGER|v DOUBLE\n1|nan"),
        pair(
            Rung.EXACT,
            "id INTEGER|v DOUBLE[]\n1|[-0.0, nan]",
            "id INTEGER|v DOUBLE[]\n1|[0.0, nan]"),
        pair(
            Rung.NORMALISED,
            "id INTEGER|v DECIMAL(9,1)\n1|1.0",
            "id INTEGER|v DECIMAL(9,2)\n1|1.00"),
        pair(
            Rung.NORMALISED,
            "id INTEGER|v DECIMAL(9,1)\n1|1.5",
            "id INTEGER|v DECIMAL(38,20)\n1|1.50"),
        pair(Rung.NORMALISED, "id INTEGER|v INTEGER\n1|7", "id BIGINT|v BIGINT\n1|7"),
        pair(Rung.NORMALISED, "id INTEGER|v TINYINT\n1|7", "id INTEGER|v UTINYINT\n1|7"),
        pair(Rung.NORMALISED, "id INTEGER|v FLOAT\n1|0.5", "id INTEGER|v DOUBLE\n1|0.5"),
        pair(Rung.NORMALISED, "id INTEGER|v INTEGER\n1|2", "id INTEGER|v DOUBLE\n1|2.0"),
        pair(Rung.NORMALISED, "id INTEGER|v INTEGER\n1|2", "id INTEGER|v DECIMAL(9,2)\n1|2.00"),
        pair(
            Rung.EXACT,
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=2}",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{b=2, a=1}"),
        pair(
            Rung.EXACT,
            "id INTEGER|v STRUCT(m MAP(VARCHAR, MAP(INTEGER, INTEGER))[])\n1|{'m': [{a={1=2, 3=4}}, NULL]}",
            "id INTEGER|v STRUCT(m MAP(VARCHAR, MAP(INTEGER, INTEGER))[])\n1|{'m': [{a={3=4, 1=2}}, NULL]}"),
        pair(
            Rung.NORMALISED,
            "id INTEGER|v STRUCT(a INTEGER, b VARCHAR)\n1|{'a': 1, 'b': x}",
            "id INTEGER|v STRUCT(b VARCHAR, a BIGINT)\n1|{'b': x, 'a': 1}"),
        pair(
            Rung.NORMALISED,
            "id INTEGER|v TIMESTAMP_NS\n1|2026-01-01 10:00:00.123456000",
            "id INTEGER|v TIMESTAMP\n1|2026-01-01 10:00:00.123456"),
        pair(
            Rung.EXACT,
            "id INTEGER|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 10:00:00+02",
            "id INTEGER|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 08:00:00+00"),
        pair(Rung.EXACT, "id INTEGER|v INTEGER\n1|1\n2|2", "id INTEGER|v INTEGER\n2|2\n1|1"),
        pair(Rung.NORMALISED, "id|v\n1|1.50", "id BIGINT|v DECIMAL(9,2)\n1|1.5"),
        pair(Rung.NORMALISED, "id|v\n1|1.0", "id BIGINT|v INTEGER\n1|1"),
        pair(Rung.NORMALISED, "id|v\n1|NULL", "id BIGINT|v INTEGER\n1|NULL"),
        pair(
            Rung.NORMALISED,
            "id|v\n1|2026-01-01T10:00:00.000+02:00",
            "id BIGINT|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 08:00:00+00"));
  }

  private static Arguments pair(Rung rung, String left, String right) {
    return Arguments.of(rung, left, right);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void isGreen(Rung rung, String left, String right) {
    assertThat(TABLES.report(left, right, Comparison.by("id")).verdict()).isEqualTo(rung);
  }
}
