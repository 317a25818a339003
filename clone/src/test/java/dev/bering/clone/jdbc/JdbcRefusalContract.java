package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a clone refuses of every database. */
abstract class JdbcRefusalContract extends JdbcCloneCase {

  JdbcRefusalContract(Database database) {
    super(database);
  }

  @Test
  void refusesATargetThatSomebodyElseHasWrittenTo() throws Exception {
    createItems(3);
    cloned(request());
    Files.writeString(
        target().resolve("_delta_log/00000000000000000001.json"),
        "{\"add\":{\"path\":\"x.parquet\",\"partitionValues\":{},\"size\":1,\"modificationTime\":1,\"dataChange\":true}}\n");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request()))
        .hasMessage(
            "Cannot clone %s to %s: no clone has written its file x.parquet."
                .formatted(database.source(table), target()));
  }

  @Test
  void refusesWatermarksThatWouldLoseRowsOrHurtTheSource() {
    run(
        "CREATE TABLE TABLE_HERE (id int PRIMARY KEY, may_be_null int, unindexed int NOT NULL, t"
            + " text)");
    JdbcSource source = database.source(table);
    assertThatThrownBy(
            () -> new JdbcClonePlanner().plan(request().withRefresh(Refresh.append("may_be_null"))))
        .hasMessage(
            "Cannot clone %s by watermark may_be_null: the column may be null, and such rows would be lost."
                .formatted(source));
    assertThatThrownBy(
            () -> new JdbcClonePlanner().plan(request().withRefresh(Refresh.append("unindexed"))))
        .hasMessage(
            "Cannot clone %s by watermark unindexed: no index begins with the column, so every query would sort the table."
                .formatted(source));
    assertThatThrownBy(
            () ->
                new JdbcClonePlanner()
                    .plan(request().withRefresh(Refresh.update("t", Duration.ZERO))))
        .hasMessage(
            "Cannot clone %s by watermark t: its type text is no whole number without a lag and no timestamp."
                .formatted(source));
    assertThatThrownBy(
            () ->
                new JdbcClonePlanner()
                    .plan(request().withRefresh(Refresh.update("gone", Duration.ZERO))))
        .hasMessage(
            "Cannot clone %s by watermark gone: it has no such column that can be compared exactly."
                .formatted(source));
  }

  @Test
  void refusesTargetsThatAreNotItsOwn() throws Exception {
    createItems(3);
    cloned(request());
    JdbcSource source = database.source(table);
    String first = table;
    nameATable();
    createItems(3);
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request()))
        .hasMessage(
            "Cannot clone %s to %s: it is a clone of %s of %s."
                .formatted(database.source(table), target(), first, source.name()));
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.createFile(foreign.resolve("notes.txt"));
    assertThatThrownBy(
            () -> new JdbcClonePlanner().plan(JdbcRequest.of(source, Location.of(foreign))))
        .hasMessage(
            "Cannot clone %s to %s: it holds files and no table, such as notes.txt."
                .formatted(source, foreign));
  }

  @Test
  void refusesAnotherShapeOfTheTable() {
    createItems(3);
    cloned(request());
    run("ALTER TABLE TABLE_HERE ADD COLUMN more int");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request()))
        .hasMessage(
            "Cannot clone %s to %s: the table's columns or key, or what is declared of them, are not what they were in the last run."
                .formatted(database.source(table), target()));
  }

  @Test
  void refusesAPlanThatIsOutdated() {
    createItems(3);
    JdbcClonePlan plan = new JdbcClonePlanner().plan(request());
    cloned(request());
    assertThatThrownBy(() -> new JdbcCloneRunner(Progress.NONE).run(request(), plan))
        .hasMessage(
            "Cannot clone %s to %s: since the plan was made, the source's columns, the declarations or the target have changed."
                .formatted(database.source(table), target()));
  }

  @Test
  void refusesNamesThatDeltaCannotHave() {
    String quote = database == Database.POSTGRES ? "\"" : "`";
    run("CREATE TABLE TABLE_HERE (id int PRIMARY KEY, 'a b' int, t text)".replace("'", quote));
    assertThatThrownBy(
            () -> new JdbcClonePlanner().plan(request().withCasts(Map.of("no", "string"))))
        .hasMessage(
            """
            Cannot map column 'a b' of %1$s: a Delta column's name holds none of ' ,;{}()=', tab or newline.
            Cannot clone %1$s: it has no column 'no', which a declaration names.\
            """
                .formatted(database.source(table)));
  }

  @Test
  void refusesTablesThatAreNotThere() {
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request()))
        .hasMessageMatching("Cannot read %s of .*".formatted(table));
  }
}
