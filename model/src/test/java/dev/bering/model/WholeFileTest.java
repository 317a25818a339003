package dev.bering.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void file() {
    file = folder.resolve("report.txt");
  }

  @Test
  void readersSeeTheOldFileUntilTheNewOneIsWhole() throws IOException {
    WholeFile.replace(file, "old");
    WholeFile.replace(
        file,
        to -> {
          to.write("new".getBytes(StandardCharsets.UTF_8));
          to.flush();
          assertThat(file).hasContent("old");
        });

    assertThat(file).hasContent("new");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aWriteThatFailsLeavesNoTrace() throws IOException {
    WholeFile.replace(file, "old");

    assertThatThrownBy(
            () ->
                WholeFile.replace(
                    file,
                    to -> {
                      to.write("half".getBytes(StandardCharsets.UTF_8));
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(file).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void whoMayReadNewFilesMayReadThisOne() throws IOException {
    WholeFile.replace(file, "old");

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("other"))));
  }
}
