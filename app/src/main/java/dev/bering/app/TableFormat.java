package dev.bering.app;

import dev.bering.clone.folder.DataFolder;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;

/** What kind of table lies at a location, by what can be seen there. */
enum TableFormat {
  DELTA,
  ICEBERG,
  FOLDER;

  /**
   * Iceberg for a metadata file, and for a folder with metadata files and no Delta log; a folder of
   * files if it has neither and holds data files; else Delta, whose reader says what is missing.
   *
   * @throws UserException CLONE_UNREADABLE if the location cannot be looked at
   */
  static TableFormat of(Location location) {
    if (isMetadata(location.name())) {
      return ICEBERG;
    }
    return looking(location, store -> of(location, store));
  }

  /** Whether there is a Delta table, whatever else there is. */
  static boolean isDelta(Location location) {
    return looking(location, store -> hasDeltaLog(location, store));
  }

  private static TableFormat of(Location location, Store store) throws IOException {
      if (hasDeltaLog(location, store)) {
        return DELTA;
      }
      if (store.list("metadata").stream().anyMatch(file -> isMetadata(file.path()))) {
        return ICEBERG;
      }
      return DataFolder.isOne(store) ? FOLDER : DELTA;
  }

  private interface Look<T> {
    T at(Store store) throws IOException;
  }

  private static <T> T looking(Location location, Look<T> look) {
    try (Store store = Stores.open(location)) {
      return look.at(store);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot read %s: %s.".formatted(location, Failures.fact(e)),
              "check the address and the permissions"),
          e);
    }
  }

  /** An empty log is what is left of a table, and no folder of files. */
  private static boolean hasDeltaLog(Location location, Store store) throws IOException {
    return !store.list("_delta_log").isEmpty()
        || (location.isLocal() && Files.isDirectory(location.toPath().resolve("_delta_log")));
  }

  private static boolean isMetadata(String name) {
    return name.endsWith(".metadata.json")
        || name.endsWith(".metadata.json.gz")
        || name.endsWith(".gz.metadata.json");
  }
}
