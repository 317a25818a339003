package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbEngineTest {

  private static final Engine ENGINE = DuckDbEngine.open();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void saysWhatItIs() {
    assertThat(ENGINE.description()).isEqualTo("DuckDB 2.0.0");
  }

  @Test
  void mapsRows() {
    assertThat(
            ENGINE.query(
                "SELECT 1::TINYINT, 170141183460469231731::HUGEINT::VARCHAR, NULL, 1.5, true",
                row ->
                    List.of(row.number(0), row.string(1), row.text(2), row.real(3), row.flag(4))))
        .containsExactly(List.of(1L, "170141183460469231731", Optional.empty(), 1.5, true));
    assertThat(ENGINE.query("SELECT NULL::DOUBLE", row -> row.real(0))).containsExactly(Double.NaN);
    assertThatThrownBy(() -> ENGINE.query("SELECT NULL", row -> row.number(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no whole number in column 0: null");
    assertThatThrownBy(() -> ENGINE.query("SELECT 1.5", row -> row.number(0)))
        .hasMessage("no whole number in column 0: 1.5");
  }

  @Test
  void keepsAndForgetsTables() {
    ENGINE.materialise("a \"b\"", "SELECT 1 AS x");
    ENGINE.materialise("a \"b\"", "SELECT 2 AS x");
    assertThat(ENGINE.query("SELECT x FROM " + Sql.identifier("a \"b\""), row -> row.number(0)))
        .containsExactly(2L);
    ENGINE.drop("a \"b\"");
    ENGINE.drop("a \"b\"");
    assertThatThrownBy(() -> ENGINE.query("SELECT x FROM \"a \"\"b\"\"\"", row -> row.number(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("DuckDB refuses: Catalog Error");
  }

  @Test
  void showsTimesInUtcWhereverItRuns() {
    assertThat(
            ENGINE.query(
                "SELECT (TIMESTAMPTZ '2026-07-01 12:00:00+02')::VARCHAR", row -> row.string(0)))
        .containsExactly("2026-07-01 10:00:00+00");
  }

  @Test
  void fetchesNothingFromTheNetwork() {
    assertThatThrownBy(() -> ENGINE.execute("SELECT * FROM read_parquet('https://localhost/x')"))
        .hasMessageContaining("httpfs");
    assertThat(
            ENGINE.query(
                "SELECT current_setting('autoinstall_known_extensions')", row -> row.flag(0)))
        .containsExactly(false);
  }

  @Test
  void leavesNoFolderBehind() throws Exception {
    String spill =
        ENGINE.query("SELECT current_setting('temp_directory')", row -> row.string(0)).get(0);
    assertThat(spill).startsWith(System.getProperty("java.io.tmpdir"));
    try (Engine small = DuckDbEngine.open()) {
      small.execute("SET memory_limit = '30MB'");
      small.materialise(
          "big", "SELECT i, hash(i)::VARCHAR || repeat('x', 100) AS t FROM range(500000) t(i)");
      assertThat(small.query("SELECT count(*) FROM big", row -> row.number(0)))
          .containsExactly(500_000L);
      spill = small.query("SELECT current_setting('temp_directory')", row -> row.string(0)).get(0);
      assertThat(Path.of(spill)).exists();
    }
    assertThat(Path.of(spill)).doesNotExist();
  }

  @Test
  void keepsTemporaryFilesFromOtherUsers() throws IOException {
    String spill =
        ENGINE.query("SELECT current_setting('temp_directory')", row -> row.string(0)).get(0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(spill))))
        .isEqualTo("rwx------");
  }

  @Test
  void wrapsErrorsThatBlameTheData() {
    assertThatThrownBy(() -> ENGINE.query("SELECT CAST('x' AS INTEGER)", row -> row.number(0)))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessage("Cannot finish a query: Could not convert string 'x' to INT32.");
  }

  @Test
  void asksToComeBackWithMoreMemory() {
    try (Engine small = DuckDbEngine.open()) {
      small.execute("SET memory_limit = '10MB'");
      small.execute("SET max_temp_directory_size = '0MB'");
      assertThatThrownBy(
              () ->
                  small.query(
                      "SELECT i, count(*) FROM range(10000000) t(i) GROUP BY i ORDER BY hash(i)",
                      row -> row.number(0)))
          .isInstanceOfSatisfying(
              UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY))
          .hasMessageStartingWith("Cannot finish a query: ");
    }
  }

  @Test
  void refusesAFileThatIsNotParquet() throws Exception {
    Path file = Files.writeString(folder.resolve("a.parquet"), "id,amt\n1,2\n");
    assertThatThrownBy(
            () ->
                ENGINE.register(
                    "t", new TableSnapshot.Parquet(Location.of("/data/a.parquet"), List.of(file))))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessageStartingWith("Cannot read /data/a.parquet: ")
        .hasMessageContaining("a.parquet");
  }

  @Test
  void quotesNamesAndTexts() {
    assertThat(Sql.identifier("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(Sql.literal("it's")).isEqualTo("'it''s'");
    assertThatThrownBy(() -> Sql.literal("a\0b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("NUL in a literal: a?b");
  }
}
