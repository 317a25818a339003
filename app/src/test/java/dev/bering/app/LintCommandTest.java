package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {

  @TempDir Path folder;

  private Path sql(String name, String text) {
    return Cli.write(folder.resolve(name), text);
  }

  @Test
  void endsWithZeroForSqlWithoutATrap() {
    Cli cli = Cli.run("lint", sql("clean.sql", "SELECT max(a) AS a FROM t;\n"));

    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out())
        .isEqualToNormalizingNewlines(
            "0 findings in 1 statement of 1 file, 0 allowed, 0 not parsed\n");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void pointsAtTrapsInAllFiles() {
    Path one = sql("one.sql", "SELECT a / b FROM t;\n");
    Path two = sql("two.sql", "SELECT a FROM t\nLIMIT 5;\n");

    Cli cli = Cli.run("lint", one, two);

    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(cli.out())
        .contains(
            one + ":1:8: DIVISION a / b: ",
            two + ":2:1: LIMIT_TIES LIMIT 5: ",
            "2 findings in 2 statements of 2 files, 0 allowed, 0 not parsed");
  }

  @Test
  void endsWithTwoIfAStatementCannotBeParsedAndReadsTheRest() throws IOException {
    Path file = sql("bad.sql", "SELECT a FROM;\nSELECT initcap(a) FROM t;\n");

    Cli cli = Cli.run("lint", file, "--json");

    assertThat(cli.exitCode()).isEqualTo(2);
    JsonNode report = new ObjectMapper().readTree(cli.out()).get("report");
    assertThat(report.get("unparsed").get(0).get("line").intValue()).isEqualTo(1);
    JsonNode finding = report.get("findings").get(0);
    assertThat(finding.get("rule").textValue()).isEqualTo("INITCAP");
    assertThat(finding.get("line").intValue()).isEqualTo(2);
    assertThat(finding.get("column").intValue()).isEqualTo(8);
  }

  @Test
  void looksForWhatItIsAskedFor() {
    Path file = sql("q.sql", "SELECT a / b, initcap(a) FROM t ORDER BY id LIMIT 1;\n");

    assertThat(Cli.run("lint", file, "--from", "hive", "--without", "division", "--unique", "id"))
        .extracting(Cli::exitCode)
        .isEqualTo(0);
    assertThat(Cli.run("lint", file, "--from", "postgres", "--unique", "id").out())
        .contains("DIVISION", "INITCAP", "2 findings");
  }

  @Test
  void namesEveryFileThatCannotBeRead() {
    Cli cli = Cli.run("lint", folder.resolve("none.sql"), folder);

    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot lint %s: nothing is there.
            hint: name files of SQL in UTF-8
            Cannot lint %s: it is a folder.
            hint: name files of SQL in UTF-8
            """
                .formatted(folder.resolve("none.sql"), folder));
  }
}
