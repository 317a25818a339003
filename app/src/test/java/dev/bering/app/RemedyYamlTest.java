package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What explanations offer can be pasted into a file as it is, and then does what it says. */
class RemedyYamlTest {

  @TempDir Path folder;

  /** A column for each kind of remedy: its name, left, right, and what is offered. */
  private static final List<List<String>> COLUMNS =
      List.of(
          List.of("no", "'x' || i", "'x' || i || '  '", "normalise: [trim]"),
          List.of("a: \"b\" ü", "'Ab' || i", "'aB' || i", "normalise: [lower-case]"),
          List.of(
              "nfc", "'Z' || chr(252) || i", "'Zu' || chr(776) || i", "normalise: [unicode: nfc]"),
          List.of(
              "#n", "'#\\''''\"'", "NULL::VARCHAR", "normalise: [null-like: [\"#\\\\''\\\"\"]]"),
          List.of("empty", "''", "NULL::VARCHAR", "normalise: [null-like: [\"\"]]"),
          List.of(
              "flag",
              "if(i % 2 = 0, 'true', 'false')",
              "if(i % 2 = 0, 'Y', 'N')",
              "normalise: [boolean-text]"),
          List.of(
              "json",
              "'{\"a\": ' || i || ', \"b\": 1.50}'",
              "'{\"b\":1.5,\"a\":' || i || '}'",
              "normalise: [json]"),
          List.of("inf", "'inf'::DOUBLE", "NULL::DOUBLE", "normalise: [nonfinite-null]"),
          List.of("small", "i / 7", "(i / 7)::FLOAT::DOUBLE", "normalise: [float32]"),
          List.of("list", "[i, 3 * i + 1]", "[3 * i + 1, i]", "normalise: [unordered]"),
          List.of(
              "scale",
              "(i * 0.125)::DECIMAL(12,3)",
              "round(i * 0.125, 2)::DECIMAL(12,3)",
              "normalise: [scale: 2]"),
          List.of(
              "at",
              "TIMESTAMP '2026-01-01 00:00:00.123' + to_seconds(i)",
              "TIMESTAMP '2026-01-01 00:00:00' + to_seconds(i)",
              "normalise: [precision: seconds]"),
          List.of("near", "i / 7", "round(i / 7, 3)", "tolerance: {absolute: 0.0005005}"),
          List.of(
              "noise",
              "i * 0.1::DOUBLE",
              "i * 0.1::DOUBLE * (1 + 2e-15 * (1 + i % 3))",
              "tolerance: {relative: 1e-14}"));

  private Path table(String name, int side) {
    return Cli.writeParquet(
        folder.resolve(name),
        COLUMNS.stream()
            .map(
                column ->
                    "%s AS \"%s\"".formatted(column.get(side), column.get(0).replace("\"", "\"\"")))
            .collect(Collectors.joining(", ", "SELECT i AS id, ", " FROM range(1, 41) t(i)")));
  }

  private static Map<String, String> remedies(Cli cli) throws Exception {
    Map<String, String> remedies = new LinkedHashMap<>();
    for (JsonNode explanation : new ObjectMapper().readTree(cli.out()).at("/report/explanations")) {
      String yaml = explanation.at("/remedy/yaml").asText();
      if (!yaml.isEmpty()) {
        remedies.putIfAbsent(explanation.path("column").asText(), yaml);
      }
    }
    return remedies;
  }

  @Test
  void everyRemedyOfAColumnIsReadAndLetsItsDifferencesThrough() throws Exception {
    Path left = table("left.parquet", 1);
    Path right = table("right.parquet", 2);
    Cli different = Cli.run("diff", left, right, "--key=id", "--json");
    assertThat(different.exitCode()).as(different.err()).isEqualTo(1);
    Map<String, String> remedies = remedies(different);
    for (List<String> column : COLUMNS) {
      assertThat(remedies.get(column.get(0))).as(column.get(0)).contains("    " + column.get(3));
    }
    String rules =
        remedies.values().stream()
            .map(yaml -> yaml.substring("columns:\n".length()))
            .collect(Collectors.joining());
    Path file = Cli.write(folder.resolve("c.yaml"), "keys: id\ncolumns:\n" + rules);
    Cli equal = Cli.run("diff", left, right, "--comparison", file);
    assertThat(equal.exitCode()).as(equal.out() + equal.err()).isZero();
  }

  @Test
  void tiesThatAreOfferedAreReadAndExplainEveryRow() throws Exception {
    String rows =
        "SELECT u AS \"the user\", 100 * u + i AS id, (i // 4)::DOUBLE AS \"score desc\","
            + " row_number() OVER (PARTITION BY u ORDER BY i // 4, i %s) AS \"no\""
            + " FROM range(5) a(u), range(40) b(i)";
    Path left = Cli.writeParquet(folder.resolve("left.parquet"), rows.formatted(""));
    Path right = Cli.writeParquet(folder.resolve("right.parquet"), rows.formatted("DESC"));
    Cli different = Cli.run("diff", left, right, "--key=id", "--json");
    assertThat(different.exitCode()).as(different.err()).isEqualTo(1);
    String ties = remedies(different).get("no");
    assertThat(ties)
        .isEqualTo(
            """
            ties:
              kind: row-number
              partition: ["the user"]
              order: ["score desc asc"]
              number: "no"
            """);
    Path file = Cli.write(folder.resolve("c.yaml"), "keys: id\n" + ties);
    Cli equal = Cli.run("diff", left, right, "--comparison", file);
    assertThat(equal.exitCode()).as(equal.out() + equal.err()).isZero();
    assertThat(equal.out()).contains("= EQUIVALENT_BY_TIE");
  }
}
