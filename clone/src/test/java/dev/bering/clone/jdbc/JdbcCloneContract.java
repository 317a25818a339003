package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a clone promises of every database. */
abstract class JdbcCloneContract extends JdbcRefusalContract {

  JdbcCloneContract(Database database) {
    super(database);
  }

  private JdbcRequest oneRowAFile() {
    return request().withLimits(new Limits(2, 1, Duration.ofMinutes(1)));
  }

  private void assertSameItems() throws Exception {
    assertThat(target("id", "name", "changed"))
        .containsExactlyInAnyOrderElementsOf(source("SELECT * FROM TABLE_HERE"));
  }

  private long version() throws IOException {
    return DeltaState.read(Stores.open(Location.of(target())), Note.DOMAIN).orElseThrow().version();
  }

  @Test
  void publishesAllRowsInOneCommitAndThenNothing() throws Exception {
    createItems(500);
    JdbcCloneReport first = cloned(request());
    assertThat(first.rowCount()).isEqualTo(500);
    assertThat(first.readRowCount()).isEqualTo(500);
    assertThat(first.writtenFileCount()).isGreaterThan(5);
    assertThat(version()).isZero();
    assertSameItems();
    JdbcCloneReport second = cloned(request());
    assertThat(second.version()).isEmpty();
    assertThat(second.readRowCount()).isZero();
    assertThat(second.keptFileCount()).isEqualTo(first.writtenFileCount());
    assertThat(second.text())
        .isEqualToNormalizingNewlines(
            "= %s holds the 500 rows of %s already: nothing published\n"
                .formatted(target(), table));
    assertThat(version()).isZero();
  }

  @Test
  void leavesNoJournalBehind() {
    createItems(3);
    cloned(request());
    assertThat(target().resolve(Journal.FOLDER)).isEmptyDirectory();
  }

  @Test
  void readsOnlyTheRangesThatHaveChangedAgain() throws Exception {
    createItems(500);
    JdbcCloneReport first = cloned(request());
    run(
        "UPDATE TABLE_HERE SET name = 'changed' WHERE id = 250",
        "DELETE FROM TABLE_HERE WHERE id = 3",
        "INSERT INTO TABLE_HERE VALUES (-7, 'below all', null), (900, 'above all', null)");
    JdbcCloneReport second = cloned(request());
    assertSameItems();
    assertThat(second.removedFileCount()).isEqualTo(2);
    assertThat(second.keptFileCount()).isEqualTo(first.writtenFileCount() - 2);
    assertThat(second.readRowCount()).isLessThan(150);
    assertThat(version()).isEqualTo(1);
  }

  @Test
  void followsTheSourceThroughAnyChangesOfRanges() throws Exception {
    createItems(300);
    cloned(request());
    run("DELETE FROM TABLE_HERE WHERE id BETWEEN 30 AND 200");
    cloned(request());
    assertSameItems();
    insertItems(100, 180);
    cloned(request());
    assertSameItems();
    run("UPDATE TABLE_HERE SET id = -id WHERE id > 150");
    cloned(request());
    assertSameItems();
    run("DELETE FROM TABLE_HERE WHERE id < 500");
    cloned(request());
    assertThat(target("id")).isEmpty();
    insertItems(1, 100);
    cloned(request());
    assertSameItems();
    assertThat(cloned(request()).version()).isEmpty();
  }

  @Test
  void clonesAnEmptyTable() throws Exception {
    createItems(1);
    run("DELETE FROM TABLE_HERE");
    assertThat(cloned(request()).version()).hasValue(0);
    assertThat(target("id")).isEmpty();
    assertThat(cloned(request()).version()).isEmpty();
    insertItems(1, 2);
    assertThat(cloned(request()).version()).hasValue(1);
    assertSameItems();
  }

