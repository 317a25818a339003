package dev.bering.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule with a trap that it finds, where it finds it, and a harmless twin that it leaves. */
class RulesTest {

  private static final LintOptions OPTIONS = LintOptions.ALL.unique("id");

  record Case(Rule rule, int column, String trap, String twin) {
    @Override
    public String toString() {
      return rule + ": " + trap;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        // order
        new Case(
            Rule.ORDER_TIES,
            8,
            "SELECT row_number() OVER (PARTITION BY a ORDER BY d) FROM t",
            "SELECT row_number() OVER (PARTITION BY a ORDER BY d, id) FROM t"),
        new Case(
            Rule.ORDER_TIES,
            8,
            "SELECT lag(x) OVER (ORDER BY d) FROM t",
            "SELECT rank() OVER (ORDER BY d) FROM t"),
        new Case(
            Rule.ORDER_TIES,
            18,
            "SELECT a, b, 1 + row_number() OVER (ORDER BY b) FROM t",
            "SELECT a, b, row_number() OVER (PARTITION BY a ORDER BY b) FROM t GROUP BY a, b"),
        new Case(
            Rule.ORDER_TIES,
            25,
            "SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1",
            "SELECT a FROM t QUALIFY dense_rank() OVER (PARTITION BY a ORDER BY b) = 1"),
        new Case(
            Rule.LIMIT_TIES,
            28,
            "SELECT a FROM t ORDER BY d LIMIT 10",
            "SELECT a FROM t ORDER BY d, t.id LIMIT 10"),
        new Case(Rule.LIMIT_TIES, 17, "SELECT a FROM t LIMIT 10", "SELECT count(*) FROM t LIMIT 1"),
        new Case(
            Rule.LIMIT_TIES,
            8,
            "SELECT TOP 5 a FROM t",
            "SELECT TOP 5 WITH TIES a FROM t ORDER BY a"),
        new Case(
            Rule.LIMIT_TIES,
            1,
            "SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS ONLY",
            "SELECT DISTINCT a FROM t ORDER BY a FETCH FIRST 3 ROWS ONLY"),
        new Case(
            Rule.WINDOW_FRAME,
            8,
            "SELECT last_value(x) OVER (ORDER BY id) FROM t",
            "SELECT last_value(x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t"),
        new Case(
            Rule.WINDOW_FRAME,
            8,
            "SELECT max(x) OVER (PARTITION BY a ORDER BY d) FROM t",
            "SELECT max(x) OVER (PARTITION BY a) FROM t"),
        new Case(
            Rule.NULL_ORDER,
            26,
            "SELECT a FROM t ORDER BY d",
            "SELECT a FROM t ORDER BY d NULLS LAST, count(*)"),
        new Case(
            Rule.NULL_ORDER,
            30,
            "SELECT rank() OVER (ORDER BY d) FROM t",
            "SELECT rank() OVER (ORDER BY d) FROM t WHERE d IS NOT NULL AND a = 1"),
        // numbers
        new Case(Rule.DIVISION, 8, "SELECT a / b FROM t", "SELECT a / nullif(b, 0) FROM t"),
        new Case(Rule.DIVISION, 9, "SELECT (a % b) + 1 FROM t", "SELECT a % 2 FROM t"),
        new Case(
            Rule.DIVISION, 12, "SELECT sum(a / b) + 1 FROM t", "SELECT try_divide(a, b) FROM t"),
        new Case(
            Rule.DIVISION,
            37,
            "UPDATE t SET x = 1, y = 2 WHERE 3 < 1 / z",
            "UPDATE t SET x = z / 3"),
        new Case(Rule.INTEGER_DIVISION, 8, "SELECT 1 / 3", "SELECT 1 / 3.0"),
        new Case(
            Rule.INTEGER_DIVISION,
            8,
            "SELECT count(*) / 2 FROM t",
            "SELECT cast(count(*) AS double) / 2 FROM t"),
        new Case(
            Rule.SUM_OVERFLOW,
            8,
            "SELECT sum(bytes) FROM t",
            "SELECT sum(cast(bytes AS decimal(38, 0))) FROM t"),
        new Case(
            Rule.SUM_OVERFLOW,
            8,
            "SELECT sum(bytes) OVER (PARTITION BY a) FROM t",
            "SELECT sum(CASE WHEN a = 1 THEN 1 ELSE 0 END) FROM t"),
        new Case(
            Rule.CAST_FAILS, 8, "SELECT cast(a AS int) FROM t", "SELECT try_cast(a AS int) FROM t"),
        new Case(Rule.CAST_FAILS, 8, "SELECT a::date FROM t", "SELECT a::string FROM t"),
        new Case(
            Rule.IMPLICIT_CAST,
            24,
            "SELECT a FROM t WHERE (b = '1')",
            "SELECT a FROM t WHERE b = 1 AND c = '2020-01-01'"),
        new Case(
            Rule.IMPLICIT_CAST,
            28,
            "SELECT a FROM t JOIN u ON (substr(a, 1, 2) = 12)",
            "SELECT a FROM t JOIN u ON substr(a, 1, 2) = '12'"),
        new Case(
            Rule.IMPLICIT_CAST,
            23,
            "SELECT a FROM t WHERE a IN ('1', '2')",
            "SELECT a FROM t WHERE a IN (1, 2) AND lower(b) IN ('1', 'x')"),
        // nulls
        new Case(
            Rule.NOT_IN_NULL,
            23,
            "SELECT a FROM t WHERE a NOT IN (SELECT b FROM u)",
            "SELECT a FROM t WHERE a NOT IN (SELECT b FROM u WHERE b IS NOT NULL)"),
        new Case(
            Rule.NOT_IN_NULL,
            23,
            "SELECT a FROM t WHERE a NOT IN (1, NULL)",
            "SELECT a FROM t WHERE a NOT IN (1, 2) AND b IN (SELECT c FROM u)"),
        new Case(
            Rule.GREATEST_NULL,
            8,
            "SELECT greatest(a, 1) FROM t",
            "SELECT greatest(coalesce(a, 0), 1) FROM t"),
        new Case(
            Rule.CONCAT_NULL,
            8,
            "SELECT concat(a, 'x') FROM t",
            "SELECT concat_ws('', a, 'x') FROM t"),
        new Case(
            Rule.CONCAT_NULL,
            8,
            "SELECT a || 'x' FROM t",
            "SELECT coalesce(a, '') || 'x' || 'y' FROM t"),
        // sets
        new Case(
            Rule.UNION_POSITION,
            1,
            "SELECT * FROM t UNION ALL SELECT * FROM u",
            "SELECT a, b FROM t UNION ALL SELECT a, c AS b FROM u"),
        new Case(
            Rule.UNION_POSITION,
            1,
            "SELECT a, b FROM t UNION SELECT b, a FROM u",
            "SELECT a, b FROM t UNION SELECT x AS a, `b` FROM u"),
        // texts
        new Case(Rule.INITCAP, 8, "SELECT initcap(a) FROM t", "SELECT lower(a) FROM t"),
        new Case(
            Rule.REGEX_DIALECT,
            8,
            "SELECT regexp_replace(a, '(?<=x)y', '') FROM t",
            "SELECT regexp_replace(a, '(?:x)y+', '') FROM t"),
        new Case(
            Rule.REGEX_DIALECT,
            23,
            "SELECT a FROM t WHERE a RLIKE '(.)\\1'",
            "SELECT a FROM t WHERE a RLIKE 'x\\d'"),
        new Case(Rule.SPLIT_REGEX, 8, "SELECT split(a, '.') FROM t", "SELECT split(a, ',') FROM t"),
        new Case(
            Rule.TEXT_COLLATION,
            23,
            "SELECT a FROM t WHERE name = 'Bob'",
            "SELECT a FROM t WHERE lower(name) = 'bob' AND code = '17-b' COLLATE x"),
        new Case(
            Rule.TEXT_COLLATION,
            23,
            "SELECT a FROM t WHERE name IN ('1', 'Bob')",
            "SELECT a FROM t WHERE upper(name) IN ('BOB')"),
        new Case(
            Rule.SUBSTRING_BASE,
            8,
            "SELECT substring(a, 0, 2) FROM t",
            "SELECT substr(a, 1, 2) FROM t"),
        new Case(
            Rule.SUBSTRING_BASE, 8, "SELECT substr(a, -3) FROM t", "SELECT right(a, 3) FROM t"),
        // dates
        new Case(
            Rule.DATE_PATTERN,
            8,
            "SELECT date_format(d, 'YYYY-MM-dd') FROM t",
            "SELECT date_format(d, 'yyyy-MM-dd HH:mm') FROM t"),
        new Case(
            Rule.DATE_PATTERN,
            8,
            "SELECT to_timestamp(d, 'yyyy-MM-dd hh:mm') FROM t",
            "SELECT to_timestamp(d, 'yyyy-MM-dd hh:mm a') FROM t"),
        new Case(
            Rule.DATE_DIFFERENCE,
            8,
            "SELECT datediff(day, a, b) FROM t",
            "SELECT datediff(a, b) FROM t"),
        // chance
        new Case(Rule.ARBITRARY_VALUE, 8, "SELECT first(a) FROM t", "SELECT max(a) FROM t"),
        new Case(
            Rule.ARBITRARY_VALUE,
            8,
            "SELECT string_agg(a, ',') FROM t",
            "SELECT string_agg(a, ',' ORDER BY id NULLS LAST) FROM t"),
        new Case(
            Rule.ARBITRARY_VALUE,
            8,
            "SELECT collect_list(a) OVER (PARTITION BY b) FROM t",
            "SELECT listagg(a, ',') WITHIN GROUP (ORDER BY id) FROM t"),
        new Case(
            Rule.WINDOW_FRAME,
            8,
            "SELECT sum(a) OVER (ORDER BY id) FROM t",
            "SELECT listagg(a, ',') WITHIN GROUP (ORDER BY id) FROM t"),
        new Case(Rule.NON_DETERMINISTIC, 8, "SELECT sysdate FROM dual", "SELECT t.sysdate FROM t"),
        new Case(Rule.HASH_FUNCTION, 8, "SELECT hash(a) FROM t", "SELECT md5(a) FROM t"),
        new Case(
            Rule.NON_DETERMINISTIC,
            8,
            "SELECT current_timestamp FROM t",
            "SELECT unix_timestamp(d) FROM t"),
        new Case(Rule.NON_DETERMINISTIC, 8, "SELECT uuid() FROM t", "SELECT uuid FROM t"),
        // allowances
        new Case(
            Rule.ALLOW_REASON,
            14,
            "SELECT a / b -- bering:allow DIVISION\nFROM t",
            "SELECT a / b -- bering:allow DIVISION because b is a count above zero\nFROM t"),
        new Case(
            Rule.ALLOW_UNUSED,
            10,
            "SELECT 1 -- bering:allow DIVISION because of nothing",
            "-- bering:allow DIVISION because b is above zero\nSELECT a / b FROM t"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsTheTrapAndLeavesItsTwin(Case given) {
    LintReport trap = new SqlLint(OPTIONS).lint("q.sql", given.trap());
    LintReport twin = new SqlLint(OPTIONS).lint("q.sql", given.twin());

    assertThat(trap.unparsed()).isEmpty();
    assertThat(twin.unparsed()).isEmpty();
    assertThat(
            trap.findings().stream()
                .filter(finding -> finding.rule() == given.rule())
                .map(finding -> finding.line() + ":" + finding.column()))
        .containsExactly("1:" + given.column());
    assertThat(twin.findings().stream().map(Finding::rule)).doesNotContain(given.rule());
  }

  @Test
  void everyRuleHasACase() {
    Set<Rule> covered = cases().map(Case::rule).collect(Collectors.toCollection(TreeSet::new));

    assertThat(covered).containsExactly(Rule.values());
    assertThat(Arrays.stream(Rule.values()).map(Rule::differs)).noneMatch(String::isBlank);
  }
}
