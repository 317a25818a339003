package dev.bering.tables.iceberg;

import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;

/** Files of a table by their recorded paths; those of the local file system only. */
final class LocalFiles {

  private LocalFiles() {}

  /** A path that leads to another store. */
  static final class Elsewhere extends IOException {
    private static final long serialVersionUID = 1L;

    Elsewhere(String path) {
      super("%s is not on the local file system, where the engine reads".formatted(path));
    }
  }

  /** What is done with a file. */
  interface Use<T> {
    /**
     * Called once.
     *
     * @param name of the file in the store
     */
    T of(Store store, String name) throws IOException;
  }

  /**
   * Where a recorded path leads.
   *
   * @throws Elsewhere if it leads to another store
   * @throws IOException if it leads nowhere
   */
  static Path path(String recorded) throws IOException {
    String canonical = RecordedPath.canonical(recorded);
    if (!canonical.startsWith("file:")) {
      throw new Elsewhere(recorded);
    }
    return Path.of(canonical.substring("file:".length()));
  }

  static <T> T in(Path file, Use<T> use) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException("%s is no file".formatted(file));
    }
    try (Store store = Stores.open(Location.of(folder))) {
      return use.of(store, file.getFileName().toString());
    }
  }
}
