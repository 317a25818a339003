package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;

/** What kind of table lies at a location, by what can be seen there. */
enum TableFormat {
  DELTA,
  ICEBERG;

  /**
   * Iceberg for a metadata file, and for a folder with metadata files and no Delta log; else Delta,
   * whose reader says what is missing.
   *
   * @throws UserException CLONE_UNREADABLE if the location cannot be looked at
   */
  static TableFormat of(Location location) {
    if (isMetadata(location.name())) {
      return ICEBERG;
    }
    try (Store store = Stores.open(location)) {
      return store.list("_delta_log").isEmpty()
              && store.list("metadata").stream().anyMatch(file -> isMetadata(file.path()))
          ? ICEBERG
          : DELTA;
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot read %s: %s.".formatted(location, Failures.fact(e)),
              "check the address and the permissions"),
          e);
    }
  }

  private static boolean isMetadata(String name) {
    return name.endsWith(".metadata.json")
        || name.endsWith(".metadata.json.gz")
        || name.endsWith(".gz.metadata.json");
  }
}
