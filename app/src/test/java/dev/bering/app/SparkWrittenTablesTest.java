package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.app.DeltaTable.Version;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.internal.hook.LogCompactionHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArray;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArrayFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tables that delta-spark writes, with features that no published table has. Each is cloned in both
 * modes and checked; then its source is taken away, Delta Kernel reads every version of the copies,
 * and delta-spark the newest. Then the source goes on, and so do the copies.
 */
@Tag("spark")
class SparkWrittenTablesTest {

  private static SparkSession spark;

  @TempDir Path folder;

  private DeltaTable source;
  private DeltaTable replica;
  private DeltaTable snapshot;
  private long seen = -1;

  @BeforeAll
  static void startSpark() {
    spark = SmallTablesSession.named("tables that Spark writes");
  }

  @BeforeEach
  void nameTables() {
    source = table("source/table");
    replica = table("replica");
    snapshot = table("snapshot");
  }

  private DeltaTable table(String name) {
    return new DeltaTable(spark, folder.resolve(name));
  }

  private static final String TEN_ROWS =
      "AS SELECT id, concat('w', id) AS word FROM range(0, 10, 1, 1)";

  /** A table of two columns and the rows 0 to 9, in one commit. */
  private void create(String... properties) {
    source.sql(
        "CREATE TABLE {t} USING delta %s %s"
            .formatted(
                properties.length == 0
                    ? ""
                    : "TBLPROPERTIES (%s)".formatted(String.join(", ", properties)),
                TEN_ROWS));
  }

  private interface Reading {
    void run() throws Exception;
  }

  /**
   * Clones both ways, checks, and reads every version of the copies that was not read before while
   * the source is away.
   */
  private void assertClones(Reading more) throws Exception {
    TreeMap<Long, List<String>> history = source.historyAfter(seen);
    long newest = history.isEmpty() ? seen : history.lastKey();
    run("clone", source.folder(), replica.folder());
    run("check", source.folder(), replica.folder());
    run("clone", source.folder(), snapshot.folder(), "--mode", "snapshot");
    String already = "already: nothing copied" + System.lineSeparator();
    assertThat(run("clone", source.folder(), replica.folder()).out()).endsWith(already);
    assertThat(run("clone", source.folder(), snapshot.folder(), "--mode", "snapshot").out())
        .endsWith(already);
    Path hidden = folder.resolve("hidden");
    Files.move(folder.resolve("source"), hidden);
    try {
      assertThat(replica.historyAfter(seen)).isEqualTo(history);
      if (newest > seen) {
        assertReadBySpark(history);
      }
      more.run();
      seen = newest;
    } finally {
      Files.move(hidden, folder.resolve("source"));
    }
  }

  /**
   * That the snapshot's newest version holds the rows of the newest of these, and that delta-spark
   * reads that and the replica's newest as Delta Kernel has read them elsewhere, the first time
   * also the replica's oldest if its log has checkpoints: it needs a second for each.
   */
  private void assertReadBySpark(NavigableMap<Long, List<String>> history) throws IOException {
    List<String> newest = history.lastEntry().getValue();
    assertThat(snapshot.newest().byKernel()).isEqualTo(newest);
    List<Version> versions = new ArrayList<>(List.of(snapshot.newest(), replica.newest()));
    List<List<String>> expected = new ArrayList<>(List.of(newest, newest));
    boolean checkpoints =
        replica.files("_delta_log").stream().anyMatch(file -> file.contains(".checkpoint."));
    if (seen < 0 && checkpoints) {
      versions.add(replica.version(history.firstKey()));
      expected.add(history.firstEntry().getValue());
    }
    assertThat(Version.bySpark(versions)).as("%s", versions).isEqualTo(expected);
  }

  private static Cli run(Object... command) {
    Cli cli = Cli.run(command);
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
    return cli;
  }

  private void assertClones() throws Exception {
    assertClones(() -> {});
  }

  /** As before, and again after the source has gone on. */
  private void assertFollows(String... commands) throws Exception {
    assertClones();
    source.sql(commands);
    assertClones();
  }

  private void assertRefused(String message) {
    for (String mode : List.of("replica", "snapshot")) {
      Cli cli = Cli.run("clone", source.folder(), replica.folder(), "--mode", mode);
      assertThat(cli.exitCode()).isEqualTo(3);
      assertThat(cli.err()).contains("Cannot clone %s: %s".formatted(source.folder(), message));
      assertThat(replica.folder()).doesNotExist();
    }
  }

