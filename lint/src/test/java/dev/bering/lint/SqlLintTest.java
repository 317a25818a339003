package dev.bering.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.ExitCode;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SqlLintTest {

  private static final SqlLint LINT = new SqlLint(LintOptions.ALL);

  @Test
  void saysWhereWhatAndWhatInstead() {
    LintReport report = LINT.lint("flows/a.sql", "SELECT x,\n  initcap(name)\nFROM t");

    assertThat(report.toString())
        .isEqualTo(
            """
            flows/a.sql:2:3: INITCAP initcap(name): Oracle and PostgreSQL begin a word after every character that is no letter or digit, Spark after a space
                instead: write the rule out, or compare after lower()
            1 finding in 1 statement of 1 file, 0 allowed, 0 not parsed
            """);
    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
  }

  @Test
  void oneStatementThatCannotBeParsedDoesNotHideTheOthers() {
    LintReport report =
        LINT.lint(
            "a.sql",
            """
            SELECT 'a;b' AS x FROM t; -- one; two
            SELECT FROM WHERE;
              SELECT /* ; */ hash(a)
              FROM t;
            """);

    assertThat(report.unparsed())
        .containsExactly(
            new Unparsed("a.sql", 2, 1, "no statement is known that reads 'SELECT FROM WHERE'"));
    assertThat(report.findings().stream().map(f -> f.line() + ":" + f.column() + " " + f.rule()))
        .containsExactly("3:18 HASH_FUNCTION");
    assertThat(report.statements()).isEqualTo(3);
    assertThat(report.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aBodyThatIsNotLookedAtIsNotTakenForClean() {
    LintReport report =
        LINT.lint("a.sql", "CREATE FUNCTION f() RETURNS INT AS 'SELECT 1 / 0' LANGUAGE SQL");

    assertThat(report.unparsed())
        .containsExactly(
            new Unparsed("a.sql", 1, 1, "its body is taken for words and not looked at"));
  }

  @Test
  void cleanSqlIsClean() {
    LintReport report = LINT.lint("a.sql", "SELECT a, max(b) AS b FROM t GROUP BY a");

    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(report.toString())
        .isEqualTo("0 findings in 1 statement of 1 file, 0 allowed, 0 not parsed\n");
  }

  @Test
  void anAllowanceWithAReasonCoversItsLineAndTheNext() {
    String sql =
        """
        -- bering:allow HASH_FUNCTION because keys are mapped when comparing
        SELECT hash(a),
          hash(b) /* bering:allow HASH_FUNCTION because of the same */
        FROM t;
        SELECT hash(c) FROM t
        """;

    LintReport report = LINT.lint("a.sql", sql);

    assertThat(report.allowed()).isEqualTo(2);
    assertThat(report.findings().stream().map(f -> f.line() + " " + f.rule()))
        .containsExactly("5 HASH_FUNCTION");
  }

  @Test
  void rulesOfOtherEnginesAndUnwantedOnesAreLeftOut() {
    String sql = "SELECT initcap(a), a / b FROM t ORDER BY a";

    assertThat(rules(LintOptions.from(Dialect.TSQL), sql)).isEqualTo("DIVISION");
    assertThat(rules(LintOptions.from(Dialect.ORACLE), sql))
        .isEqualTo("INITCAP DIVISION NULL_ORDER");
    assertThat(rules(new LintOptions(Set.of(), Set.of(Rule.DIVISION), Set.of("A")), sql))
        .isEqualTo("INITCAP");
  }

  @Test
  void quotesAreReadAsTheEngineReadsThem() {
    String escaped = "SELECT 'it\\'s; fine' FROM t; SELECT hash(a) FROM t";
    String plain = "SELECT 'C:\\' FROM t; SELECT hash(a) FROM t";

    assertThat(rules(LintOptions.from(Dialect.HIVE), escaped)).isEqualTo("HASH_FUNCTION");
    assertThat(rules(LintOptions.from(Dialect.TSQL), plain)).isEqualTo("HASH_FUNCTION");
    assertThat(rules(LintOptions.from(Dialect.TSQL), "SELECT [a b], hash([c]) FROM [t]"))
        .isEqualTo("HASH_FUNCTION");
  }

  @Test
  void nestedQueriesOfAllKindsAreLookedAt() {
    for (String sql :
        new String[] {
          "WITH c AS (SELECT hash(a) FROM t) SELECT * FROM c",
          "SELECT * FROM (SELECT b FROM (SELECT hash(a) AS b FROM t) x) y",
          "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE hash(u.a) = 1)",
          "INSERT INTO x SELECT hash(a) FROM t",
          "INSERT OVERWRITE TABLE x PARTITION (d = '1') SELECT hash(a) FROM t",
          "CREATE TABLE x AS SELECT hash(a) AS b FROM t",
          "CREATE VIEW x AS SELECT hash(a) AS b FROM t",
          "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = hash(s.b)",
          "SELECT CASE WHEN a > 1 THEN hash(a) ELSE 2 END FROM t",
          "SELECT a FROM t HAVING max(hash(a)) > 1",
          "SELECT a FROM t GROUP BY a, hash(b)",
          "SELECT a FROM t JOIN u ON t.a = hash(u.a) AND 1 = 1",
          "SELECT -(((hash(a)))) + 1 FROM t",
          "SELECT a FROM t WHERE NOT (b BETWEEN 1 AND hash(a))",
          "DELETE FROM t WHERE hash(a) = 1",
          "SELECT a FROM t LATERAL VIEW explode(hash(x)) y AS z",
          "SELECT 1 FROM t UNION ALL (SELECT hash(a) FROM t)",
          "SELECT max(x) FILTER (WHERE hash(a) = 1) FROM t",
          "SELECT array_agg(b ORDER BY hash(a)) FROM t"
        }) {
      assertThat(rules(LintOptions.ALL, sql)).as(sql).contains("HASH_FUNCTION");
    }
  }

  @Test
  void deeplyNestedExpressionsAreParsedInTime() {
    String sql = "SELECT " + "(".repeat(9) + "hash(a)" + " + 1)".repeat(9) + " FROM t";

    assertThat(rules(LintOptions.ALL, sql)).isEqualTo("HASH_FUNCTION");
  }

  private static String rules(LintOptions options, String sql) {
    LintReport report = new SqlLint(options).lint("a.sql", sql);
    assertThat(report.unparsed()).as(sql).isEmpty();
    return String.join(" ", report.findings().stream().map(f -> f.rule().name()).toList());
  }
}