  @Test
  void readsACompositeKeyInItsOwnOrder() throws Exception {
    run(
        "CREATE TABLE TABLE_HERE (region varchar(10), n int, day date, name varchar(60),"
            + " PRIMARY KEY (region, n, day))");
    List<String> rows = new ArrayList<>();
    for (String region : List.of("é", "a", "B", "b 2", "ö", "z_", "")) {
      for (int n = -3; n <= 3; n++) {
        for (int day = 1; day <= 9; day++) {
          rows.add("('%s', %d, '2024-01-0%d', 'row %d')".formatted(region, n, day, rows.size()));
        }
      }
    }
    run("INSERT INTO TABLE_HERE VALUES " + String.join(", ", rows));
    JdbcCloneReport first = cloned(request());
    assertThat(first.writtenFileCount()).isGreaterThan(5);
    assertThat(target("region", "n", "day", "name"))
        .containsExactlyInAnyOrderElementsOf(source("SELECT * FROM TABLE_HERE"));
    run("UPDATE TABLE_HERE SET name = 'x' WHERE region = 'B' AND n = 0 AND day = '2024-01-05'");
    assertThat(cloned(request()))
        .returns(1, JdbcCloneReport::removedFileCount)
        .returns(first.writtenFileCount() - 1, JdbcCloneReport::keptFileCount);
    assertThat(target("region", "n", "day", "name"))
        .containsExactlyInAnyOrderElementsOf(source("SELECT * FROM TABLE_HERE"));
  }

