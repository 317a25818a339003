package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What delta-spark reads of a table cloned from a database is what the database says. */
@Tag("spark")
class DatabaseCloneTest {

  private static SparkSession spark;
  private static EmbeddedPostgres server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    spark = SmallTablesSession.named("clones of databases");
    server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
    run(
        """
        CREATE TABLE things (
          id bigint PRIMARY KEY, small smallint, number integer, price numeric(12, 3), ratio real,
          weight double precision, word varchar(20), fixed char(4), body text, flag boolean,
          day date, moment timestamptz, local_time timestamp, bytes bytea)
        """,
        """
        INSERT INTO things VALUES
          (1, -32768, 2147483647, 123456789.125, 0.5, 1e300, 'häuser', 'ab', E'line\\nbreak', true,
           '2024-02-29', '2024-02-29 23:59:59.123456+02', '1969-12-31 23:59:59.999999', '\\x00ff'),
          (2, 32767, -2147483648, -0.001, '-0.0', 'NaN', '', '', '', false,
           '0001-01-01', '1900-01-01 00:00:00+00', '9999-12-31 23:59:59.999999', ''),
          (9007199254740993, null, null, null, null, null, null, null, null, null,
           null, null, null, null)
        """);
  }

  @AfterAll
  static void stop() throws Exception {
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

  /** Rows as texts that the database itself makes of its values. */
  private static List<String> atTheDatabase() throws SQLException {
    String query =
        """
        SELECT id, small, number, price, float8(ratio), weight, word, fixed, body, flag,
          to_char(day, 'YYYY-MM-DD'),
          to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
          to_char(local_time, 'YYYY-MM-DD HH24:MI:SS.US'), encode(bytes, 'hex')
        FROM things ORDER BY id
        """;
    List<String> rows = new ArrayList<>();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        StringJoiner row = new StringJoiner("|");
        for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
          row.add(String.valueOf(result.getObject(c)));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  /** The same rows as texts that Spark makes of what it reads. */
  private List<String> atTheTarget() {
    String pattern = "yyyy-MM-dd HH:mm:ss.SSSSSS";
    return spark
        .sql(
            """
            SELECT id, small, number, price, double(ratio), weight, word, fixed, body, flag,
              date_format(day, 'yyyy-MM-dd'), date_format(moment, '%s'),
              date_format(local_time, '%s'), lower(hex(bytes))
            FROM delta.`%s` ORDER BY id
            """
                .formatted(pattern, pattern, target()))
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .toList();
  }

  private Path target() {
    return folder.resolve("things");
  }

  private void cloneTable() {
    Cli cli =
        Cli.run(
            "clone",
            server.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""),
            target(),
            "--table",
            "public.things",
            "--user",
            "postgres");
    assertThat(cli.exitCode()).as(cli.err()).isZero();
  }

  @Test
  void readsTheTypesAndValuesOfTheDatabase() throws Exception {
    cloneTable();
    assertThat(spark.read().format("delta").load(target().toString()).schema().simpleString())
        .isEqualTo(
            "struct<id:bigint,small:smallint,number:int,price:decimal(12,3),ratio:float,"
                + "weight:double,word:string,fixed:string,body:string,flag:boolean,day:date,"
                + "moment:timestamp,local_time:timestamp_ntz,bytes:binary>");
    List<String> rows = atTheDatabase();
    assertThat(rows).hasSize(3);
    assertThat(atTheTarget()).isEqualTo(rows);

    run(
        "DELETE FROM things WHERE id = 2",
        "UPDATE things SET price = 7, moment = now() WHERE id = 1",
        "INSERT INTO things (id, word) VALUES (5, 'new')");
    cloneTable();
    assertThat(atTheTarget()).isEqualTo(atTheDatabase());
  }
}
