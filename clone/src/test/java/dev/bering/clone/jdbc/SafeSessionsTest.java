package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of a server or a login that would make rows, columns or whole tables disappear. */
class SafeSessionsTest {

  @TempDir Path folder;

  private JdbcRequest request(JdbcSource source) {
    return JdbcRequest.of(source, Location.of(folder.resolve("target")));
  }

  private JdbcCloneReport cloned(JdbcRequest request) {
    return new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
  }

  @Test
  void refusesATableWhosePolicyHidesRows() {
    Database.POSTGRES.run(
        "CREATE TABLE hidden (id int PRIMARY KEY, owner text)",
        "INSERT INTO hidden VALUES (1, 'a'), (2, 'b')",
        "CREATE ROLE half LOGIN",
        "GRANT SELECT ON hidden TO half",
        "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own_rows ON hidden USING (owner = 'a')");
    JdbcSource half = JdbcSource.of(Database.POSTGRES.url(), "hidden").withLogin("half", () -> "");
    assertThatThrownBy(() -> cloned(request(half)))
        .hasMessage(
            "Cannot read hidden of %s: ERROR: query would be affected by row-level security policy for table \"hidden\"."
                .formatted(half.name()));
  }

  @Test
  void refusesALoginThatSeesOnlySomeColumns() {
    Database.MARIADB.run(
        "CREATE TABLE narrow (id int PRIMARY KEY, secret int)",
        "CREATE USER half@localhost",
        "GRANT SELECT (id) ON narrow TO half@localhost");
    JdbcSource half = JdbcSource.of(Database.MARIADB.url(), "narrow").withLogin("half", () -> "");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request(half)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("denied");
  }

  @Test
  void readsPastALimitThatTheServerSetsForItsUsers() {
    Database.MARIADB.run(
        "CREATE TABLE cut (id int PRIMARY KEY)", "INSERT INTO cut VALUES (1), (2), (3), (4)");
    Database.MARIADB.run("SET GLOBAL sql_select_limit = 2");
    try {
      assertThat(cloned(request(Database.MARIADB.source("cut"))).rowCount()).isEqualTo(4);
    } finally {
      Database.MARIADB.run("SET GLOBAL sql_select_limit = DEFAULT");
    }
  }

  @Test
  void keepsATableFromBeingTruncatedUnderItsSnapshot() throws SQLException {
    Database.POSTGRES.run("CREATE TABLE kept (id int PRIMARY KEY)", "INSERT INTO kept VALUES (1)");
    JdbcSource source = Database.POSTGRES.source("kept");
    try (SourceSnapshot snapshot = source.dialect().open(source, Limits.DEFAULT);
        Connection other = Database.POSTGRES.connect()) {
      Sql.run(other, "SET lock_timeout = 100");
      assertThatThrownBy(() -> Sql.run(other, "TRUNCATE kept"))
          .hasMessageContaining("lock timeout");
      for (Connection reader : snapshot.readers()) {
        assertThat(Sql.of("SELECT id FROM kept").rows(reader)).hasSize(1);
      }
    }
  }

  @Test
  void cannotWriteToTheSource() throws SQLException {
    for (Database database : Database.values()) {
      database.run("CREATE TABLE unwritten (id int PRIMARY KEY)");
      JdbcSource source = database.source("unwritten");
      try (SourceSnapshot snapshot = source.dialect().open(source, Limits.DEFAULT)) {
        assertThatThrownBy(
                () -> Sql.run(snapshot.readers().get(0), "INSERT INTO unwritten VALUES (1)"))
            .isInstanceOf(SQLException.class)
            .hasMessageMatching("(?s).*(read-only|READ ONLY).*");
      }
    }
  }

  @Test
  void namesNoLoginWhenItIsRefused() {
    JdbcSource source =
        JdbcSource.of(Database.MARIADB.url(), "narrow").withLogin("nobody-known", () -> "hunter2");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request(source)))
        .hasMessage(
            "Cannot read narrow of %s: the database refused the login.".formatted(source.name()))
        .hasNoCause();
    assertThat(source.toString()).doesNotContain("nobody-known", "hunter2");
  }

  @Test
  void saysThatAServerIsAway() {
    JdbcSource source =
        JdbcSource.of("jdbc:postgresql://localhost:1/shop?connectTimeout=2", "orders")
            .withLogin("somebody", () -> "hunter2");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request(source)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot read orders of postgresql://localhost:1/shop: ")
        .hasMessageNotContainingAny("somebody", "hunter2", "connectTimeout");
  }

  @Test
  void refusesUrlsThatCarryALoginOrChangeValues() {
    assertThatThrownBy(() -> JdbcSource.of("jdbc:postgresql://me:hunter2@db/shop", "orders"))
        .hasMessage(
            "Cannot read the JDBC URL: it does not have the form jdbc:PRODUCT://HOST:PORT/DATABASE"
                + " with PRODUCT postgresql, mariadb or mysql and no login.");
    assertThatThrownBy(
            () ->
                JdbcSource.of(
                    "jdbc:mysql://db/shop?password=hunter2&sslMode=trust&tinyInt1isBit=true",
                    "a.b.c"))
        .hasMessage(
            """
            Cannot read mysql://db/shop: its URL carries the option 'password'.
            Cannot read mysql://db/shop: the URL option 'tinyInt1isBit' changes how values arrive.
            Cannot read table 'a.b.c' of mysql://db/shop: it is neither TABLE nor SCHEMA.TABLE.\
            """);
  }
}