  @Test
  void readsATableWithoutAKeyOnlyInADeclaredSinglePass() throws Exception {
    run(
        "CREATE TABLE TABLE_HERE (name varchar(40))",
        "INSERT INTO TABLE_HERE VALUES ('a row'), ('a row'), (null), ('another'), ('x"
            + "x".repeat(30)
            + "')");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request()))
        .hasMessage(
            "Cannot clone %s in ranges: it has no primary key and no unique index on columns that are never null and can be compared exactly."
                .formatted(database.source(table)));
    JdbcRequest pass = oneRowAFile().withRefresh(Refresh.singlePass());
    assertThat(cloned(pass).writtenFileCount()).isGreaterThan(1);
    assertThat(DeltaRows.read(target()))
        .extracting(row -> row.get("name"))
        .containsExactlyInAnyOrder("a row", "a row", null, "another", "x".repeat(31));
    assertThat(cloned(pass).version()).isEmpty();
    run("INSERT INTO TABLE_HERE VALUES ('a row')");
    assertThat(cloned(pass)).returns(6L, JdbcCloneReport::readRowCount);
    assertThat(target("name")).hasSize(6);
  }

  @Test
  void doesNotMakeASmallFileOfEachRun() throws Exception {
    createItems(3);
    JdbcRequest roomy = request().withLimits(Limits.DEFAULT);
    for (int id = 4; id < 8; id++) {
      cloned(roomy);
      insertItems(id, id);
    }
    assertThat(cloned(roomy).text()).contains("7 rows", "1 file written", "1 replaced");
    assertThat(
            DeltaState.read(Stores.open(Location.of(target())), Note.DOMAIN).orElseThrow().files())
        .hasSize(1);
    assertSameItems();
  }

  @Test
  void appendsByAWatermarkAndFindsRowsThatWereCommittedLate() throws Exception {
    run(
        "CREATE TABLE TABLE_HERE (seq int NOT NULL, name varchar(40))",
        "CREATE INDEX %s_seq ON TABLE_HERE (seq)".formatted(table));
    List<String> rows =
        IntStream.rangeClosed(1, 400)
            .filter(i -> i != 77)
            // Five rows share each value, and no file may end between them.
            .mapToObj(i -> "(%d, 'the name of event %d')".formatted(i / 5, i))
            .toList();
    run("INSERT INTO TABLE_HERE VALUES " + String.join(", ", rows));
    JdbcRequest append = request().withRefresh(Refresh.append("seq"));
    JdbcCloneReport first = cloned(append);
    assertThat(first.writtenFileCount()).isGreaterThan(5);
    run("INSERT INTO TABLE_HERE VALUES (81, 'later'), (82, 'later'), (83, 'later')");
    JdbcCloneReport second = cloned(append);
    assertThat(second.readRowCount()).isLessThan(20);
    run("INSERT INTO TABLE_HERE VALUES (15, 'the late one')");
    JdbcCloneReport third = cloned(append);
    assertThat(third.removedFileCount()).isEqualTo(1);
    assertThat(target("seq", "name"))
        .containsExactlyInAnyOrderElementsOf(source("SELECT * FROM TABLE_HERE"));
    assertThat(cloned(append).version()).isEmpty();
  }

  @Test
  void readsRangesWithANewerWatermarkAgain() throws Exception {
    createItems(400);
    JdbcRequest update = request().withRefresh(Refresh.update("changed", Duration.ZERO));
    JdbcCloneReport first = cloned(update);
    run(
        "UPDATE TABLE_HERE SET name = 'changed', changed = 1000 WHERE id = 200",
        "DELETE FROM TABLE_HERE WHERE id = 10");
    insertItems(1001, 1005);
    assertThat(cloned(update))
        .returns(2, JdbcCloneReport::removedFileCount)
        .returns(first.writtenFileCount() - 2, JdbcCloneReport::keptFileCount);
    assertSameItems();
    assertThat(cloned(update).version()).isEmpty();
    // The declaration is a promise: a change that does not raise the watermark is not looked for.
    run("UPDATE TABLE_HERE SET name = 'unseen' WHERE id = 100");
    assertThat(cloned(update).version()).isEmpty();
    assertThat(cloned(request()).removedFileCount()).isEqualTo(1);
    assertSameItems();
  }

  @Test
  void looksForChangesWithinTheLag() throws Exception {
    run(
        "CREATE TABLE TABLE_HERE (id int PRIMARY KEY, name varchar(40), changed timestamp NOT"
            + " NULL)",
        "INSERT INTO TABLE_HERE VALUES (1, 'a', '2024-01-01 00:00:00'), (2, 'b', '2024-01-01"
            + " 00:01:40')");
    cloned(oneRowAFile().withRefresh(Refresh.update("changed", Duration.ofSeconds(60))));
    run("UPDATE TABLE_HERE SET name = 'late', changed = '2024-01-01 00:01:00' WHERE id = 1");
    assertThat(
            cloned(oneRowAFile().withRefresh(Refresh.update("changed", Duration.ofSeconds(10))))
                .version())
        .isEmpty();
    JdbcRequest wide = oneRowAFile().withRefresh(Refresh.update("changed", Duration.ofSeconds(60)));
    assertThat(cloned(wide).version()).hasValue(1);
    assertThat(target("id", "name")).contains(List.of("1", "late"));
    assertThat(cloned(wide).version()).as("nothing changed, though the lag has rows").isEmpty();
  }

  @Test
  void saysInThePlanWhatItWouldDoAndNothingSecret() {
    createItems(3);
    JdbcRequest request = request().withLimits(Limits.DEFAULT);
    JdbcClonePlan plan = new JdbcClonePlanner().plan(request);
    boolean postgres = database == Database.POSTGRES;
    assertThat(
            plan.text()
                .replaceFirst("rows   .*", "rows   R")
                .replaceFirst("[0-9]+ rows at", "N rows at"))
        .isEqualToNormalizingNewlines(
            """
            clone  %s of %s
              to   %s
            rows   R
            read   in ranges of (id), in one read-only snapshot
                   at most %s, N rows at a time, files of 134.2 MB before compression
            again  ranges of the key whose fingerprint differs are read again
            state  target empty
            columns
                   id  %s -> bigint not null
                   name  %s -> string not null
                   changed  %s -> bigint
            """
                .formatted(
                    table,
                    database.source(table).name(),
                    target(),
                    postgres ? "2 readers" : "1 reader",
                    postgres ? "bigint" : "bigint(20)",
                    postgres ? "character varying(40)" : "varchar(40)",
                    postgres ? "bigint" : "bigint(20)"));
    assertThat(plan.toString()).doesNotContain(database.user() + "@", "jdbc:");
    assertThat(target()).doesNotExist();
  }
}
