package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {

  private static final Engine ENGINE = DuckDbEngine.open();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void holdsTextsAndTellsNothingFromTheEmptyText() throws IOException {
    Relation relation =
        register(
            "id,\"a \"\"b\"\"\",c\n"
                + "1,,\"\"\n"
                + "2,\"x \"\"q\"\", y\",NULL\n"
                + "03,\"two\nlines\", blank \n");
    assertThat(relation.columns())
        .extracting(RelationColumn::name)
        .containsExactly("id", "a \"b\"", "c");
    assertThat(relation.columns())
        .extracting(RelationColumn::type)
        .containsOnly(new SqlType.Untyped());
    assertThat(relation.rowCount()).isEqualTo(3);
    assertThat(relation.summary()).isEqualTo("CSV");
    assertThat(rows())
        .containsExactlyInAnyOrder("1|null|", "2|x \"q\", y|NULL", "03|two\nlines| blank ");
  }

  @Test
  void readsZippedFilesAndIgnoresAByteOrderMark() throws IOException {
    Path file = folder.resolve("t.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("\uFEFFid,a\r\n1,2\r\n".getBytes(StandardCharsets.UTF_8));
    }
    Relation relation = register(file);
    assertThat(relation.columns().get(0).name()).isEqualTo("id");
    assertThat(rows("id", "a")).containsExactly("1|2");
  }

  @Test
  void mayHoldNoRowAtAll() throws IOException {
    assertThat(register("id,a\n").rowCount()).isZero();
    assertThat(register("id,a").rowCount()).isZero();
  }

  @Test
  void takesAnEmptyLineForNullInOneColumnAndForNothingInSeveral() throws IOException {
    assertThat(register("id\n1\n\n3\n").rowCount()).isEqualTo(3);
    assertThat(register("id,a\n1,2\n\n3,4\n").rowCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "id,a;1,2;3      | line 3 is malformed, Expected Number of Columns: 2 Found: 1; it begins with '3'.",
        "id,a;1,2,3      | line 2 is malformed, Expected Number of Columns: 2 Found: 3; it begins with '1,2,3'.",
        "id,a;1,\"x;2,3  | line 2 is malformed, Value with unterminated quote found; it begins with '1,\"x'.",
        "id,a;1,\"x\"y   | line 2 is malformed, Value with unterminated quote found; it begins with '1,\"x\"y'.",
      })
  void namesTheLineThatIsMalformed(String csv, String fact) {
    assertThatThrownBy(() -> register(csv.replace(';', '\n') + "\n"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read /data/t.csv: " + fact);
  }

  @Test
  void refusesBytesThatAreNotText() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.write(file, new byte[] {'i', 'd', '\n', (byte) 0xff, (byte) 0xfe, '\n'});
    assertThatThrownBy(() -> register(file))
        .hasMessageStartingWith(
            "Cannot read /data/t.csv: line 2 is malformed, Invalid unicode (byte sequence mismatch)"
                + " detected");
  }

  @Test
  void refusesNamesThatSqlCannotTellApart() {
    assertThatThrownBy(() -> register("id,a,ID,b,B\n"))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactly(
                        "Cannot read /data/t.csv: its columns 'id' and 'ID' differ at most in case.",
                        "Cannot read /data/t.csv: its columns 'b' and 'B' differ at most in case."));
  }

  @Test
  void wantsAHeaderThatNamesEveryColumn() {
    assertThatThrownBy(() -> register(""))
        .hasMessage("Cannot read /data/t.csv: column 1 has no name in the first line.");
    assertThatThrownBy(() -> register("id,,b\n"))
        .hasMessage("Cannot read /data/t.csv: column 2 has no name in the first line.");
  }

  private Relation register(String csv) throws IOException {
    return register(Files.writeString(folder.resolve("t.csv"), csv));
  }

  private static Relation register(Path file) {
    return ENGINE.register("t", new TableSnapshot.Csv(Location.of("/data/t.csv"), file));
  }

  private static List<String> rows(String... columns) {
    return ENGINE.query(
        "SELECT * FROM t",
        row -> {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < (columns.length == 0 ? 3 : columns.length); i++) {
            text.append(i == 0 ? "" : "|").append(row.text(i).orElse("null"));
          }
          return text.toString();
        });
  }
}
