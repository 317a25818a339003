package dev.bering.porting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bering.flow.TestSpark;
import dev.bering.semantics.Rounding;
import dev.bering.semantics.Substring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the docs, the functions and the lint rules say of Spark, asked of the Spark in use. */
@Tag("spark")
class SparkFactsTest {

  @Test
  void sparkAnswersAsTheRulesSay() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("1 / 4", "0.25");
    facts.put("-7 div 2", "-3");
    facts.put("-7 % 3", "-1");
    facts.put("pmod(-7, 3)", "2");
    facts.put("try_divide(1, 0)", "null");
    facts.put("round(2.5)", "3");
    facts.put("bround(2.5)", "2");
    facts.put("round(2.675d, 2)", "2.68");
    facts.put("round(0.285d, 2)", "0.29");
    facts.put("format_number(0.285d, 2)", "0.28");
    facts.put("typeof(avg(cast(1 as decimal(10,2))))", "decimal(14,6)");
    facts.put("cast(0.1f as double)", "0.10000000149011612");
    facts.put("stddev(1)", "null");
    facts.put("'a' = 'a '", "false");
    facts.put("1 not in (2, null)", "null");
    facts.put("greatest(1, null, 2)", "2");
    facts.put("concat('a', null)", "null");
    facts.put("concat_ws('', 'a', null)", "a");
    facts.put("double('NaN') = double('NaN')", "true");
    facts.put("greatest(double('NaN'), 1d)", "NaN");
    facts.put("-0.0d = 0.0d", "true");
    facts.put("upper('straße')", "STRASSE");
    facts.put("initcap('o-neil mc.x')", "O-neil Mc.x");
    facts.put("substring('hello', 0, 2)", "he");
    facts.put("substring('hello', -3, 2)", "ll");
    facts.put("size(split('a.b', '.'))", "4");
    facts.put("regexp_extract('a', 'b', 0)", "");
    facts.put("regexp_replace('abc', 'b*', 'X')", "XaXXcX");
    facts.put("cast(1e7d as string)", "1.0E7");
    facts.put("cast('yes' as boolean)", "true");
    facts.put("add_months(date'2020-01-31', 1)", "2020-02-29");
    facts.put("add_months(date'2021-02-28', 1)", "2021-03-28");
    facts.put("months_between(date'2020-03-31', date'2020-02-29')", "1.0");
    facts.put("weekofyear(date'2021-01-01')", "53");
    facts.put("dayofweek(date'2026-11-22')", "1");
    facts.put("weekday(date'2026-11-22')", "6");
    facts.put("try_sum(9223372036854775807L) + 0", "9223372036854775807");
    facts.put("datediff(date'2026-01-02', date'2026-01-01')", "1");

    assertThat(answers(facts.keySet().stream().toList()))
        .isEqualTo(facts.values().stream().toList());
  }

  @Test
  void sparkFailsWhereTheRulesSayItFails() {
    assertThat(failure("1 / 0")).isEqualTo("DIVIDE_BY_ZERO");
    assertThat(failure("1d / 0d")).isEqualTo("DIVIDE_BY_ZERO");
    assertThat(failure("1 % 0")).isEqualTo("REMAINDER_BY_ZERO");
    assertThat(failure("2147483647 + 1")).isEqualTo("ARITHMETIC_OVERFLOW");
    assertThat(failure("cast(4294967297L as int)")).isEqualTo("CAST_OVERFLOW");
    assertThat(failure("cast('abc' as int)")).isEqualTo("CAST_INVALID_INPUT");
    assertThat(failure("'abc' = 0")).isEqualTo("CAST_INVALID_INPUT");
    assertThat(failure("cast('24:00:00' as timestamp)")).isEqualTo("CAST_INVALID_INPUT");
    assertThat(failure("date_format(date'2026-01-01', 'YYYY')"))
        .isEqualTo("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION");
  }

  @Test
  void ourSubstringAndRoundingAreSparks() {
    var queries = new ArrayList<String>();
    var ours = new ArrayList<String>();
    for (int position : new int[] {Integer.MIN_VALUE, -9, -5, -3, -1, 0, 1, 3, 5, 6, 9}) {
      for (int length : new int[] {-1, 0, 1, 3, Integer.MAX_VALUE}) {
        queries.add("substring('hel\uD83D\uDE00o', %d, %d)".formatted(position, length));
        ours.add(Substring.spark("hel\uD83D\uDE00o", position, length));
      }
    }
    for (double value : new double[] {2.675, -2.675, 0.285, 1.005, 2.5, -2.5, 1e20, 0.125}) {
      queries.add("round(%sd, 2)".formatted(value));
      ours.add(String.valueOf(Rounding.halfUp(value, 2)));
      queries.add("bround(%sd, 2)".formatted(value));
      ours.add(String.valueOf(Rounding.halfEven(value, 2)));
    }

    assertThat(answers(queries)).isEqualTo(ours);
  }

  /** All in one query. */
  private static List<String> answers(List<String> expressions) {
    Row row =
        TestSpark.session()
            .sql("SELECT cast(" + String.join(" AS string), cast(", expressions) + " AS string)")
            .head();
    var answers = new ArrayList<String>();
    for (int i = 0; i < expressions.size(); i++) {
      answers.add(String.valueOf(row.get(i)));
    }
    return answers;
  }

  private static String failure(String expression) {
    Throwable failure =
        catchThrowable(() -> TestSpark.session().sql("SELECT " + expression).collect());
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SparkThrowable spark && spark.getCondition() != null) {
        return spark.getCondition();
      }
    }
    return String.valueOf(failure);
  }
}