  @Test
  void carriesRandomPrefixesOfDataFilesAndDeletionVectors() throws Exception {
    source.sql(
        "CREATE TABLE {t} USING delta PARTITIONED BY (part) TBLPROPERTIES"
            + " ('delta.randomizeFilePrefixes' = 'true', 'delta.enableDeletionVectors' = 'true')"
            + " AS SELECT id, concat('p ', id % 2) AS part FROM range(0, 10, 1, 1)",
        "DELETE FROM {t} WHERE id = 3");
    assertThat(source.log()).containsPattern("\"pathOrInlineDv\":\"[^\"]{21,}\"");
    assertThat(source.files("")).anyMatch(file -> file.matches("[A-Za-z0-9]{2}/part-.*"));
    assertFollows("DELETE FROM {t} WHERE id = 4", "INSERT INTO {t} VALUES (20, 'p 0')");
  }

  /** delta-spark reads inline vectors, but none of its commands writes them; its log does. */
  @Test
  @SuppressWarnings("deprecation") // what replaces it wants a table of a catalog
  void carriesInlineDeletionVectors() throws Exception {
    create("'delta.enableDeletionVectors' = 'true'");
    RoaringBitmapArray rows = new RoaringBitmapArray();
    rows.add(2);
    rows.add(5);
    DeletionVectorDescriptor vector =
        DeletionVectorDescriptor.inlineInLog(
            rows.serializeAsByteArray(RoaringBitmapArrayFormat.Portable()), 2);
    DeltaLog log = DeltaLog.forTable(spark, source.folder().toString());
    AddFile file = log.update(false, scala.Option.empty(), scala.Option.empty()).allFiles().head();
    var changed = file.removeRows(vector, true, true);
    List<Action> actions = List.of(changed._1(), changed._2());
    log.startTransaction()
        .commit(CollectionConverters.asScala(actions).toSeq(), new DeltaOperations.ManualUpdate$());
    assertThat(source.log()).contains("\"storageType\":\"i\"");
    assertThat(source.rows()).hasSize(8);
    assertFollows("DELETE FROM {t} WHERE id = 7");
  }

  @Test
  void carriesTheChangeFeed() throws Exception {
    create("'delta.enableChangeDataFeed' = 'true'");
    source.sql(
        "UPDATE {t} SET word = 'new' WHERE id < 3",
        "MERGE INTO {t} t USING (SELECT id FROM range(8, 12)) s ON t.id = s.id"
            + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, word) VALUES (s.id, 'm')");
    assertThat(source.files("")).anyMatch(file -> file.startsWith("_change_data/"));
    List<String> changes = source.changes(0, "*");
    assertThat(changes).hasSize(20);
    assertClones(() -> assertThat(replica.changes(0, "*")).isEqualTo(changes));
    source.sql("DELETE FROM {t} WHERE id = 5");
    List<String> later = source.changes(0, "*");
    assertClones(
        () -> {
          assertThat(replica.changes(0, "*")).isEqualTo(later);
          // A snapshot has changes of its own: rows of a rewritten file leave and come back.
          assertThat(snapshot.changes(1, "id, word, _change_type"))
              .contains("[5,w5,delete]", "[6,w6,delete]", "[6,w6,insert]")
              .doesNotContain("[5,w5,insert]");
        });
  }

  @Test
  void carriesConstraintsThatStillRefuse() throws Exception {
    source.sql(
        "CREATE TABLE {t} (id BIGINT NOT NULL, word STRING) USING delta",
        "ALTER TABLE {t} ADD CONSTRAINT short CHECK (length(word) < 5)",
        "INSERT INTO {t} SELECT id, concat('w', id) FROM range(0, 10, 1, 1)");
    assertFollows("INSERT INTO {t} VALUES (30, 'ok')");
    for (DeltaTable copy : List.of(replica, snapshot)) {
      assertThatThrownBy(() -> copy.sql("INSERT INTO {t} VALUES (31, 'far too long')"))
          .hasMessageContaining("DELTA_VIOLATE_CONSTRAINT_WITH_VALUES");
      assertThatThrownBy(() -> copy.sql("INSERT INTO {t} VALUES (null, 'x')"))
          .hasMessageContaining("DELTA_NOT_NULL_CONSTRAINT_VIOLATED");
      assertThat(copy.sql("INSERT INTO {t} VALUES (31, 'y')").rows()).hasSize(12);
    }
  }

