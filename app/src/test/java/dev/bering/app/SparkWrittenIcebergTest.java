package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that iceberg-spark writes. Each is cloned and checked; then its source is taken away, and
 * iceberg-spark reads every snapshot, branch and tag of the replica. Then the source goes on, and
 * so does the replica. Equality deletes are not here: Spark reads them and never writes them.
 */
@Tag("spark")
class SparkWrittenIcebergTest {

  @TempDir Path folder;

  private SparkSession spark;
  private IcebergTable source;
  private IcebergTable replica;

  @BeforeEach
  void nameTables() {
    spark = SmallTablesSession.named("Iceberg tables that Spark writes");
    spark.conf().set("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.ice.type", "hadoop");
    spark.conf().set("spark.sql.catalog.ice.warehouse", folder.resolve("source").toString());
    // What a table that is named by its path is opened through.
    spark.conf().set("spark.sql.catalog.default_iceberg", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.default_iceberg.type", "hadoop");
    spark.conf().set("spark.sql.catalog.default_iceberg.warehouse", folder.toString());
    source = new IcebergTable(spark, folder.resolve("source/db/t"));
    replica = new IcebergTable(spark, folder.resolve("replica"));
  }

  private void sql(String... commands) {
    for (String command : commands) {
      spark.sql(command.replace("{t}", "ice.db.t"));
    }
  }

  private void create(int format, String partition) {
    String mode = format == 1 ? "copy-on-write" : "merge-on-read";
    sql(
        "CREATE TABLE {t} (id BIGINT, dept STRING) USING iceberg %s TBLPROPERTIES ('format-version' = '%d', 'write.delete.mode' = '%s', 'write.update.mode' = '%s', 'write.merge.mode' = '%s')"
            .formatted(partition, format, mode, mode, mode));
  }

  private void insert(long from, long to, String dept) {
    sql(
        "INSERT INTO {t} (id, dept) SELECT id, %s FROM range(%d, %d, 1, 1)"
            .formatted(dept, from, to));
  }

  private static void run(Object... command) {
    Cli cli = Cli.run(command);
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
  }

  /** Clones, checks, and reads the replica while the source is away. */
  private void assertClones() throws IOException {
    Map<String, List<String>> rows = source.rows();
    run("clone", source.folder(), replica.folder());
    run("check", source.folder(), replica.folder());
    assertThat(Cli.run("clone", source.folder(), replica.folder()).out())
        .endsWith("already: nothing copied" + System.lineSeparator());
    Path hidden = folder.resolve("hidden");
    Files.move(folder.resolve("source"), hidden);
    try {
      assertThat(replica.rows()).isEqualTo(rows);
      assertThat(replica.table().refs().keySet())
          .allMatch(ref -> rows.keySet().stream().anyMatch(name -> name.endsWith(" " + ref)));
    } finally {
      Files.move(hidden, folder.resolve("source"));
    }
  }

  /** As before, and again after the source has gone on. */
  private void assertFollows(String... commands) throws IOException {
    assertClones();
    sql(commands);
    assertClones();
  }

  /** The delete files that count for the rows of now. */
  private List<DeleteFile> deletes() throws IOException {
    try (CloseableIterable<FileScanTask> tasks = source.table().newScan().planFiles()) {
      List<DeleteFile> deletes = new ArrayList<>();
      tasks.forEach(task -> deletes.addAll(task.deletes()));
      return deletes;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void carriesDeletesBranchesTagsStatisticsAndEvolutionOfEveryFormat(int format) throws Exception {
    create(format, "PARTITIONED BY (dept)");
    insert(0, 10, "concat('d', id % 2)");
    source.table().manageSnapshots().createTag("first", current()).createBranch("audit").commit();
    sql(
        "REFRESH TABLE {t}",
        "INSERT INTO ice.db.t.branch_audit VALUES (90, 'audited')",
        "DELETE FROM {t} WHERE id IN (2, 3)",
        "UPDATE {t} SET dept = 'moved' WHERE id = 4");
    source.table().updateSpec().addField(Expressions.bucket("id", 4)).commit();
    sql(
        "REFRESH TABLE {t}",
        "ALTER TABLE {t} ADD COLUMN note STRING",
        "INSERT INTO {t} VALUES (20, 'd0', 'noted')",
        "ALTER TABLE {t} RENAME COLUMN note TO remark",
        "MERGE INTO {t} t USING (SELECT id FROM range(8, 12)) s ON t.id = s.id WHEN MATCHED THEN"
            + " DELETE WHEN NOT MATCHED THEN INSERT (id, dept, remark) VALUES (s.id, 'm', 'x')",
        "CALL ice.system.compute_table_stats('db.t')");
    Table table = source.table();
    assertThat(table.specs()).hasSize(2);
    assertThat(table.statisticsFiles()).hasSize(1);
    List<FileFormat> deletes = deletes().stream().map(DeleteFile::format).distinct().toList();
    assertThat(deletes)
        .isEqualTo(
            format == 1
                ? List.of()
                : List.of(format == 2 ? FileFormat.PARQUET : FileFormat.PUFFIN));
    assertFollows(
        "INSERT INTO ice.db.t.branch_audit VALUES (91, 'audited', 'again')",
        "DELETE FROM {t} WHERE id = 20",
        "ALTER TABLE {t} DROP COLUMN remark");
    assertThat(replica.table().statisticsFiles()).hasSize(1);
  }

  private long current() {
    return source.table().currentSnapshot().snapshotId();
  }

  @Test
  void carriesSeveralDeletionVectorsInOneFile() throws Exception {
    create(3, "");
    insert(0, 10, "'a'");
    insert(10, 20, "'b'");
    insert(20, 30, "'c'");
    sql("DELETE FROM {t} WHERE id % 5 = 1");
    assertThat(deletes()).hasSize(3);
    assertThat(deletes().stream().map(DeleteFile::location).collect(Collectors.toSet())).hasSize(1);
    assertFollows("DELETE FROM {t} WHERE id % 5 = 2");
  }

  /** apache/iceberg#14458: files whose adding snapshot has expired are alive all the same. */
  @Test
  void carriesFilesWhoseSnapshotHasExpired() throws Exception {
    create(2, "");
    insert(0, 10, "'a'");
    insert(10, 20, "'b'");
    sql(
        "DELETE FROM {t} WHERE id = 3",
        "CALL ice.system.rewrite_manifests('db.t')",
        "CALL ice.system.expire_snapshots(table => 'db.t', older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)");
    assertThat(source.table().snapshots()).hasSize(1);
    assertThat(source.rows().values()).allMatch(rows -> rows.size() == 19);
    assertFollows("INSERT INTO {t} VALUES (30, 'c')");
  }

  @Test
  void carriesPartitionsWhoseValuesNeedEscaping() throws Exception {
    create(2, "PARTITIONED BY (dept)");
    sql(
        "INSERT INTO {t} VALUES (1, 'a,b c'), (2, 'x=y%2F&ä/ü'), (3, '100% \"sure\"'), (4, null), (5, '')",
        "INSERT INTO {t} VALUES (6, 'a,b c'), (7, '#:?;')", "DELETE FROM {t} WHERE id IN (1, 2)");
    assertFollows("INSERT INTO {t} VALUES (8, 'x=y%2F&ä/ü')");
  }

  /** Files that lie elsewhere and know no field ids: columns are found by their names. */
  @Test
  void carriesFilesThatWereAddedWhereTheyLay() throws Exception {
    Path legacy = folder.resolve("source/legacy");
    spark
        .sql("SELECT id, concat('d', id % 2) AS dept FROM range(0, 10, 1, 1)")
        .write()
        .partitionBy("dept")
        .parquet(legacy.toString());
    create(2, "PARTITIONED BY (dept)");
    sql("CALL ice.system.add_files('db.t', 'parquet.`%s`')".formatted(legacy));
    assertThat(source.table().properties()).containsKey("schema.name-mapping.default");
    assertFollows("DELETE FROM {t} WHERE id = 3", "INSERT INTO {t} VALUES (30, 'c')");
  }
}
