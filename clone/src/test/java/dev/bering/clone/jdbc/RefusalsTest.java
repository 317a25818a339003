package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {

  @TempDir Path folder;

  private Path target() {
    return folder.resolve("target");
  }

  private JdbcRequest request(JdbcSource source) {
    return JdbcRequest.of(source, Location.of(target()));
  }

  private JdbcRequest request(String table) {
    return request(Database.POSTGRES.source(table));
  }

  private static JdbcCloneReport cloned(JdbcRequest request) {
    return new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
  }

  private static String of(String table) {
    return Database.POSTGRES.source(table).toString();
  }

  private Path commit(int version, String action) throws IOException {
    return Files.writeString(
        Files.createDirectories(target().resolve("_delta_log"))
            .resolve("%020d.json".formatted(version)),
        action + "\n");
  }

  @Test
  void comparesTheRowsReadWithTheRowsCounted() {
    Database.POSTGRES.run(
        "CREATE TABLE damaged (id int PRIMARY KEY)",
        "INSERT INTO damaged VALUES (1), (2), (3)",
        // A row that the index of the key does not know.
        "UPDATE pg_index SET indisready = false WHERE indexrelid = 'damaged_pkey'::regclass",
        "INSERT INTO damaged VALUES (4)",
        "UPDATE pg_index SET indisready = true WHERE indexrelid = 'damaged_pkey'::regclass",
        "CREATE ROLE by_index SUPERUSER LOGIN",
        "ALTER ROLE by_index SET enable_sort = off");
    JdbcSource source =
        JdbcSource.of(Database.POSTGRES.url(), "damaged").withLogin("by_index", () -> "");
    assertThatThrownBy(() -> cloned(request(source)))
        .hasMessage(
            "Cannot clone %s: the database counts 4 rows, and by its key it gives 3."
                .formatted(source));
    assertThat(target().resolve("_delta_log")).doesNotExist();
  }

  @Test
  void namesWhatIsNoTableWithAKeyOfItsOwn() {
    Database.POSTGRES.run(
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child () INHERITS (parent)",
        "CREATE VIEW a_view AS SELECT id FROM parent");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request("parent")))
        .hasMessage(
            "Cannot clone %s: other tables inherit from it, so its key need not be unique."
                .formatted(of("parent")));
    assertThatThrownBy(
            () -> new JdbcClonePlanner().plan(request("a_view").withRefresh(Refresh.singlePass())))
        .hasMessage(
            "Cannot clone %s: it is a view or a foreign table, which no snapshot of this database covers."
                .formatted(of("a_view")));
  }

  @Test
  void namesTablesThatAreNotThere() {
    for (Database database : Database.values()) {
      JdbcSource source = database.source("nobody_made_it");
      assertThatThrownBy(() -> new JdbcClonePlanner().plan(request(source)))
          .hasMessage(
              "Cannot read %s: there is no such table, or the login may not see it."
                  .formatted(source));
    }
  }

  @Test
  void namesTablesWithoutColumns() {
    Database.POSTGRES.run("CREATE TABLE bare ()");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request("bare")))
        .hasMessageContaining(
            "Cannot clone %s: it has no columns that the login may see.".formatted(of("bare")));
  }

  @Test
  void namesWhatIsNoTableOfMariaDb() {
    Database.MARIADB.run(
        "CREATE TABLE below (id int PRIMARY KEY)", "CREATE VIEW above AS SELECT id FROM below");
    JdbcSource source = Database.MARIADB.source("above");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request(source)))
        .hasMessageContaining(
            "Cannot clone %s: it is a view and no plain table.".formatted(source));
  }

  @Test
  void clonesAPartitionedTableAsOne() {
    Database.POSTGRES.run(
        "CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (10) TO (20)",
        "INSERT INTO parted SELECT generate_series(0, 19)");
    assertThat(cloned(request("parted")).rowCount()).isEqualTo(20);
    assertThat(DeltaRows.read(target())).hasSize(20);
  }

  @Test
  void refusesDeclarationsThatDoNotFit() {
    Database.POSTGRES.run(
        "CREATE TABLE undeclared (id int PRIMARY KEY, t text, \"T\" text, n numeric)");
    assertThatThrownBy(
            () ->
                new JdbcClonePlanner()
                    .plan(
                        request("undeclared")
                            .withCasts(Map.of("n", "decimal(39,2)", "t", "boolean"))
                            .withNoDateAsNull(Set.of("id"))))
        .hasMessage(
            """
            Cannot map column id of %1$s: it is declared to hold dates that may stand for none, and its type is integer.
            Cannot map column t of %1$s: type text cannot be declared as 'boolean'.
            Cannot map columns t and T of %1$s: to Delta their names are the same.
            Cannot map column n of %1$s: type numeric cannot be declared as 'decimal(39,2)'."""
                .formatted(of("undeclared")));
  }

  @Test
  void refusesATargetThatWasAltered() throws IOException {
    Database.POSTGRES.run(
        "CREATE TABLE altered (id int PRIMARY KEY)", "INSERT INTO altered VALUES (1)");
    cloned(request("altered"));
    Path foreign =
        commit(
            1,
            "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":7,\"writerFeatures\":[\"changeDataFeed\",\"domainMetadata\"]}}");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request("altered")))
        .hasMessage(
            "Cannot clone %s to %s: the target has been given the table feature changeDataFeed."
                .formatted(of("altered"), target()));
    Files.delete(foreign);
    String first = Files.readString(commitFile());
    String metadata =
        first
            .lines()
            .filter(line -> line.contains("metaData"))
            .findFirst()
            .orElseThrow()
            .replace("integer", "long");
    commit(1, metadata);
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request("altered")))
        .hasMessage(
            "Cannot clone %s to %s: somebody has altered its columns."
                .formatted(of("altered"), target()));
  }

  private Path commitFile() {
    return target().resolve("_delta_log/00000000000000000000.json");
  }

  @Test
  void refusesATableThatNoCloneHasWritten() throws IOException {
    Database.POSTGRES.run("CREATE TABLE unrelated (id int PRIMARY KEY)");
    commit(
        0,
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":[],"configuration":{}}}""");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request("unrelated")))
        .hasMessage(
            "Cannot clone %s to %s: it is a table that no clone from a database has written."
                .formatted(of("unrelated"), target()));
  }

  @Test
  void losesAgainstAnotherWriterAndSaysSo() {
    Database.POSTGRES.run(
        "CREATE TABLE contested (id int PRIMARY KEY)", "INSERT INTO contested VALUES (1)");
    JdbcRequest request = request("contested");
    Progress meanwhile =
        (task, total, unit) -> {
          if (task.equals("reading ranges")) {
            try {
              commit(0, "{\"commitInfo\":{}}");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return Progress.NONE.begin(task, total, unit);
        };
    assertThatThrownBy(
            () -> new JdbcCloneRunner(meanwhile).run(request, new JdbcClonePlanner().plan(request)))
        .hasMessage(
            "Cannot clone %s to %s: somebody else has published version 0."
                .formatted(of("contested"), target()))
        .extracting(e -> ((UserException) e).exitCode())
        .isEqualTo(ExitCode.TEMPORARY);
  }

  @Test
  void limitsArePositiveAndFew() {
    assertThatThrownBy(() -> new Limits(9, 1, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("connections must be 1 to 8: 9");
    assertThat(Limits.DEFAULT.fetchRows(1_000_000)).isEqualTo(16);
    assertThat(Limits.DEFAULT.rangeRows(100)).isEqualTo(4 * (128L << 20) / 100);
  }
}
