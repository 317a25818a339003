package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads a converted table as it read the source, when the source is gone. */
@Tag("spark")
class ConvertedTablesTest {

  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark = SmallTablesSession.named("converted");
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows.toJSON().collectAsList().stream().sorted().toList();
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private void convert(String... options) {
    Object[] arguments = new Object[3 + options.length];
    arguments[0] = "clone";
    arguments[1] = at("in");
    arguments[2] = at("out");
    System.arraycopy(options, 0, arguments, 3, options.length);
    Cli cli = Cli.run(arguments);
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    Cli check = Cli.run("check", at("in"), at("out"));
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
  }

  @Test
  void readsAHiveFolder() throws Exception {
    spark
        .sql(
            """
            select cast(id as int) id, concat('n', id) as `a name, with blanks`, id / 4.0 as ratio,
              timestamp'2026-01-31 10:00:00.123456' + make_interval(0, 0, 0, id) as at,
              cast(id as decimal(12, 3)) as amount, array(id, null) as list,
              map(concat('k', id), id) as pairs, named_struct('x', id, 'y', null) as parts,
              if(id % 3 = 0, null, concat('a:b/', id % 3)) as region, date'2026-02-01' as day
            from range(12)
            """)
        .drop("parts")
        .write()
        .partitionBy("day", "region")
        .parquet(at("in").toString());
    List<String> before = rows(spark.read().parquet(at("in").toString()));
    convert("--target-format", "delta", "--partition-column", "region=string");
    Files.move(at("in"), at("in.gone"));

    Dataset<Row> table = spark.read().format("delta").load(at("out").toString());
    assertThat(rows(table)).isEqualTo(before);
    assertThat(rows(table.where("id > 7 and region = 'a:b/1'").select("id")))
        .containsExactly("{\"id\":10}");
    assertThat(table.where("region is null").count()).isEqualTo(4);
    assertThat(rows(table.selectExpr("min(id) a", "max(id) b", "count(*) c")))
        .containsExactly("{\"a\":0,\"b\":11,\"c\":12}");
    spark.sql("insert into delta.`%s` select * from delta.`%s`".formatted(at("out"), at("out")));
    assertThat(spark.read().format("delta").load(at("out").toString()).count()).isEqualTo(24);
  }

  @Test
  void readsAnIcebergTableWithRenamedColumnsAndDeletedRows() throws Exception {
    spark.conf().set("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.ice.type", "hadoop");
    spark.conf().set("spark.sql.catalog.ice.warehouse", folder.toString());
    spark.sql(
        """
        create table ice.db.t (id int, name string, parts struct<x: int>, day date)
        using iceberg partitioned by (day)
        tblproperties ('format-version' = '3', 'write.delete.mode' = 'merge-on-read')
        """);
    spark.sql(
        """
        insert into ice.db.t
        select /*+ coalesce(1) */ cast(id as int), concat('n', id), named_struct('x', cast(id as int)),
          date_add(date'2026-02-01', cast(id % 2 as int))
        from range(12)
        """);
    spark.sql("alter table ice.db.t rename column name to `the name`");
    spark.sql("alter table ice.db.t add column more double");
    spark.sql("delete from ice.db.t where id in (3, 4)");
    List<String> before = rows(spark.read().table("ice.db.t"));
    assertThat(before).hasSize(10);
    Path table = folder.resolve("db/t");

    Cli cli = Cli.run("clone", table, at("out"), "--target-format", "delta");
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    Cli check = Cli.run("check", table, at("out"));
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
    Files.move(table, at("gone"));
    Cli.run("clone", at("out"), at("copy"));
    Cli rows = Cli.run("check", "--rows", at("out"), at("copy"));
    assertThat(rows.exitCode()).isEqualTo(4);
    assertThat(rows.err())
        .containsPattern(
            "^Cannot compare the rows of .*: Cannot read .*: its columns are mapped by id, and column '\\w+' of .*\\.parquet does not have the name that goes with its id\\."); // this engine would read nulls

    Dataset<Row> delta = spark.read().format("delta").load(at("out").toString());
    assertThat(rows(delta)).isEqualTo(before);
    assertThat(rows(delta.selectExpr("min(id) a", "max(id) b", "count(*) c")))
        .containsExactly("{\"a\":0,\"b\":11,\"c\":10}");
    assertThat(delta.where("`the name` = 'n4'").count()).isZero();
  }
}