  @Test
  void keepsRowIds() throws Exception {
    create("'delta.enableRowTracking' = 'true'");
    source.sql("UPDATE {t} SET word = 'new' WHERE id = 3", "DELETE FROM {t} WHERE id = 4");
    assertThat(source.log()).contains("\"domain\":\"delta.rowTracking\"");
    String ids = "SELECT id, _metadata.row_id FROM {t}";
    String versions = "SELECT id, _metadata.row_id, _metadata.row_commit_version FROM {t}";
    assertFollows("INSERT INTO {t} VALUES (40, 'x')", "OPTIMIZE {t}");
    List<String> rowIds = source.query(ids);
    List<String> rowVersions = source.query(versions);
    assertClones(
        () -> {
          assertThat(replica.query(versions)).isEqualTo(rowVersions);
          assertThat(snapshot.query(ids)).isEqualTo(rowIds);
        });
    for (DeltaTable next : List.of(source, replica, snapshot)) {
      next.sql("INSERT INTO {t} VALUES (41, 'y')");
    }
    List<String> after = source.query(ids);
    assertThat(replica.query(ids)).isEqualTo(after);
    assertThat(snapshot.query(ids)).isEqualTo(after);
  }

  @Test
  void carriesClusteringAndItsDomain() throws Exception {
    source.sql(
        "CREATE TABLE {t} USING delta CLUSTER BY (id) " + TEN_ROWS,
        "INSERT INTO {t} SELECT id, concat('w', id) FROM range(10, 20, 1, 1)",
        "OPTIMIZE {t}");
    assertThat(source.log()).contains("\"domain\":\"delta.clustering\"", "clusteringProvider");
    assertFollows("ALTER TABLE {t} CLUSTER BY (word)", "INSERT INTO {t} VALUES (50, 'c')");
    assertClones(
        () -> {
          for (DeltaTable copy : List.of(replica, snapshot)) {
            assertThat(clustering(copy)).isEqualTo("[word]");
          }
        });
  }

  private String clustering(DeltaTable table) {
    return spark
        .sql("DESCRIBE DETAIL " + table.name())
        .selectExpr("concat('[', concat_ws(',', clusteringColumns), ']')")
        .head()
        .getString(0);
  }

  /** delta-spark reads compacted commits; Delta Kernel writes them. */
  @Test
  void carriesCompactedCommits() throws Exception {
    create();
    for (int i = 10; i < 14; i++) {
      source.sql("INSERT INTO {t} VALUES (%d, 'c')".formatted(i));
    }
    new LogCompactionHook(
            kernelPath(source.folder()), kernelPath(source.folder().resolve("_delta_log")), 1, 4, 0)
        .threadSafeInvoke(DefaultEngine.create(new Configuration()));
    assertThat(source.files("_delta_log")).anyMatch(file -> file.endsWith(".compacted.json"));
    assertClones(
        () ->
            assertThat(replica.files("_delta_log"))
                .anyMatch(file -> file.endsWith(".compacted.json")));
    source.sql("INSERT INTO {t} VALUES (20, 'd')");
    assertClones();
  }

  private static io.delta.kernel.internal.fs.Path kernelPath(Path path) {
    return new io.delta.kernel.internal.fs.Path("file:" + path);
  }

  @Test
  @SuppressWarnings("deprecation") // what replaces it wants a table of a catalog
  void carriesALogThatWasCleanedUp() throws Exception {
    create("'delta.checkpointInterval' = '2'", "'delta.logRetentionDuration' = 'interval 20 days'");
    source.sql("INSERT INTO {t} VALUES (10, 'a')");
    age(Duration.ofDays(60));
    source.sql("INSERT INTO {t} VALUES (12, 'c')", "INSERT INTO {t} VALUES (13, 'd')");
    DeltaLog log = DeltaLog.forTable(spark, source.folder().toString());
    age(Duration.ofDays(30));
    source.sql("INSERT INTO {t} VALUES (14, 'e')", "INSERT INTO {t} VALUES (15, 'f')");
    log.checkpoint();
    assertThat(source.files("_delta_log"))
        .doesNotContain("_delta_log/00000000000000000000.json")
        .doesNotContain("_delta_log/00000000000000000001.json");
    assertFollows("INSERT INTO {t} VALUES (16, 'g')", "INSERT INTO {t} VALUES (17, 'h')");
  }

