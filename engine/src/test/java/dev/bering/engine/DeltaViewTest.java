package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.ColumnType;
import dev.bering.tables.RowPositions;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.TableSnapshot.Column;
import dev.bering.tables.TableSnapshot.DataFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta snapshots over Parquet files that the test writes itself. */
class DeltaViewTest {

  private static final Engine ENGINE = DuckDbEngine.open();
  private static final ColumnType INTEGER = new ColumnType.Primitive("integer");
  private static final ColumnType LONG = new ColumnType.Primitive("long");
  private static final ColumnType STRING = new ColumnType.Primitive("string");

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void readsColumnsUnderTheNamesThatUsersSee() {
    Relation relation =
        register(
            List.of(column("id", "col-1", LONG), column("na me", "col-2", STRING)),
            file(write("a", "SELECT 7::BIGINT AS \"col-1\", 'x' AS \"col-2\", 1 AS dropped")));
    assertThat(relation.columns())
        .containsExactly(
            new RelationColumn("id", new SqlType.Simple("BIGINT")),
            new RelationColumn("na me", new SqlType.Simple("VARCHAR")));
    assertThat(relation.summary()).isEqualTo("Delta table, version 3, 1 file");
    assertThat(rows("id, \"na me\"")).containsExactly("7|x");
  }

