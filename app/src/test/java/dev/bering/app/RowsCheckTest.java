package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.engine.DuckDbEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsCheckTest {

  @SuppressWarnings("NullAway.Init") // set before any test
  private static DuckDbEngine engine;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private Path at(String path) {
    return folder.resolve(path);
  }

  private Path rows(String file, String select) throws IOException {
    Path path = at(file);
    Files.createDirectories(path.getParent());
    engine.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, path));
    return path;
  }

  /** A commit that adds a file of rows (id int, name string). */
  private void commit(String table, int version, String select) throws IOException {
    Path data = rows("%s/%d.parquet".formatted(table, version), select);
    String first =
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"%s-id","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[{\\"name\\":\\"id\\",\\"type\\":\\"integer\\",\\"nullable\\":true,\\"metadata\\":{}},{\\"name\\":\\"name\\",\\"type\\":\\"string\\",\\"nullable\\":true,\\"metadata\\":{}}]}","partitionColumns":[],"configuration":{}}}
        """
            .formatted(table);
    String add =
        "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":0,\"dataChange\":true}}\n"
            .formatted(data.getFileName(), Files.size(data));
    Cli.write(
        at("%s/_delta_log/%020d.json".formatted(table, version)), version == 0 ? first + add : add);
  }

  private void table(String table) throws IOException {
    commit(table, 0, "SELECT range::INTEGER AS id, 'n' || range AS name FROM range(1000)");
    commit(table, 1, "SELECT 7::INTEGER AS id, NULL::VARCHAR AS name");
  }

  @Test
  void comparesAReplicaAtItsOwnVersion() throws IOException {
    table("orders");
    Cli.run("clone", at("orders"), at("copy"));
    commit("orders", 2, "SELECT 8::INTEGER AS id, 'late' AS name");
    Cli check = Cli.run("check", "--rows", at("orders"), at("copy"));
    assertThat(check.exitCode()).as(check.err()).isZero();
    assertThat(check.out())
        .containsPattern(
            "^= 1,001 rows and 2 columns are equal, fingerprint [0-9a-f]{32}, at version 1\\R$");
    Cli first = Cli.run("check", "--rows", "--version", 0, at("orders"), at("copy"));
    assertThat(first.out())
        .startsWith("= 1,000 rows and 2 columns are equal, fingerprint ")
        .endsWith(", at version 0" + System.lineSeparator());
  }

  @Test
  void comparesTheVersionThatWasCurrentThen() throws IOException {
    table("orders");
    Instant first = Instant.parse("2026-01-31T00:00:00Z");
    for (int version = 0; version < 2; version++) {
      Files.setLastModifiedTime(
          at("orders/_delta_log/%020d.json".formatted(version)),
          FileTime.from(first.plus(Duration.ofDays(version))));
    }
    Cli.run("clone", at("orders"), at("copy"));
    // Only the source tells which was current then: the copy bears other times.
    for (int version = 0; version < 2; version++) {
      Files.setLastModifiedTime(
          at("copy/_delta_log/%020d.json".formatted(version)),
          FileTime.from(first.minus(Duration.ofDays(365 - version))));
    }
    Cli then =
        Cli.run("check", "--rows", "--timestamp", "2026-01-31T12:00:00Z", at("orders"), at("copy"));
    assertThat(then.exitCode()).as(then.err()).isZero();
    assertThat(then.out())
        .startsWith("= 1,000 rows and 2 columns are equal, ")
        .endsWith(", at version 0" + System.lineSeparator());
    Cli later = Cli.run("check", "--rows", "--timestamp", "2026-02-01", at("orders"), at("copy"));
    assertThat(later.out()).endsWith(", at version 1" + System.lineSeparator());
    Cli before = Cli.run("check", "--rows", "--timestamp", "2026-01-30", at("orders"), at("copy"));
    assertThat(before.exitCode()).isEqualTo(2);
    assertThat(before.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare %s as of 2026-01-30T00:00:00Z: its oldest retained commit is younger.
            hint: choose a later time
            """
                .formatted(at("orders")));
    Cli files = Cli.run("check", "--timestamp", "2026-01-30", at("orders"), at("copy"));
    assertThat(files.exitCode()).isEqualTo(2);
    assertThat(files.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot check as of 2026-01-30: files are compared of all versions.
            hint: leave --timestamp out, or compare rows with --rows
            """);
    Cli both =
        Cli.run(
            "check",
            "--rows",
            "--version",
            1,
            "--timestamp",
            "2026-01-30",
            at("orders"),
            at("copy"));
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare rows: --version and --timestamp name two versions.
            hint: give one of them
            """);
    Cli.run("clone", at("orders"), at("snapshot"), "--mode", "snapshot");
    Cli own = Cli.run("check", "--rows", "--timestamp", "2026-02-01", at("orders"), at("snapshot"));
    assertThat(own.exitCode()).isEqualTo(2);
    assertThat(own.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare %s as of 2026-02-01T00:00:00Z: %s does not have the same versions.
            hint: leave --timestamp out to compare what the copy was taken from
            """
                .formatted(at("orders"), at("snapshot")));
  }

  @Test
  void comparesASnapshotWithTheVersionThatItWasTakenFrom() throws IOException {
    table("orders");
    Cli clone = Cli.run("clone", at("orders"), at("copy"), "--mode", "snapshot", "--version", 1);
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    commit("orders", 2, "SELECT 8::INTEGER AS id, 'late' AS name");
    Cli check = Cli.run("check", "--rows", at("orders"), at("copy"));
    assertThat(check.exitCode()).as(check.err()).isZero();
    assertThat(check.out())
        .startsWith("= 1,001 rows and 2 columns are equal, ")
        .endsWith(", at version 1 (the copy's version 0)" + System.lineSeparator());
    Cli older = Cli.run("check", "--rows", "--version", 0, at("orders"), at("copy"));
    assertThat(older.exitCode()).isEqualTo(2);
    assertThat(older.err())
        .startsWith(
            "Cannot compare version 0 of %s: %s does not have the same versions."
                .formatted(at("orders"), at("copy")));
  }

  @Test
  void endsWithOneForADifferenceAndPointsToDiff() throws IOException {
    table("lake/orders");
    table("lake/events");
    Cli.run("clone", at("lake/*"), at("copy"));
    rows(
        "copy/orders/0.parquet",
        "SELECT range::INTEGER AS id, 'n' || range AS name FROM range(1, 1001)");
    Cli check = Cli.run("check", "--rows", at("lake/orders"), at("copy/orders"));
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out())
        .containsPattern(
            "^\\* rows differ: 1,001 rows with fingerprint [0-9a-f]{32} at the source, 1,001 rows"
                + " with [0-9a-f]{32} at the target, at version 1\\R")
        .contains(
            "  see which: bering diff %s %s --key COLUMN"
                .formatted(at("lake/orders"), at("copy/orders")));

    Cli many = Cli.run("check", "--rows", at("lake/*"), at("copy"), "--json");
    assertThat(many.exitCode()).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(many.out()).path("report");
    assertThat(report.at("/tables/0/outcome").asText()).isEqualTo("EQUAL");
    assertThat(report.at("/tables/0/state").asText()).isEqualTo("version 1, 1,001 rows");
    assertThat(report.at("/tables/1/outcome").asText()).isEqualTo("DIFFERENT");
    assertThat(report.at("/tables/1/check/sourceRows/rowCount").asInt()).isEqualTo(1001);
  }

  @Test
  void isPartOfACloneThatVerifiesRows() throws IOException {
    table("lake/orders");
    Cli clone = Cli.run("clone", at("lake/orders"), at("copy/orders"), "--verify", "rows");
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(clone.out())
        .containsPattern("every hash equal\\R= 1,001 rows and 2 columns are equal, ");
    rows("copy/orders/0.parquet", "SELECT 5::INTEGER AS id, 'other' AS name");
    Cli again = Cli.run("clone", at("lake/orders"), at("copy/orders"), "--verify", "rows");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.out()).contains("* rows differ: 1,001 rows with fingerprint ");
    Cli many = Cli.run("clone", at("lake/*"), at("copy"), "--verify", "rows");
    assertThat(many.exitCode()).isEqualTo(1);
    assertThat(many.out()).startsWith("* orders  different  ");
  }

  @Test
  void doesNotPassOverFilesThatOtherReadersSee() throws IOException {
    rows("hive/dt=2/part-0.parquet", "SELECT 1 AS id");
    Files.move(rows("hive/dt=1/x.parquet", "SELECT 2 AS id"), at("hive/dt=1/000000_0"));
    Cli.run("clone", at("hive"), at("copy"));
    Cli check = Cli.run("check", "--rows", at("hive"), at("copy"));
    assertThat(check.exitCode()).isEqualTo(4);
    assertThat(check.err())
        .startsWith(
            "Cannot compare the rows of %s: the engine reads files named *.parquet only, and there is dt=1/000000_0."
                .formatted(at("hive")));
  }

  @Test
  void leavesACloneWholeOfWhichNobodyCanTellTheRows() throws IOException {
    Cli.write(at("words/a.txt"), "no table");
    Cli clone = Cli.run("clone", at("words"), at("copy"), "--verify", "rows", "--json");
    assertThat(clone.exitCode()).as(clone.err()).isEqualTo(4);
    JsonNode result = new ObjectMapper().readTree(clone.out());
    assertThat(result.at("/report/copiedFileCount").asInt()).isEqualTo(1);
    assertThat(result.at("/problems/0/message").asText())
        .isEqualTo(
            "Cannot compare the rows of %s: the engine reads files named *.parquet only, and there is a.txt."
                .formatted(at("words")));
  }

  private void assertRows(int exitCode, String left, String right) throws IOException {
    Path one = rows("left.parquet", left);
    Path two = rows("right.parquet", right);
    Cli check = Cli.run("check", "--rows", one, two);
    assertThat(check.exitCode())
        .as("%s against %s: %s%s", left, right, check.out(), check.err())
        .isEqualTo(exitCode);
  }

  @Test
  void countsRowsInNoOrder() throws IOException {
    assertRows(0, "VALUES (1, 'a'), (2, 'b')", "VALUES (2, 'b'), (1, 'a')");
    assertRows(1, "VALUES (1), (1), (2)", "VALUES (1), (2), (2)");
    assertRows(1, "VALUES (1), (1)", "VALUES (1), (1), (1)");
    assertRows(1, "VALUES (1, 2), (3, 4)", "VALUES (1, 4), (3, 2)");
    assertRows(1, "SELECT 1 AS a, 2 AS b", "SELECT 2 AS a, 1 AS b");
    assertRows(0, "SELECT 1 AS a, 2 AS b", "SELECT 2 AS b, 1 AS a");
    assertRows(1, "SELECT 1 AS a", "SELECT 1 AS b");
    assertRows(1, "SELECT 1::INTEGER AS a", "SELECT 1::BIGINT AS a");
    assertRows(0, "SELECT 1 AS a WHERE false", "SELECT 1 AS a WHERE false");
    assertRows(1, "SELECT 1 AS a WHERE false", "SELECT NULL::INTEGER AS a");
  }

  @Test
  void tellsValuesApartThatTheEngineConfuses() throws IOException {
    assertRows(1, "SELECT -2930909409056394622::BIGINT AS a", "SELECT NULL::BIGINT AS a");
    assertRows(1, "SELECT 0.0::DOUBLE AS a", "SELECT '-0.0'::DOUBLE AS a");
    assertRows(0, "SELECT 'nan'::DOUBLE AS a", "SELECT 'nan'::DOUBLE AS a");
    assertRows(1, "SELECT 'nan'::DOUBLE AS a", "SELECT 'inf'::DOUBLE AS a");
    assertRows(1, "SELECT 0::DECIMAL(38,0) AS a", "SELECT -1::DECIMAL(38,0) AS a");
    assertRows(1, "SELECT '' AS a", "SELECT NULL::VARCHAR AS a");
    assertRows(1, "SELECT 'a' AS a, '' AS b", "SELECT '' AS a, 'a' AS b");
    assertRows(1, "SELECT 'ab' AS a, 'c' AS b", "SELECT 'a' AS a, 'bc' AS b");
    assertRows(
        1,
        "SELECT '1234567a1234567a' AS a",
        "SELECT '1234567!1234567!' AS a"); // bit 6 of bytes 8 and 16
    assertRows(1, "SELECT '\\x00'::BLOB AS a", "SELECT ''::BLOB AS a");
  }

  @Test
  void tellsNestedValuesApart() throws IOException {
    assertRows(1, "SELECT [[1], [2, 3]] AS a", "SELECT [[1, 2], [3]] AS a");
    assertRows(1, "SELECT [1, 2] AS a", "SELECT [2, 1] AS a");
    assertRows(1, "SELECT [NULL]::INTEGER[] AS a", "SELECT []::INTEGER[] AS a");
    assertRows(1, "SELECT NULL::INTEGER[] AS a", "SELECT []::INTEGER[] AS a");
    assertRows(1, "SELECT ['a', 'b'] AS a", "SELECT ['a,b'] AS a");
    assertRows(1, "SELECT [0.0::DOUBLE] AS a", "SELECT ['-0.0'::DOUBLE] AS a");
    assertRows(1, "SELECT {'x': 1, 'y': 2} AS a", "SELECT {'x': 2, 'y': 1} AS a");
    assertRows(1, "SELECT {'x': NULL::INTEGER} AS a", "SELECT NULL::STRUCT(x INTEGER) AS a");
    assertRows(0, "SELECT MAP {'k': 1, 'l': 2} AS a", "SELECT MAP {'l': 2, 'k': 1} AS a");
    assertRows(1, "SELECT MAP {'k': 1, 'l': 2} AS a", "SELECT MAP {'k': 2, 'l': 1} AS a");
    assertRows(
        0,
        "SELECT [{'x': MAP {1: ['\\xFF'::BLOB]}, 'y': 1.5::DECIMAL(30,2)}] AS a",
        "SELECT [{'x': MAP {1: ['\\xFF'::BLOB]}, 'y': 1.5::DECIMAL(30,2)}] AS a");
  }

  @Test
  void endsWithFourWhereNobodyCanTell() throws IOException {
    table("orders");
    commit("other", 0, "SELECT 1::INTEGER AS id, 'a' AS name");
    Cli unknown = Cli.run("check", "--rows", at("orders"), at("other"));
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare the rows of %s: %s does not say which version of it it holds.
            hint: compare the newest versions with 'bering diff'
            """
                .formatted(at("orders"), at("other")));
    Cli remote = Cli.run("check", "--rows", "s3://bucket/orders", at("other"));
    assertThat(remote.exitCode()).isEqualTo(4);
    assertThat(remote.err())
        .startsWith(
            "Cannot compare the rows of s3://bucket/orders: the engine reads local files only.");
    Cli.write(at("ice/metadata/v1.metadata.json"), "{}");
    Cli iceberg = Cli.run("check", "--rows", at("ice"), at("other"));
    assertThat(iceberg.exitCode()).isEqualTo(4);
    assertThat(iceberg.err())
        .startsWith(
            "Cannot compare the rows of %s: the engine does not read Iceberg tables."
                .formatted(at("ice")));
    Cli database = Cli.run("check", "--rows", "jdbc:postgresql://me:x@h/shop?p=x", at("other"));
    assertThat(database.exitCode()).isEqualTo(4);
    assertThat(database.err())
        .startsWith("Cannot compare the rows of jdbc:***: ")
        .doesNotContain("me:x");
    Cli intervals =
        Cli.run(
            "check",
            "--rows",
            rows("i.parquet", "SELECT INTERVAL 1 MONTH AS span"),
            rows("j.parquet", "SELECT INTERVAL 1 MONTH AS span"));
    assertThat(intervals.exitCode()).isEqualTo(4);
    assertThat(intervals.err()).contains("column 'span' is of type INTERVAL");
    assertThat(Cli.run("check", "--version", 1, at("orders"), at("other")).exitCode()).isEqualTo(2);
  }

  @Test
  void endsWithThreeForASourceWithAGap() throws IOException {
    table("orders");
    Cli.run("clone", at("orders"), at("copy"));
    commit("orders", 2, "SELECT 8::INTEGER AS id, 'late' AS name");
    Files.delete(at("orders/_delta_log/00000000000000000001.json"));
    Cli check = Cli.run("check", "--rows", at("orders"), at("copy"));
    assertThat(check.exitCode()).isEqualTo(3);
    assertThat(check.err()).startsWith("Cannot read %s: ".formatted(at("orders")));
  }
}