  private void age(Duration by) throws IOException {
    for (String file : source.files("_delta_log")) {
      Path path = source.folder().resolve(file);
      Files.setLastModifiedTime(
          path, FileTime.from(Files.getLastModifiedTime(path).toInstant().minus(by)));
    }
  }

  @Test
  void carriesShallowClonesAndTheirShallowClones() throws Exception {
    DeltaTable base = table("source/base table");
    DeltaTable middle = table("source/middle");
    base.sql(
        "CREATE TABLE {t} USING delta TBLPROPERTIES ('delta.enableDeletionVectors' = 'true') "
            + TEN_ROWS,
        "DELETE FROM {t} WHERE id = 1");
    middle.sql(
        "CREATE TABLE {t} SHALLOW CLONE " + base.name(),
        "INSERT INTO {t} VALUES (10, 'middle')",
        "DELETE FROM {t} WHERE id = 2");
    source.sql(
        "CREATE TABLE {t} SHALLOW CLONE " + middle.name(), "INSERT INTO {t} VALUES (11, 'top')");
    assertThat(source.log()).contains("/base%20table/", "\"storageType\":\"p\"");
    assertFollows(
        "DELETE FROM {t} WHERE id = 3", "INSERT INTO {t} VALUES (12, 'later')", "OPTIMIZE {t}");
  }

  @Test
  void carriesTimesOfCommitsThatTheLogTellsFromSomeVersionOn() throws Exception {
    create();
    age(Duration.ofDays(3));
    source.sql(
        "ALTER TABLE {t} SET TBLPROPERTIES ('delta.enableInCommitTimestamps' = 'true')",
        "INSERT INTO {t} VALUES (10, 'timed')");
    assertThat(source.log()).contains("\"delta.inCommitTimestampEnablementVersion\":\"1\"");
    List<String> times = source.times();
    assertClones(() -> assertThat(replica.times()).isEqualTo(times));
    source.sql("INSERT INTO {t} VALUES (11, 'later')");
    List<String> later = source.times();
    assertClones(() -> assertThat(replica.times()).isEqualTo(later));
  }

  @Test
  void carriesADroppedFeatureAndTheCheckpointsThatProtectTheHistory() throws Exception {
    create("'delta.enableDeletionVectors' = 'true'");
    source.sql(
        "DELETE FROM {t} WHERE id = 4",
        "ALTER TABLE {t} SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'false')",
        "ALTER TABLE {t} DROP FEATURE deletionVectors");
    assertThat(source.log())
        .contains("checkpointProtection", "delta.requireCheckpointProtectionBeforeVersion");
    assertThat(source.files("_delta_log")).anyMatch(file -> file.contains(".checkpoint."));
    assertFollows("INSERT INTO {t} VALUES (10, 'after')");
  }

  @Test
  void goesOnCountingIdentitiesAndGeneratingColumns() throws Exception {
    source.sql(
        "CREATE TABLE {t} (id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10),"
            + " day DATE, year INT GENERATED ALWAYS AS (year(day))) USING delta",
        "INSERT INTO {t} (day) VALUES (DATE'2024-01-01'), (DATE'2025-01-01')",
        "INSERT INTO {t} (day) VALUES (DATE'2026-01-01')");
    assertThat(source.log()).contains("delta.identity.highWaterMark", "delta.generationExpression");
    assertFollows("INSERT INTO {t} (day) VALUES (DATE'2027-01-01')");
    for (DeltaTable next : List.of(source, replica, snapshot)) {
      next.sql("INSERT INTO {t} (day) VALUES (DATE'2028-01-01')");
    }
    List<String> after = source.rows();
    assertThat(after.get(after.size() - 1)).endsWith(",2028-01-01,2028]");
    assertThat(replica.rows()).isEqualTo(after);
    assertThat(snapshot.rows()).isEqualTo(after);
  }

