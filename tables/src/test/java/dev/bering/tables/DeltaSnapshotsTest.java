package dev.bering.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaSnapshotsTest {

  @TempDir Path folder;

  @Test
  void refusesATableThatKernelCannotRead() {
    Path table = DeltaTableFixture.create(folder.resolve("t"), "id").folder();
    assertThatThrownBy(() -> Tables.open(Location.of(table)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot read %s: ".formatted(table));
  }

  @Test
  void namesTheVersionThatATableDoesNotHave() throws IOException {
    Path table = folder.resolve("t");
    Files.createDirectories(table.resolve("_delta_log"));
    Files.writeString(
        table.resolve("_delta_log/00000000000000000000.json"),
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"t","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[{\\"name\\":\\"id\\",\\"type\\":\\"long\\",\\"nullable\\":true,\\"metadata\\":{}}]}","partitionColumns":[],"configuration":{}}}
        """);
    assertThat(Tables.open(Location.of(table), 0).summary())
        .isEqualTo("Delta table, version 0, 0 files");
    assertNoVersion(
        table,
        7,
        ExitCode.SOURCE,
        "Cannot load table version 7 as it does not exist. The latest available version is 0.");
    assertNoVersion(table, -1, ExitCode.USAGE, "versions are counted from 0.");
  }

  private static void assertNoVersion(Path table, long version, ExitCode exitCode, String fact) {
    assertThatThrownBy(() -> Tables.open(Location.of(table), version))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
        .hasMessage("Cannot read version %d of %s: %s".formatted(version, table, fact));
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    assertThatThrownBy(() -> Tables.open(Location.of(folder.resolve("nowhere"))))
        .hasMessage("Cannot read %s: nothing is there.".formatted(folder.resolve("nowhere")));
    Path notes = Files.writeString(folder.resolve("notes.txt"), "x");
    assertThatThrownBy(() -> Tables.open(Location.of(notes)))
        .hasMessage(
            "Cannot read %s: it is neither a Delta nor an Iceberg table, nor Parquet, JSON or CSV."
                .formatted(notes));
  }

  @Test
  void findsTheParquetFilesOfAFolderButNotHiddenOnes() throws IOException {
    for (String name : List.of("b.parquet", "a/c.PARQUET", "_tmp/x.parquet", ".y.parquet", "z")) {
      Path file = folder.resolve("plain").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
    assertThat(Tables.open(Location.of(folder.resolve("plain"))).summary())
        .isEqualTo("Parquet, 2 files");
  }
}
