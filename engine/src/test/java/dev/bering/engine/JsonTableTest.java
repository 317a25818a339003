package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTableTest {

  private static final Engine ENGINE = DuckDbEngine.open();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Relation register(Path file) {
    return ENGINE.register("t", Tables.open(Location.of(file)));
  }

  private static List<String> rows(int columns) {
    return ENGINE.query(
        "FROM t",
        row ->
            IntStream.range(0, columns)
                .mapToObj(i -> row.text(i).orElse("null"))
                .collect(Collectors.joining("|")));
  }

  @Test
  void holdsTextsAndKeepsWhatJsonSaysOfThem() throws IOException {
    Relation relation =
        register(
            file(
                "t.jsonl",
                """
                {"id": 1, "word": "x\\u0000\\ny", "ok": true, "deep": {"b": [1.0, null], "a": "ä\\ud83d\\ude00"}}
                {"none": null, "word": "", "id": 2.50, "ok": null}

                {"id": -0.0, "big": 12345678901234567890.12}
                """));
    assertThat(relation.columns())
        .containsExactly(
            new RelationColumn("id", new SqlType.Untyped(TextContent.NUMBER)),
            new RelationColumn("word", new SqlType.Untyped(TextContent.TEXT)),
            new RelationColumn("ok", new SqlType.Untyped(TextContent.TRUTH)),
            new RelationColumn("deep", new SqlType.Untyped(TextContent.NESTED)),
            new RelationColumn("none", new SqlType.Untyped()),
            new RelationColumn("big", new SqlType.Untyped(TextContent.LONG_NUMBER)));
    assertThat(relation.summary()).isEqualTo("JSON");
    assertThat(relation.rowCount()).isEqualTo(3);
    assertThat(rows(6))
        .containsExactly(
            "1|x\u0000\ny|true|{\"a\":\"ä\uD83D\uDE00\",\"b\":[1,null]}|null|null",
            "2.5||null|null|null|null",
            "0|null|null|null|null|12345678901234567890.12");
  }

  @Test
  void readsListsAndZippedFiles() throws IOException {
    Path zipped = folder.resolve("t.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write("\uFEFF[{\"a\": 1},\n {\"a\": 1e2}]\n".getBytes(StandardCharsets.UTF_8));
    }
    register(zipped);
    assertThat(rows(1)).containsExactly("1", "100");
    register(file("t.ndjson", "{\"a\":1}\r\n{\"a\":2}"));
    assertThat(rows(1)).containsExactly("1", "2");
  }

  /** What comes late in a file counts as what comes early. */
  @Test
  void looksThroughTheWholeFileForColumns() throws IOException {
    String many = "{\"a\": 1}\n".repeat(50_000);
    Relation relation = register(file("t.json", many + "{\"a\": 9007199254740993, \"b\": 2}\n"));
    assertThat(relation.columns())
        .containsExactly(
            new RelationColumn("a", new SqlType.Untyped(TextContent.LONG_NUMBER)),
            new RelationColumn("b", new SqlType.Untyped(TextContent.NUMBER)));
    assertThat(ENGINE.query("SELECT a FROM t WHERE b IS NOT NULL", row -> row.string(0)))
        .containsExactly("9007199254740993");
    assertThatThrownBy(() -> register(file("u.json", many + "{\"a\": \"x\"}\n")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s: column 'a' holds text (line 50001: 'x') and numbers (line 1: '1')."
                .formatted(folder.resolve("u.json")));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,true",
    "0.10000000000000001,true",
    "1e300,true",
    "1e400,false",
    "9007199254740992,true",
    "9007199254740993,false",
    "0.123456789012345678,false",
    "0.5000000000000000000000,true",
    "0,true"
  })
  void knowsWhichNumbersADoubleHolds(String number, boolean held) {
    assertThat(JsonNumber.isOfDouble(number)).isEqualTo(held);
  }

  @ParameterizedTest
  @CsvSource({"1.50,1.5", "100,100", "1E2,100", "-0.0,0", "0.00010,0.0001", "1e500,1E+500"})
  void spellsANumberInOneWay(String number, String text) {
    assertThat(JsonNumber.text(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1}\\n{\"a\":1,\"a\":2}|2|Duplicate field 'a'",
        "{\"a\":1}\\n"
            + "\\n"
            + "{\"a\":}|3|Unexpected character ('}' (code 125)): expected a value",
        "{\"a\":1}\\n[1]|2|it is no object",
        "[{\"a\":1}\\n]{}|2|something follows the end of the list",
        "{\"a\":1}\\n7|2|it is no object",
        "{\"a\":NaN}|1|Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS`"
            + " to allow",
        "{\"a\":1}\\n"
            + "{\"a\":2|2|Unexpected end-of-input: expected close marker for Object (start marker"
            + " at [Source: (GZIPInputStream); line: 2, column: 1])",
        "{\"a\":1}\\n{\"a\":\"x\\ud83d\"}|2|a text or name holds half of a surrogate pair.",
        "{\"a\":\"\\udc00\\ud83d\"}|1|a text or name holds half of a surrogate pair.",
        "{\"a\":[1,\"\\udc00\"]}|1|a text or name holds half of a surrogate pair.",
        "{\"a\":{\"\\udc00\":null}}|1|Unexpected low surrogate in field name: 0xdc00.",
        "{\"a\":1e99999999999}|1|the number 1e99999999999 has too large an exponent"
      })
  void namesTheLineThatIsMalformed(String text, int line, String fact) throws IOException {
    Path file = file("t.json", text.replace("\\n", "\n"));
    assertThatThrownBy(() -> register(file))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot read %s: line %d is malformed, %s"
                .formatted(file, line, fact.replaceFirst(" \\(start marker.*", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"\\udc00\":null}", "{\"a\":[{\"\\ud83d\":null}]}"})
  void refusesHalfCharactersInNamesInUtf16Too(String text) throws IOException {
    Path file = folder.resolve("t.json");
    Files.write(file, text.getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> register(file))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s: line 1 is malformed, a text or name holds half of a surrogate pair."
                .formatted(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1,\"b\":null}", // another name
        "{\"a\":\"x\"}", // another kind
        "{\"a\":1}{\"a\":2}", // more rows
        "[]" // fewer
      })
  void refusesAFileThatChangesWhileItIsRead(String later) throws Exception {
    Path file = file("t.json", "{\"a\":1}");
    JsonTable table = new JsonTable(new TableSnapshot.Json(Location.of(file), file));
    JsonTable.Shape shape = table.shape();
    Files.writeString(file, later);
    try (DuckDbSession session = DuckDbSession.open()) {
      session.execute("CREATE TABLE t (a VARCHAR)");
      assertThatThrownBy(() -> table.fill(session, "t", shape))
          .isInstanceOf(UserException.class)
          .hasMessage("Cannot read %s: it changed while it was read.".formatted(file));
    }
  }

  @Test
  void refusesAFileWithoutColumns() throws IOException {
    Path file = file("t.json", "[]");
    assertThatThrownBy(() -> register(file))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s: it holds no object with a member, so nobody knows its columns."
                .formatted(file));
  }

  @Test
  void refusesNamesThatSqlCannotTellApart() throws IOException {
    Path file = file("t.json", "{\"a\":1}\n{\"A\":1}");
    assertThatThrownBy(() -> register(file))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s: its columns 'a' and 'A' differ at most in case.".formatted(file));
  }
}
