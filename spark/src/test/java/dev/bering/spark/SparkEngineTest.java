package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.ComparisonRunner;
import dev.bering.parity.RowFingerprint;
import dev.bering.parity.Rung;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkEngineTest {

  private final SparkEngine engine = TwoEngines.shared().spark();
  private final DuckDbEngine duckDb = TwoEngines.shared().duckDb();

  @TempDir Path folder;

  @Test
  void refusesByNameWhatDuckDbAloneReads() {
    Location location = Location.of(folder.resolve("t").toString());
    assertThatThrownBy(
            () ->
                engine.register(
                    "left",
                    new TableSnapshot.Iceberg(
                        location,
                        "v1.metadata.json",
                        TableSnapshot.Iceberg.Certainty.KNOWN,
                        OptionalLong.empty(),
                        List.of(),
                        List.of(),
                        List.of())))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s on Spark: it is an Iceberg table, which is read by DuckDB only."
                .formatted(location));
    assertThatThrownBy(
            () -> engine.register("left", new TableSnapshot.Json(location, folder.resolve("t"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s on Spark: it is a JSON file, which is read by DuckDB only."
                .formatted(location));
  }

  @Test
  void refusesACsvFileThatThisProcessCannotHold() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, "id,v\n1,abc\n2,\n");
    Location location = Location.of(file.toString());
    TableSnapshot.Csv csv = new TableSnapshot.Csv(location, file);
    assertThat(ParsedCsv.read(SparkSession.active(), csv, 133).rowCount()).isEqualTo(2);
    assertThatThrownBy(() -> ParsedCsv.read(SparkSession.active(), csv, 132))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s on Spark: it is a CSV file whose texts take 133 B, and this process sends 132 B at most."
                .formatted(location));
  }

  @Test
  void readsAVersionOfADeltaTableWithDeletedRowsAndRenamedColumns() {
    Path table = folder.resolve("delta");
    String name = "delta.`%s`".formatted(table);
    engine.execute(
        "CREATE TABLE "
            + name
            + " USING delta PARTITIONED BY (d) TBLPROPERTIES ("
            + "'delta.columnMapping.mode'='name', 'delta.enableDeletionVectors'='true')"
            + " AS SELECT id, 'v' || id AS v, DATE'2026-01-01' AS d FROM range(10)");
    engine.execute("ALTER TABLE " + name + " RENAME COLUMN v TO w");
    engine.execute("DELETE FROM " + name + " WHERE id = 3");
    engine.execute("DELETE FROM " + name + " WHERE id = 4");
    Location location = Location.of(table.toString());
    Relation before = engine.register("left", Tables.open(location, 2));
    Relation now = engine.register("right", Tables.open(location));
    assertThat(before.rowCount()).isEqualTo(9);
    assertThat(types(before)).isEqualTo("id BIGINT, w VARCHAR, d DATE");
    ComparisonReport report = compare(before, now);
    assertThat(report.reason()).isEqualTo("1 row only on the left");
    assertThat(report.onlyLeft()).containsExactly(List.of("4"));
    assertThat(report.engine()).isEqualTo("Spark 4.1.3");
    // And as DuckDB reads it.
    assertThat(types(duckDb.register("right", Tables.open(location)))).isEqualTo(types(now));
  }

  @Test
  void saysWhatStopsAQuery() {
    String sql = "SELECT raise_error('what the data says') FROM range(1)";
    assertThatThrownBy(() -> engine.execute(sql))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot finish a query on Spark: [USER_RAISED_EXCEPTION] what the data says SQLSTATE:"
                + " P0001.");
    assertThatThrownBy(() -> engine.execute("SELECT x FROM range(1)"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Spark refuses: ")
        .hasMessageEndingWith("in: SELECT x FROM range(1)");
  }

  @Test
  void readsFoldersAsColumnsWhateverTheyAreCalled() throws IOException {
    write("t/city=a b%2Fc/part[1].parquet", "SELECT 1 AS id, 'x' AS v");
    write("t/city=__HIVE_DEFAULT_PARTITION__/p*.parquet", "SELECT 2 AS id, 'y' AS v");
    write("t/city=a+b%25/p.parquet", "SELECT 3 AS id, NULL::VARCHAR AS v");
    Location location = Location.of(folder.resolve("t").toString());
    Relation onSpark = engine.register("left", Tables.open(location));
    Relation onDuckDb = duckDb.register("left", Tables.open(location));
    assertThat(onSpark.columns()).isEqualTo(onDuckDb.columns());
    String rows = "SELECT concat_ws('|', id, v, city) FROM %s ORDER BY id";
    assertThat(engine.query(rows.formatted("`left`"), row -> row.string(0)))
        .isEqualTo(duckDb.query(rows.formatted("\"left\""), row -> row.string(0)))
        .containsExactly("1|x|a b/c", "2|y", "3|a+b%");
  }

  @Test
  void refusesByNameWhatFilesDisagreeOn() throws IOException {
    write("t/1.parquet", "SELECT 1 AS id, 1::INTEGER AS v");
    write("t/2.parquet", "SELECT 2 AS id, 2::BIGINT AS v");
    Relation table =
        engine.register("left", Tables.open(Location.of(folder.resolve("t").toString())));
    assertThat(types(table)).isEqualTo("id INTEGER, v INTEGER in some files, BIGINT in others");
  }

  @Test
  void doesNotLeaveOutADamagedFile() throws IOException {
    write("t/1.parquet", "SELECT 1::BIGINT AS id");
    write("t/2.parquet", "SELECT * FROM range(100000) t(id)");
    Path damaged = folder.resolve("t/2.parquet");
    byte[] bytes = Files.readAllBytes(damaged);
    for (int i = 4; i < bytes.length / 2; i++) {
      bytes[i] = 0;
    }
    Files.write(damaged, bytes);
    Location location = Location.of(folder.resolve("t").toString());
    assertThatThrownBy(
            () -> {
              Relation table = engine.register("left", Tables.open(location));
              engine.query("SELECT sum(id) FROM `left`", row -> row.text(0));
              throw new AssertionError("read " + table);
            })
        .isInstanceOf(UserException.class);
  }

  @Test
  void fingerprintsWholeTablesToo() throws IOException {
    String select =
        "SELECT i AS id, {'a': [i, NULL], 'm': MAP {'x': -0.0}} AS v FROM range(%s) t(i)";
    write("a.parquet", select.formatted("100"));
    write("b.parquet", select.formatted("100") + " ORDER BY i DESC");
    write("c.parquet", select.formatted("100").replace("-0.0", "CASE WHEN i = 7 THEN 0.0 END"));
    RowFingerprint one = fingerprint("a.parquet");
    assertThat(one.rowCount()).isEqualTo(100);
    assertThat(fingerprint("b.parquet")).isEqualTo(one);
    assertThat(fingerprint("c.parquet")).isNotEqualTo(one);
  }

  private RowFingerprint fingerprint(String file) {
    return RowFingerprint.of(
        engine, engine.register("left", Tables.open(Location.of(folder.resolve(file).toString()))));
  }

  private ComparisonReport compare(Relation left, Relation right) {
    ComparisonReport report =
        new ComparisonRunner(engine, Progress.NONE)
            .run(new ComparisonPlanner().plan(Comparison.by("id"), left, right));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    return report;
  }

  private static String types(Relation relation) {
    return relation.columns().stream()
        .map((RelationColumn column) -> column.name() + " " + column.type().sql())
        .collect(Collectors.joining(", "));
  }

  private void write(String file, String select) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    duckDb.execute(
        "COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.literal(path.toString())));
    assertThat(List.of(path)).allMatch(Files::exists);
  }
}