  @Test
  void carriesWidenedTypes() throws Exception {
    source.sql(
        "CREATE TABLE {t} USING delta TBLPROPERTIES ('delta.enableTypeWidening' = 'true')"
            + " AS SELECT * FROM VALUES (1, 10), (2, 20) AS v(id, amount)",
        "ALTER TABLE {t} ALTER COLUMN id TYPE BIGINT",
        "INSERT INTO {t} VALUES (5000000000, 30)",
        "ALTER TABLE {t} ALTER COLUMN amount TYPE DOUBLE");
    assertThat(source.log()).contains("delta.typeChanges");
    assertFollows("INSERT INTO {t} VALUES (4, 0.5)");
  }

  @Test
  void carriesRenamedAndDroppedColumns() throws Exception {
    create("'delta.columnMapping.mode' = 'name'");
    source.sql(
        "ALTER TABLE {t} RENAME COLUMN word TO `the word, now`",
        "ALTER TABLE {t} ADD COLUMN extra INT",
        "INSERT INTO {t} VALUES (10, 'x', 7)",
        "ALTER TABLE {t} DROP COLUMN extra",
        "ALTER TABLE {t} ADD COLUMN extra STRING");
    assertFollows("INSERT INTO {t} VALUES (11, 'y', 'again')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "parquet"})
  void carriesCheckpointsWithSidecars(String form) throws Exception {
    SparkSession own = SmallTablesSession.named("sidecars");
    own.conf().set("spark.databricks.delta.checkpointV2.topLevelFileFormat", form);
    source = new DeltaTable(own, source.folder());
    create("'delta.checkpointPolicy' = 'v2'", "'delta.checkpointInterval' = '2'");
    source.sql("INSERT INTO {t} VALUES (10, 'x')", "INSERT INTO {t} VALUES (11, 'y')");
    assertThat(source.files("_delta_log"))
        .anyMatch(file -> file.matches(".*\\.checkpoint\\.[0-9a-f-]{36}\\." + form))
        .anyMatch(file -> file.startsWith("_delta_log/_sidecars/"));
    assertFollows("DELETE FROM {t} WHERE id = 2", "INSERT INTO {t} VALUES (12, 'z')");
  }

  @Test
  void refusesAFeatureThatNobodyKnows() throws Exception {
    create("'delta.enableDeletionVectors' = 'true'");
    editCommit(0, "\"deletionVectors\"", "\"deletionVectors\",\"madeUp\"");
    assertRefused(
        "version 0 requires table feature 'madeUp', which this version does not know how to copy.");
  }

  @Test
  void refusesATableWhoseCommitsACatalogDecides() throws Exception {
    create("'delta.enableDeletionVectors' = 'true'");
    Path commits = Files.createDirectories(source.folder().resolve("_delta_log/_commits"));
    Files.writeString(commits.resolve("00000000000000000002.x.json"), "{}");
    assertRefused("its log has a folder _commits, so a catalog decides which commits count.");
    Files.delete(commits.resolve("00000000000000000002.x.json"));
    Files.delete(commits);
    editCommit(0, "\"deletionVectors\"", "\"deletionVectors\",\"catalogManaged\"");
    assertRefused(
        "version 0 requires table feature 'catalogManaged', which this version does not know how"
            + " to copy.");
  }

  private void editCommit(long version, String what, String by) throws IOException {
    Path commit = source.folder().resolve("_delta_log/%020d.json".formatted(version));
    String text = Files.readString(commit);
    assertThat(text).contains(what);
    Files.writeString(commit, text.replace(what, by));
  }

  /** What UniForm keeps beside a table names it by its old place; a writer makes it anew. */
  @Test
  void leavesTheIcebergMetadataOfUniFormBehind() throws Exception {
    create();
    Cli.write(source.folder().resolve("metadata/v1.metadata.json"), "{}");
    assertClones(
        () -> {
          assertThat(replica.folder().resolve("metadata")).doesNotExist();
          assertThat(snapshot.folder().resolve("metadata")).doesNotExist();
        });
  }

  @Test
  void carriesWhatOtherCommandsLeaveInTheLog() throws Exception {
    create("'delta.enableDeletionVectors' = 'true'");
    source.sql("DELETE FROM {t} WHERE id = 4", "REORG TABLE {t} APPLY (PURGE)");
    source.sql("RESTORE TABLE {t} TO VERSION AS OF 0", "TRUNCATE TABLE {t}");
    source.sql("INSERT OVERWRITE {t} VALUES (1, 'over')", "COMMENT ON TABLE {t} IS 'said'");
    assertFollows("DELETE FROM {t}");
  }
}
