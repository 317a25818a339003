package dev.bering.porting;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.TestSpark;
import dev.bering.semantics.Dates;
import dev.bering.semantics.NullOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class LegacyColumnsTest {

  private final Map<Column, String> expected = new LinkedHashMap<>();

  @Test
  void columnsBehaveAsTheFunctionsDo() {
    SparkSession spark = TestSpark.session();
    assertThat(spark.conf().get("spark.sql.ansi.enabled")).isEqualTo("true");
    is(LegacyColumns.dividedOrNull(lit(1), lit(0)), "null");
    is(LegacyColumns.dividedOrNull(lit(1), lit(4)), "0.25");
    is(LegacyColumns.dividedAsIeee(lit(1), lit(0)), "Infinity");
    is(LegacyColumns.dividedAsIeee(lit(1d), lit(-0.0)), "-Infinity");
    is(LegacyColumns.dividedAsIeee(lit(0), lit(0)), "NaN");
    is(LegacyColumns.dividedAsIeee(lit(1), lit(4)), "0.25");
    is(LegacyColumns.dividedAsIeee(lit(1), expr("cast(null as int)")), "null");
    is(LegacyColumns.wrappingSum(lit(Long.MAX_VALUE), lit(1)), "-9223372036854775808");
    is(LegacyColumns.wrappingProduct(lit(Long.MAX_VALUE), lit(2)), "-2");
    is(LegacyColumns.narrowed(lit(4294967297L)), "1");
    is(LegacyColumns.saturated(lit(1e20)), "2147483647");
    is(LegacyColumns.roundedOfBinary(lit(2.675), 2), "2.67");
    is(LegacyColumns.standardSubstring(lit("hello"), lit(0), lit(2)), "h");
    is(LegacyColumns.standardSubstring(expr("cast(null as string)"), lit(0), lit(2)), "null");
    is(LegacyColumns.equalPadded(lit("a"), lit("a ")), "true");
    is(LegacyColumns.equalPaddedIgnoringCase(lit("A"), lit("a ")), "true");
    is(LegacyColumns.emptyIsNull(lit("")), "null");
    is(LegacyColumns.leadingDate(lit("2017-12-13-15")), "2017-12-13");
    is(LegacyColumns.leadingDate(lit("0000-00-00")), "null");
    is(LegacyColumns.simpleDateFormat(lit("2015-02-30"), "yyyy-MM-dd"), "2015-03-02 00:00:00");
    is(LegacyColumns.plusMonthsLastDaySticks(expr("date'2021-02-28'"), lit(1)), "2021-03-31");
    is(
        LegacyColumns.crossings(
            Dates.Boundary.DAY,
            expr("timestamp_ntz'2026-01-01 23:59:00'"),
            expr("timestamp_ntz'2026-01-02 00:01:00'")),
        "1");
    is(
        LegacyColumns.tsqlDatetime(expr("timestamp_ntz'2026-01-01 00:00:00.005'")),
        "2026-01-01 00:00:00.007");

    check(spark);
  }

  @Test
  void nullsAreOrderedAsInTheLegacyEngine() {
    assertThat(order(LegacyColumns.ascending(NullOrder.LARGEST, expr("x")))).isEqualTo("1 2 null");
    assertThat(order(LegacyColumns.descending(NullOrder.SMALLEST, expr("x"))))
        .isEqualTo("2 1 null");
    assertThat(order(LegacyColumns.descending(NullOrder.LARGEST, expr("x")))).isEqualTo("null 2 1");
    assertThat(order(LegacyColumns.ascending(NullOrder.SMALLEST, expr("x")))).isEqualTo("null 1 2");
  }

  private static String order(Column by) {
    return String.join(
        " ",
        TestSpark.session()
            .sql("SELECT * FROM VALUES (2), (null), (1) AS t(x)")
            .orderBy(by)
            .collectAsList()
            .stream()
            .map(row -> String.valueOf(row.get(0)))
            .toList());
  }

  private void is(Column column, String value) {
    expected.put(column.cast("string"), value);
  }

  /** All in one query. */
  private void check(SparkSession spark) {
    Row row = spark.range(1).select(expected.keySet().toArray(Column[]::new)).head();
    int i = 0;
    for (Map.Entry<Column, String> entry : expected.entrySet()) {
      assertThat(String.valueOf(row.get(i++)))
          .as(entry.getKey().toString())
          .isEqualTo(entry.getValue());
    }
  }
}
