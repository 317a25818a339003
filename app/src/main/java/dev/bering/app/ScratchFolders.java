package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Folders for rows of somebody's database, which only this user can read. They are gone when this
 * is closed, and also when the process is interrupted or asked to end; a process that is killed
 * leaves them.
 */
final class ScratchFolders implements AutoCloseable {

  private final Queue<Path> folders = new ConcurrentLinkedQueue<>();
  private final Thread atTheEnd = new Thread(this::remove, "scratch");

  ScratchFolders() {
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /**
   * A new one.
   *
   * @throws UserException DIFF_SPACE if there is no place for it
   */
  Path newFolder() {
    try {
      Path folder = Files.createTempDirectory("bering-input-");
      folders.add(folder);
      return folder;
    } catch (IOException e) {
      throw UserException.temporary(
          new Problem(
              "DIFF_SPACE",
              "Cannot keep rows for a while: %s.".formatted(e.getMessage()),
              "let java.io.tmpdir be a folder that can be written to, then run it again"),
          e);
    }
  }

  private void remove() {
    UncheckedIOException left = null;
    for (Path folder = folders.poll(); folder != null; folder = folders.poll()) {
      try {
        remove(folder);
      } catch (IOException e) {
        UncheckedIOException failure = new UncheckedIOException("rows are left in " + folder, e);
        if (left == null) {
          left = failure;
        } else {
          left.addSuppressed(failure);
        }
      }
    }
    if (left != null) {
      throw left;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      return; // the process ends, and the hook removes them
    }
    remove();
  }
}
