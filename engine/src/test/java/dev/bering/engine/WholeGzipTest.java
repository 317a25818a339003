package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeGzipTest {

  private static final Engine ENGINE = DuckDbEngine.open();

  /** Bytes of a checksum and a length. */
  private static final int TRAILER = 8;

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private Path file(String name, byte[]... members) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] member : members) {
      all.writeBytes(member);
    }
    return Files.write(folder.resolve(name), all.toByteArray());
  }

  /** Some rows, some longer than the buffer. */
  @ParameterizedTest
  @CsvSource({"json.gz, 1", "json.gz, 100000", "csv.gz, 1", "csv.gz, 100000"})
  void readsAllMembers(String kind, int rows) throws IOException {
    boolean csv = kind.startsWith("csv");
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      more.append(csv ? i + "\n" : "{\"a\":" + i + "}\n");
    }
    byte[] first = zipped(csv ? "a\n1\n" : "{\"a\":1}\n");
    Path file = file("t." + kind, first, zipped(more.toString()), first(csv), zipped(""));
    assertThat(ENGINE.register("t", Tables.open(Location.of(file))).rowCount()).isEqualTo(rows + 2);
  }

  private static byte[] first(boolean csv) throws IOException {
    return zipped(csv ? "7\n" : "{\"a\":7}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "json.gz, 0",
    "json.gz, 2",
    "json.gz, 3",
    "csv.gz, 0",
    "csv.gz, 2",
    "csv.gz, 3",
  })
  void refusesAMemberWithADamagedHeader(String kind, int damaged) throws IOException {
    boolean csv = kind.startsWith("csv");
    byte[] first = zipped(csv ? "a\n1\n" : "{\"a\":1}\n");
    byte[] second = first(csv);
    second[damaged] = (byte) 0xff;
    Path file = file("t." + kind, first, second);
    assertRefused(file, first.length, first.length + second.length);
  }

  @ParameterizedTest
  @CsvSource({"json.gz", "csv.gz"})
  void refusesTheBeginningOfAMember(String kind) throws IOException {
    byte[] first = zipped(kind.startsWith("csv") ? "a\n1\n" : "{\"a\":1}\n");
    assertRefused(file("t." + kind, first, new byte[] {0x1f}), first.length, first.length + 1);
  }

  /** Within its header, its content, its checksum and its length. */
  @ParameterizedTest
  @CsvSource({
    "json.gz, 0",
    "json.gz, 9",
    "json.gz, 12",
    "json.gz, -8",
    "json.gz, -1",
    "csv.gz, 0",
    "csv.gz, 9",
    "csv.gz, 12",
    "csv.gz, -8",
    "csv.gz, -1",
  })
  void refusesAFileThatEndsTooSoon(String kind, int end) throws IOException {
    byte[] whole = first(kind.startsWith("csv"));
    int length = end < 0 ? whole.length + end : end;
    Path file = file("t." + kind, Arrays.copyOf(whole, length));
    assertRefused(file, "the gzip file ends after %d bytes, within a member".formatted(length));
  }

  /** DuckDB would read on. */
  @ParameterizedTest
  @CsvSource({"json.gz", "csv.gz"})
  void refusesContentThatIsNotWhatItsChecksumSays(String kind) throws IOException {
    byte[] rows = first(kind.startsWith("csv"));
    rows[rows.length - TRAILER] ^= 1;
    assertRefused(file("t." + kind, rows), "Corrupt GZIP trailer");
  }

  private static void assertRefused(Path file, int end, int length) {
    assertRefused(
        file, "what follows byte %d of %d is no member of a gzip file".formatted(end, length));
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> ENGINE.register("t", Tables.open(Location.of(file))))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read %s: %s.".formatted(file, why));
  }
}
