package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.Relation;
import dev.bering.model.Progress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is offered against a cause: its exact text, and that it takes the differences away. */
class RemedyTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void offersNormalisersThatMakeTheDifferencesDisappear() {
    offers("'x' || i", "'x' || i || '  '", "normalise: [trim]", new Normaliser.Trim());
    offers("'Ab' || i", "'aB' || i", "normalise: [lower-case]", new Normaliser.LowerCase());
    offers(
        "'Z' || chr(252) || i",
        "'Zu' || chr(776) || i",
        "normalise: [unicode: nfc]",
        new Normaliser.Composed());
    offers(
        "'n/a'",
        "NULL::VARCHAR",
        "normalise: [null-like: [\"n/a\"]]",
        new Normaliser.NullLike(List.of("n/a")));
    offers(
        "''",
        "NULL::VARCHAR",
        "normalise: [null-like: [\"\"]]",
        new Normaliser.NullLike(List.of("")));
    offers(
        "if(i % 2 = 0, 'true', 'false')",
        "if(i % 2 = 0, 'Y', 'N')", "normalise: [boolean-text]", new Normaliser.BooleanText());
    offers(
        "'{\"a\": ' || i || ', \"b\": 1.50}'",
        "'{\"b\":1.5,\"a\":' || i || '}'",
        "normalise: [json]",
        new Normaliser.JsonText());
    offers(
        "'inf'::DOUBLE",
        "NULL::DOUBLE",
        "normalise: [nonfinite-null]",
        new Normaliser.NonfiniteNull());
    offers("i / 7", "(i / 7)::FLOAT::DOUBLE", "normalise: [float32]", new Normaliser.Float32());
    offers(
        "[i, 3 * i + 1]", "[3 * i + 1, i]", "normalise: [unordered]", new Normaliser.Unordered());
    offers(
        "(i * 0.125)::DECIMAL(12,3)",
        "round(i * 0.125, 2)::DECIMAL(12,3)",
        "normalise: [scale: 2]",
        new Normaliser.Scale(2));
  }

  @Test
  void offersTolerancesThatMakeTheDifferencesDisappear() {
    offers(
        "i / 7",
        "round(i / 7, 3)",
        "tolerance: {absolute: 0.0005005}",
        Tolerance.absolute("0.0005005"));
    offers(
        "(i * 0.125)::DECIMAL(12,3)",
        "(trunc(i * 12.5) / 100)::DECIMAL(12,3)",
        "tolerance: {absolute: 0.01}",
        Tolerance.absolute("0.01"));
    offers(
        "i * 0.1::DOUBLE",
        "i * 0.1::DOUBLE * (1 + 2e-15 * (1 + i % 3))",
        "tolerance: {relative: 1e-14}",
        Tolerance.relative("1e-14"));
  }

  @Test
  void spellsNamesAndTextsSoThatYamlReadsThemAsTheyAre() {
    assertThat(new Remedies("no").normaliser("trim", "").yaml())
        .isEqualTo("columns:\n  \"no\":\n    normalise: [trim]\n");
    assertThat(new Remedies("a: \"b\" \u00fc").nullLike("\t#", "").yaml())
        .isEqualTo(
            "columns:\n  \"a: \\\"b\\\" \\u00fc\":\n    normalise: [null-like:"
                + " [\"\\u0009#\"]]\n");
  }

  private static void offers(String left, String right, String yaml, Normaliser normaliser) {
    offers(left, right, yaml, ColumnRule.NONE.normalisedBy(List.of(normaliser)));
  }

  private static void offers(String left, String right, String yaml, Tolerance tolerance) {
    offers(left, right, yaml, ColumnRule.NONE.tolerating(tolerance));
  }

  private static void offers(String left, String right, String yaml, ColumnRule rule) {
    assertThat(report(left, right, ColumnRule.NONE).explanations())
        .first()
        .extracting(explanation -> explanation.remedy().yaml())
        .isEqualTo("columns:\n  v:\n    %s\n".formatted(yaml));
    assertThat(report(left, right, rule).verdict().isGreen()).as(yaml).isTrue();
  }

  private static ComparisonReport report(String left, String right, ColumnRule rule) {
    ComparisonPlan plan =
        new ComparisonPlanner()
            .plan(
                Comparison.by("id").with("v", rule),
                relation("left", left),
                relation("right", right));
    return new ComparisonRunner(TABLES.engine(), Progress.NONE).run(plan);
  }

  private static Relation relation(String name, String value) {
    return TABLES.parquet(name, "SELECT i AS id, " + value + " AS v FROM range(1, 41) t(i)");
  }
}
