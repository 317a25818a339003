package dev.bering.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for rows that memory does not hold, which only this user can read. It is gone when this
 * is closed, and also when the process is interrupted or asked to end; a process that is killed
 * leaves it.
 */
final class SpillFolder implements AutoCloseable {

  /** A query that is under way may write more while files are removed. */
  private static final int ROUNDS = 20;

  private final Path path;
  private final Thread atTheEnd = new Thread(this::removeWithFiles, "spill");

  private SpillFolder(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  static SpillFolder make() throws IOException {
    return new SpillFolder(Files.createTempDirectory("bering-duckdb-"));
  }

  Path path() {
    return path;
  }

  private void removeWithFiles() {
    try {
      for (int round = 1; !removed(round == ROUNDS); round++) {}
    } catch (IOException e) {
      throw new UncheckedIOException("rows are left in " + path, e);
    }
  }

  private boolean removed(boolean isLast) throws IOException {
    for (Path file : files()) {
      Files.deleteIfExists(file);
    }
    try {
      Files.deleteIfExists(path);
      return true;
    } catch (DirectoryNotEmptyException e) {
      if (isLast) {
        throw e;
      }
      return false;
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.toList();
    }
  }

  /** DuckDB has removed its files itself by now. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      return; // the process ends, and the hook removes the folder
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new IllegalStateException("DuckDB left something in " + path, e);
    }
  }
}