  @Test
  void doesNotSeeRowsThatADeletionVectorMarks() {
    Relation relation =
        register(
            List.of(column("id", "id", LONG)),
            file(write("a", "SELECT i AS id FROM range(300000) t(i)"), 0, 5, 299_999),
            file(write("b", "SELECT i AS id FROM range(10) t(i)"), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
            file(write("c", "SELECT -1 AS id")));
    assertThat(relation.rowCount()).isEqualTo(300_000 - 3 + 1);
    assertThat(rows("count(*), min(id), sum(id)"))
        .containsExactly("299998|-1|" + (299_999L * 300_000 / 2 - 5 - 299_999 - 1));
    assertThat(rows("count(*) FILTER (id = 0 OR id = 5 OR id = 299999)")).containsExactly("0");
    assertThat(
            ENGINE.query(
                "SELECT count(*) FROM t WHERE id BETWEEN 150000 AND 150009", row -> row.number(0)))
        .containsExactly(10L);
    assertThat(ENGINE.query("SELECT count(*) FROM t WHERE id = 299999", row -> row.number(0)))
        .containsExactly(0L);
  }

  @Test
  void takesPartitionValuesFromTheLogInTheirSerialisedForm() {
    Map<String, String> typesAndTexts = new LinkedHashMap<>();
    typesAndTexts.put("string", "a 'b' =ü%20");
    typesAndTexts.put("long", "-9223372036854775808");
    typesAndTexts.put("integer", "42");
    typesAndTexts.put("short", "-7");
    typesAndTexts.put("byte", "127");
    typesAndTexts.put("float", "1.5");
    typesAndTexts.put("double", "NaN");
    typesAndTexts.put("boolean", "true");
    typesAndTexts.put("date", "2026-01-31");
    typesAndTexts.put("timestamp", "2026-01-31 10:00:00.123456");
    typesAndTexts.put("timestamp_ntz", "2026-01-31 10:00:00");
    typesAndTexts.put("binary", "\u0001é");
    List<Column> columns = new ArrayList<>();
    columns.add(column("id", "id", INTEGER));
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    Map<String, Optional<String>> nulls = new LinkedHashMap<>();
    Map<String, Optional<String>> empties = new LinkedHashMap<>();
    typesAndTexts.forEach(
        (type, text) -> {
          columns.add(new Column("p_" + type, "p_" + type, new ColumnType.Primitive(type), true));
          values.put("p_" + type, Optional.of(text));
          nulls.put("p_" + type, Optional.empty());
          empties.put("p_" + type, Optional.of(""));
        });
    columns.add(new Column("p_dec", "p_dec", new ColumnType.Decimal(9, 2), true));
    values.put("p_dec", Optional.of("12.50"));
    nulls.put("p_dec", Optional.empty());
    empties.put("p_dec", Optional.of(""));
    register(
        columns,
        new DataFile(write("a", "SELECT 1 AS id"), 0, values, RowPositions.NONE),
        new DataFile(write("b", "SELECT 2 AS id"), 0, nulls, RowPositions.NONE),
        new DataFile(write("c", "SELECT 3 AS id"), 0, empties, RowPositions.NONE));
    assertThat(rows("COLUMNS(*)::VARCHAR", 14, "ORDER BY id"))
        .containsExactly(
            "1|a 'b' =ü%20|-9223372036854775808|42|-7|127|1.5|nan|true|2026-01-31"
                + "|2026-01-31 10:00:00.123456+00|2026-01-31 10:00:00|\\x01\\xC3\\xA9|12.50",
            "2" + "|null".repeat(13), "3" + "|null".repeat(13));
  }

  @Test
  void understandsTimestampsOfPartitionsInUtcToo() {
    Column time = new Column("p", "p", new ColumnType.Primitive("timestamp"), true);
    Path file = write("a", "SELECT 1 AS id");
    register(
        List.of(column("id", "id", INTEGER), time),
        new DataFile(
            file, 0, Map.of("p", Optional.of("2026-01-31T10:00:00.5Z")), RowPositions.NONE));
    assertThat(rows("id, p::VARCHAR")).containsExactly("1|2026-01-31 10:00:00.5+00");
  }

  @Test
  void fillsInWhatOlderFilesLackAndWidensWhatTheyHold() {
    ColumnType struct =
        new ColumnType.Struct(
            List.of(new ColumnType.Field("a", "a", LONG), new ColumnType.Field("b", "b", STRING)));
    register(
        List.of(
            column("n", "n", LONG),
            column("d", "d", new ColumnType.Decimal(12, 4)),
            column("x", "x", new ColumnType.Primitive("double")),
            column("t", "t", new ColumnType.Primitive("timestamp_ntz")),
            column("s", "s", struct),
            column("l", "l", new ColumnType.Array(struct)),
            column("added", "added", STRING)),
        file(
            write(
                "old",
                "SELECT 1::SMALLINT AS n, 1.5::DECIMAL(5,1) AS d, 2::INTEGER AS x,"
                    + " DATE '2026-01-31' AS t, {'a': 3::INTEGER} AS s, [{'a': 4::INTEGER}] AS l")),
        file(
            write(
                "new",
                "SELECT 5::BIGINT AS n, 1.25::DECIMAL(12,4) AS d, 2.5::DOUBLE AS x,"
                    + " TIMESTAMP '2026-02-01 10:00:00' AS t, {'a': 6::BIGINT, 'b': 'y'} AS s,"
                    + " [{'a': 7::BIGINT, 'b': 'z'}, NULL] AS l, 'new' AS added")));
    assertThat(rows("COLUMNS(*)::VARCHAR", 7, "ORDER BY n"))
        .containsExactly(
            "1|1.5000|2.0|2026-01-31 00:00:00|{'a': 3, 'b': NULL}|[{'a': 4, 'b': NULL}]|null",
            "5|1.2500|2.5|2026-02-01 10:00:00|{'a': 6, 'b': y}|[{'a': 7, 'b': z}, NULL]|new");
  }

  @Test
  void givesThePartsOfStructsTheNamesThatUsersSeeAtAnyDepth() {
    ColumnType inner = new ColumnType.Struct(List.of(new ColumnType.Field("Inner n", "p-3", LONG)));
    ColumnType outer =
        new ColumnType.Struct(
            List.of(
                new ColumnType.Field("list", "p-1", new ColumnType.Array(inner)),
                new ColumnType.Field("plain", "p-2", INTEGER)));
    ColumnType map = new ColumnType.Map(STRING, inner);
    Relation relation =
        register(
            List.of(
                column("s", "c-1", outer), column("m", "c-2", map), column("id", "c-3", INTEGER)),
            file(
                write(
                    "a",
                    "SELECT {'p-1': [{'p-3': 1::BIGINT}, NULL], 'p-2': 2} AS \"c-1\","
                        + " MAP {'k': {'p-3': 3::BIGINT}, 'n': NULL} AS \"c-2\", 1 AS \"c-3\""
                        + " UNION ALL SELECT NULL, NULL, 2"
                        + " UNION ALL SELECT {'p-1': NULL, 'p-2': NULL}, MAP {}, 3")));
    assertThat(relation.columns().get(0).type().sql())
        .isEqualTo("STRUCT(\"list\" STRUCT(\"Inner n\" BIGINT)[], \"plain\" INTEGER)");
    assertThat(ENGINE.query("SELECT typeof(s) FROM t LIMIT 1", row -> row.string(0)))
        .containsExactly("STRUCT(list STRUCT(\"Inner n\" BIGINT)[], plain INTEGER)");
    assertThat(rows("s::VARCHAR, m::VARCHAR", 2, "ORDER BY id"))
        .containsExactly(
            "{'list': [{'Inner n': 1}, NULL], 'plain': 2}|{k={'Inner n': 3}, n=NULL}",
            "null|null",
            "{'list': NULL, 'plain': NULL}|{}");
  }

  @Test
  void mayHaveNoFileAtAll() {
    Relation relation =
        register(
            List.of(
                column("id", "id", LONG),
                new Column("p", "p", new ColumnType.Primitive("date"), true)));
    assertThat(relation.rowCount()).isZero();
    assertThat(ENGINE.query("DESCRIBE t", row -> row.string(0) + " " + row.string(1)))
        .containsExactly("id BIGINT", "p DATE");
  }

  @Test
  void looksIntoTheLogAndNotIntoFolderNames() {
    Path file = write("p=folder/q=1/a", "SELECT 1 AS id");
    register(
        List.of(column("id", "id", INTEGER), new Column("p", "p", STRING, true)),
        new DataFile(file, 0, Map.of("p", Optional.of("log")), RowPositions.NONE));
    assertThat(rows("id, p")).containsExactly("1|log");
    assertThat(ENGINE.query("DESCRIBE t", row -> row.string(0))).containsExactly("id", "p");
  }

  @Test
  void listsColumnsItCannotHoldWithoutOfferingThem() {
    Relation relation =
        register(
            List.of(
                column("id", "id", INTEGER),
                column("v", "v", new ColumnType.Primitive("variant")),
                column(
                    "s",
                    "s",
                    new ColumnType.Struct(
                        List.of(
                            new ColumnType.Field("v", "v", new ColumnType.Primitive("variant")))))),
            file(write("a", "SELECT 1 AS id, 2 AS v")));
    assertThat(relation.columns())
        .extracting(RelationColumn::type)
        .containsExactly(
            new SqlType.Simple("INTEGER"),
            new SqlType.Unsupported("variant"),
            new SqlType.Unsupported("struct<v:variant>"));
    assertThatThrownBy(() -> ENGINE.query("SELECT v FROM t", row -> row.text(0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhichFileIsMissing() {
    DataFile missing = file(folder.resolve("gone.parquet"));
    assertThatThrownBy(() -> register(List.of(column("id", "id", INTEGER)), missing))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot read /data/t: ")
        .hasMessageContaining("gone.parquet");
  }

  @Test
  void readsThousandsOfFilesWithAPartitionEach() {
    Path file = write("a", "SELECT 1 AS id");
    DataFile[] files =
        IntStream.range(0, 3_000)
            .mapToObj(
                i -> new DataFile(file, 0, Map.of("p", Optional.of("" + i)), RowPositions.NONE))
            .toArray(DataFile[]::new);
    Relation relation =
        register(List.of(column("id", "id", INTEGER), new Column("p", "p", LONG, true)), files);
    assertThat(relation.rowCount()).isEqualTo(3_000);
    assertThat(rows("sum(p), count(DISTINCT p)")).containsExactly("4498500|3000");
  }

  private static Column column(String name, String physicalName, ColumnType type) {
    return new Column(name, physicalName, type, false);
  }

  private static DataFile file(Path path, long... deleted) {
    return new DataFile(path, 0, Map.of(), RowPositions.of(deleted));
  }

  private Path write(String name, String select) {
    Path file = folder.resolve(name + ".parquet");
    file.resolveSibling(".").toFile().mkdirs();
    ENGINE.execute(
        "COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.literal(file.toString())));
    return file;
  }

  private static Relation register(List<Column> columns, DataFile... files) {
    return ENGINE.register(
        "t", new TableSnapshot.Delta(Location.of("/data/t"), 3, columns, List.of(files)));
  }

  private static List<String> rows(String columns) {
    return rows(columns, columns.split(", ", -1).length, "");
  }

  private static List<String> rows(String columns, int count, String order) {
    return ENGINE.query(
        "SELECT %s FROM t %s".formatted(columns, order),
        row -> {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : "|").append(row.text(i).orElse("null"));
          }
          return text.toString();
        });
  }
}
