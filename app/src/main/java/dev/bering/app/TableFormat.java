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
import java.util.Optional;

/** What kind of table lies at a location, by what can be seen there. */
enum TableFormat {
  DELTA,
  ICEBERG,
  FOLDER;

  /** The folder that makes a folder a Delta table. */
  static final String DELTA_LOG = "_delta_log";

  /** The folder in which an Iceberg table has its metadata files. */
  static final String ICEBERG_METADATA = "metadata";

  /**
   * Iceberg for a metadata file, and for a folder with metadata files and no Delta log; a folder of
   * files if it has neither and holds data files; else Delta, whose reader says what is missing.
   *
   * @throws UserException CLONE_UNREADABLE if the location cannot be looked at, CLONE_MANY_TABLES
   *     if it is no table and tables lie below it
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
    if (isIceberg(store, "")) {
      return ICEBERG;
    }
    Optional<String> below = new TableFinder(store).glance();
    if (below.isPresent()) {
      throw manyTables(location, below.get());
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
      throw unreadable(location, e);
    }
  }

  /**
   * Whether a folder has metadata files; {@code folder} is empty for the root, or ends in a slash.
   */
  static boolean isIceberg(Store store, String folder) throws IOException {
    return store.list(folder + ICEBERG_METADATA).stream().anyMatch(file -> isMetadata(file.path()));
  }

  /**
   * The folder of the table that a source names: the source itself, unless it is a metadata file.
   */
  static Location folder(Location source) {
    return isMetadata(source.name()) ? Location.of(source + "/../..") : source;
  }

  /** An empty log is what is left of a table, and no folder of files. */
  private static boolean hasDeltaLog(Location location, Store store) throws IOException {
    return !store.list(DELTA_LOG).isEmpty()
        || (location.isLocal() && Files.isDirectory(location.toPath().resolve(DELTA_LOG)));
  }

  private static boolean isMetadata(String name) {
    return name.endsWith(".metadata.json")
        || name.endsWith(".metadata.json.gz")
        || name.endsWith(".gz.metadata.json");
  }

  private static UserException manyTables(Location location, String example) {
    return UserException.usage(
        new Problem(
            "CLONE_MANY_TABLES",
            "Cannot read %s as one table: it is none, and tables lie below it, such as %s."
                .formatted(location, example),
            "name them all as '%s/%s', in quotes, or one of them"
                .formatted(location, example.contains("/") ? "**" : "*")));
  }

  static UserException unreadable(Location location, IOException e) {
    return UserException.source(
        new Problem(
            "CLONE_UNREADABLE",
            "Cannot read %s: %s.".formatted(location, Failures.fact(e)),
            "check the address and the permissions"),
        e);
  }
}
