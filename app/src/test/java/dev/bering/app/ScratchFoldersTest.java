package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a database are for nobody else, and do not stay. */
class ScratchFoldersTest {

  @TempDir Path temporary;

  @Test
  void areReadableByThisUserOnlyAndGoneAfterwards() throws IOException {
    Path one;
    Path two;
    try (ScratchFolders folders = new ScratchFolders()) {
      one = folders.newFolder();
      two = folders.newFolder();
      Files.writeString(Files.createDirectory(one.resolve("part")).resolve("rows"), "secret");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
          .isEqualTo("rwx------");
    }
    assertThat(one).doesNotExist();
    assertThat(two).doesNotExist();
  }

  @Test
  void areGoneWhenTheProcessIsAskedToEnd() throws Exception {
    Child child =
        Child.run(List.of("-Djava.io.tmpdir=" + temporary), Map.of(), TerminatesItself.class);
    assertThat(child.said()).contains("kept 1");
    assertThat(child.exitCode()).isEqualTo(143);
    assertThat(temporary).isEmptyDirectory();
  }

  /** Keeps rows, then gets the signal that {@code kill} sends. */
  static final class TerminatesItself {
    public static void main(String[] args) throws Exception {
      Path folder = new ScratchFolders().newFolder();
      Files.writeString(folder.resolve("rows"), "secret");
      try (var kept = Files.list(folder)) {
        System.out.println("kept " + kept.count());
      }
      new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      Thread.currentThread().join();
    }
  }
}
