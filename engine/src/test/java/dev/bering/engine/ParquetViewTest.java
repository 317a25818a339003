package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetViewTest {

  private static final Engine ENGINE = DuckDbEngine.open();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void unitesFilesByColumnName() {
    Relation relation =
        register(
            write("a.parquet", "SELECT 1 AS id, 'x' AS t"),
            write("b.parquet", "SELECT 2.5 AS d, 2::BIGINT AS ID"));
    assertThat(relation.columns().stream().map(c -> c.name() + " " + c.type().sql()))
        .containsExactly("id BIGINT", "t VARCHAR", "d DECIMAL(2,1)");
    assertThat(relation.rowCount()).isEqualTo(2);
    assertThat(rows("id, t, d")).containsExactlyInAnyOrder("1|x|null", "2|null|2.5");
  }

  @Test
  void opensExactlyTheFilesThatItIsGiven() {
    write("we1rd.parquet", "SELECT 'wrong' AS t");
    write("weird.parquet", "SELECT 'wrong' AS t");
    Relation relation =
        register(
            write("we[i1]rd.parquet", "SELECT 'right' AS t"),
            write("we*.parquet", "SELECT 'right' AS t"),
            write("we?rd.parquet", "SELECT 'right' AS t"),
            write("it's %20 a \"name\" é.parquet", "SELECT 'right' AS t"));
    assertThat(relation.rowCount()).isEqualTo(4);
    assertThat(rows("DISTINCT t")).containsExactly("right");
  }

  @Test
  void takesFoldersNamedKeyEqualsValueForColumnsOfText() throws IOException {
    Relation relation =
        register(
            write("day=2026-01-01/k=007/a.parquet", "SELECT 1 AS id"),
            write("day=2026-01-02/k=__HIVE_DEFAULT_PARTITION__/b.parquet", "SELECT 2 AS id"),
            write("day=a%2Fb+c%/k=x/c.parquet", "SELECT 3 AS id"));
    assertThat(relation.columns())
        .containsExactly(
            new RelationColumn("id", new SqlType.Simple("INTEGER")),
            new RelationColumn("day", new SqlType.Untyped()),
            new RelationColumn("k", new SqlType.Untyped()));
    assertThat(rows("id, day, k"))
        .containsExactlyInAnyOrder("1|2026-01-01|007", "2|2026-01-02|null", "3|a%2Fb+c%|x");
  }

  @Test
  void refusesFilesBelowDifferentKeys() {
    Path one = write("day=1/a.parquet", "SELECT 1 AS id");
    Path other = write("b.parquet", "SELECT 1 AS id");
    assertThatThrownBy(() -> register(one, other))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s: day=1/a.parquet lies below the keys [day] and b.parquet below []."
                .formatted(folder));
  }

  @Test
  void refusesNamesThatSqlCannotTellApart() throws IOException {
    Path twins =
        group(
            "twins.parquet",
            "message m { required int32 id; required group s { required int32 id; required int32"
                + " Id; } required int32 ID; }",
            g -> {
              g.add("id", 1);
              g.addGroup("s").append("id", 2).append("Id", 3);
              g.add("ID", 4);
            });
    assertThatThrownBy(() -> register(twins))
        .hasMessage(
            "Cannot read %s: its columns 'id' and 'ID' differ at most in case.".formatted(folder));
    Path innocent = write("c_1.parquet", "SELECT 1 AS c, 2 AS c_1");
    assertThat(register(innocent).columns()).hasSize(2);
    Path inFolderToo = write("c=1/x.parquet", "SELECT 1 AS C");
    assertThatThrownBy(() -> register(inFolderToo))
        .hasMessage(
            "Cannot read %s: its columns 'C' and 'c' differ at most in case.".formatted(folder));
  }

  @Test
  void readsTimesInTheOld96BitForm() throws IOException {
    Path file =
        group(
            "int96.parquet",
            "message m { required int96 t; }",
            g -> g.add("t", new NanoTime(2_461_042, 3_600_000_000_000L)));
    assertThat(register(file).columns().get(0).type()).isEqualTo(new SqlType.Simple("TIMESTAMP"));
    assertThat(rows("t::VARCHAR")).containsExactly("2026-01-01 01:00:00");
  }

  private interface Filling {
    void fill(Group group);
  }

  private Path group(String name, String schema, Filling filling) throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Path file = folder.resolve(name);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(new Configuration(false))
            .withType(type)
            .build()) {
      Group group = new SimpleGroupFactory(type).newGroup();
      filling.fill(group);
      writer.write(group);
    }
    return file;
  }

  private Path write(String name, String select) {
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(file.resolveSibling("."));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    ENGINE.execute(
        "COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.literal(file.toString())));
    return file;
  }

  private Relation register(Path... files) {
    return ENGINE.register(
        "t", new TableSnapshot.Parquet(Location.of(folder), Arrays.asList(files)));
  }

  private static List<String> rows(String columns) {
    int count = columns.split(",", -1).length;
    return ENGINE.query(
        "SELECT %s FROM t".formatted(columns),
        row -> {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : "|").append(row.text(i).orElse("null"));
          }
          return text.toString();
        });
  }
}
