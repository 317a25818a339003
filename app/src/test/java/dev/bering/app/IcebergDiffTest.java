package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Iceberg table that Spark writes is, row by row, the Parquet that Spark reads of it. */
@Tag("spark")
class IcebergDiffTest {

  @TempDir Path folder;

  private SparkSession spark;
  private IcebergTable table;

  @BeforeEach
  void create() {
    spark = SmallTablesSession.named("Iceberg tables that are compared");
    spark.conf().set("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.ice.type", "hadoop");
    spark.conf().set("spark.sql.catalog.ice.warehouse", folder.toString());
    table = new IcebergTable(spark, folder.resolve("db/t"));
    sql(
        "CREATE TABLE {t} (id BIGINT, dept STRING, price DECIMAL(9,2)) USING iceberg PARTITIONED BY"
            + " (dept) TBLPROPERTIES ('format-version' = '2', 'write.delete.mode' ="
            + " 'merge-on-read', 'write.update.mode' = 'merge-on-read')",
        "INSERT INTO {t} SELECT id, concat('d', id % 3), id / 4 FROM range(0, 40, 1, 1)",
        "DELETE FROM {t} WHERE id % 5 = 1");
  }

  private void sql(String... commands) {
    for (String command : commands) {
      spark.sql(command.replace("{t}", "ice.db.t"));
    }
  }

  private Path asSparkReads(String query) {
    Path copy = folder.resolve("copy-" + query.hashCode());
    spark.sql(query.replace("{t}", "ice.db.t")).coalesce(1).write().parquet(copy.toString());
    return copy;
  }

  private Cli diff(Object... words) {
    Object[] all = new Object[words.length + 3];
    all[0] = "diff";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--key";
    all[words.length + 2] = "id";
    return Cli.run(all);
  }

  @Test
  void isWhatSparkReadsNowAndBefore() {
    long first = table.table().currentSnapshot().snapshotId();
    Path before = asSparkReads("SELECT * FROM {t}");
    sql(
        "UPDATE {t} SET price = 0 WHERE id = 4",
        "ALTER TABLE {t} RENAME COLUMN price TO cost",
        "ALTER TABLE {t} ALTER COLUMN cost TYPE DECIMAL(12,2)",
        "ALTER TABLE {t} ADD COLUMN note STRING AFTER id",
        "INSERT INTO {t} VALUES (50, 'new', 'd9', 1)");
    Path now = asSparkReads("SELECT * FROM {t} ORDER BY id");
    Cli cli = diff(table.folder(), now);
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
    assertThat(cli.out())
        .contains("= EXACT")
        .contains("Iceberg table, snapshot " + table.table().currentSnapshot().snapshotId());
    cli = diff(table.folder(), before, "--left-version", first);
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
    assertThat(cli.out()).contains("= EXACT").contains("Iceberg table, snapshot " + first);
    Path yaml =
        Cli.write(
            folder.resolve("c.yaml"),
            "left: %s\nleft-version: %d\nright: %s\nkeys: id\n"
                .formatted(table.folder(), first, before));
    cli = Cli.run("diff", "--comparison", yaml);
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
    assertThat(cli.out()).contains("Iceberg table, snapshot " + first);
    cli = diff(before, table.folder(), "--right-version", 5);
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err())
        .startsWith("Cannot read %s: it has no snapshot 5.\n".formatted(table.folder()));
  }

  @Test
  void isAmbiguousBesideADeltaLog() throws IOException {
    Files.createDirectory(table.folder().resolve("_delta_log"));
    Cli cli = diff(table.folder(), table.folder());
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .contains(
"""
Cannot read %s: it is a Delta table, by its _delta_log, and an Iceberg table, by its metadata folder.
hint: name %s/_delta_log to read the one, or a .metadata.json file to read the other
"""
                .formatted(table.folder(), table.folder()));
    Path file = folder.resolve("t.csv");
    Cli.write(file, "id\n1\n");
    cli = diff(file, file, "--left-version", 3);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read version 3 of %s: it is no table that has versions.
            hint: leave the version out
            """
                .formatted(file));
  }
}
