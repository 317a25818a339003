package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of databases as sides of a comparison. */
class DatabaseDiffTest {

  private static EmbeddedPostgres server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
    run(
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, price NUMERIC(12,2), word TEXT, day DATE, at"
            + " TIMESTAMPTZ)",
        "INSERT INTO orders VALUES (1, 12.50, 'a', '2026-01-31', '2026-01-31 10:00:00+02'), (2,"
            + " NULL, '', NULL, NULL)",
        "CREATE TABLE copied AS SELECT * FROM orders",
        "CREATE TABLE odd (id INT, shape POINT)",
        "CREATE TABLE keyless (n INT)",
        "INSERT INTO keyless VALUES (1), (1), (2)");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static void run(String... commands) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  private static String database() {
    return "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
  }

  private static String table(String name) {
    return database() + "#public." + name;
  }

  private static String shown(String name) {
    return "public.%s of postgresql://localhost:%d/postgres".formatted(name, server.getPort());
  }

  private static List<Path> scratch() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("bering-input-"))
          .toList();
    }
  }

  @Test
  void comparesTwoTablesOfADatabaseAndNamesThemWithoutTheLogin() throws Exception {
    List<Path> before = scratch();
    Cli cli =
        Cli.run("diff", table("orders"), table("copied"), "--key", "id", "--user", "postgres");
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains("= EXACT")
        .contains(shown("orders"))
        .contains(shown("copied"))
        .contains("table of a database, 2 rows of one snapshot");
    assertThat(scratch()).isEqualTo(before);
  }

  @Test
  void comparesATableOfADatabaseWithAFile() {
    Path file =
        Cli.write(
            folder.resolve("orders.csv"),
            "id,price,word,day,at\n1,12.5,a,2026-01-31,2026-01-31 08:00:00Z\n2,,\"\",,\n");
    Cli cli = Cli.run("diff", table("orders"), file, "--key", "id", "--user", "postgres");
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
    Cli.write(file, "id,price,word,day,at\n1,12.51,a,2026-01-31,2026-01-31 08:00:00Z\n2,,\"\",,\n");
    cli = Cli.run("diff", table("orders"), file, "--key", "id", "--user", "postgres");
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(cli.out()).contains("price: 12.50 -> 12.51");
  }

  @Test
  void readsATableWithoutAKey() {
    Path file = Cli.write(folder.resolve("n.csv"), "n\n1\n2\n1\n");
    Cli cli = Cli.run("diff", table("keyless"), file, "--keyless", "--user", "postgres");
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
  }

  private void assertRefused(int exitCode, String message, Object... words) {
    Cli cli = Cli.run(words);
    assertThat(cli.err()).isEqualToNormalizingNewlines(message);
    assertThat(cli.exitCode()).isEqualTo(exitCode);
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void saysThatThereIsNoSuchTable() {
    assertRefused(
        3,
        """
        Cannot read %s: there is no such table, or the login may not see it.
        hint: write SCHEMA.TABLE, spelled as the database stores it
        """
            .formatted(shown("none")),
        "diff",
        table("none"),
        table("orders"),
        "--key",
        "id",
        "--user",
        "postgres");
  }

  @Test
  void refusesATypeThatItCannotMap() {
    Cli cli = Cli.run("diff", table("odd"), table("odd"), "--keyless", "--user", "postgres");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains(shown("odd")).contains("shape").contains("point");
  }

  @Test
  void saysThatNobodyAnswers() {
    assertRefused(
        5,
"""
Cannot read public.t of postgresql://localhost:1/shop: Connection to localhost:1 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.
hint: run the same command again
""",
        "diff",
        "jdbc:postgresql://localhost:1/shop#public.t",
        table("orders"),
        "--key",
        "id");
  }

  @Test
  void asksForATable() {
    assertRefused(
        2,
        """
        Cannot read the database: its address names no table.
        hint: write '#SCHEMA.TABLE' behind it, as in 'jdbc:postgresql://db/shop#public.orders'
        """,
        "diff",
        "jdbc:postgresql://me:secret@db/shop?password=secret",
        table("orders"),
        "--key",
        "id");
  }

  @Test
  void refusesWhatADatabaseCannotDo() {
    Path file = Cli.write(folder.resolve("t.csv"), "id\n1\n");
    assertRefused(
        2,
"""
Cannot compare with a database: environment variable BERING_TEST_NOBODY_SETS_THIS is not set.
hint: set it to the password, then run the same command again
Cannot measure noise: a table of a database changes from one reading to the next.
hint: clone the runs into tables first, then compare those
Cannot compare version 3 of a table: it is one of a database, which keeps no versions of its tables.
hint: leave the version out; the rows are those of one snapshot, taken now
""",
        "diff",
        table("orders"),
        file,
        "--key",
        "id",
        "--noise",
        file,
        "--left-version",
        3,
        "--password-env",
        "BERING_TEST_NOBODY_SETS_THIS");
    assertRefused(
        2,
        """
        Cannot compare with --user: neither table is one of a database.
        hint: leave out --user
        """,
        "diff",
        file,
        file,
        "--key",
        "id",
        "--user",
        "me");
  }
}
