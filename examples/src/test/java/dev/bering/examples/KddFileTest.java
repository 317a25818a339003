package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KddFileTest {

  @TempDir Path folder;

  @Test
  void readsPlainAndZippedFilesWhateverTheyAreCalled() throws IOException {
    List<String> lines = List.of("a", "b");

    assertThat(Lines.of(new KddFile(Lines.write(folder.resolve("plain.gz"), lines))))
        .isEqualTo(lines);
    assertThat(Lines.of(new KddFile(Lines.zip(folder.resolve("zipped.csv"), lines))))
        .isEqualTo(lines);
  }

  @Test
  void spreadsRowsEvenlyOverTheSlicesInTheirOrder() {
    KddFile file = new KddFile(folder);

    assertThat(file.firstRowOf(0, 49)).isZero();
    assertThat(file.firstRowOf(1, 49)).isEqualTo(3);
    assertThat(file.firstRowOf(23, 49)).isEqualTo(47);
    assertThat(file.firstRowOf(24, 49)).isEqualTo(49);
  }

  @Test
  void saysWhatTheDataIsAndIsNot() {
    assertThat(new KddFile(folder).sentence(494_021))
        .isEqualTo(
            "KDD Cup 99, 494,021 connections; no clock and no addresses: rows are spread over 24"
                + " hourly slices in their order, entities are protocol, service and flag");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> Lines.of(new KddFile(Path.of("no/such.csv"))))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessage("Cannot read connections from no/such.csv: there is no such file.");
  }

  @Test
  void refusesAFolder() {
    assertThatThrownBy(() -> Lines.of(new KddFile(folder)))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read connections from " + folder + ": it is not a file.");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.csv"));

    assertThatThrownBy(() -> Lines.of(new KddFile(file)))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read connections from " + file + ": it is empty.");
  }

  @Test
  void refusesAZippedFileThatEndsTooEarly() throws IOException {
    Path file = Lines.zip(folder.resolve("cut.gz"), List.of("a", "b", "c"));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));

    assertThatThrownBy(() -> Lines.of(new KddFile(file)))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "Cannot read connections from .*cut\\.gz: after line \\d: "
                + "Unexpected end of ZLIB input stream\\.");
  }
}
