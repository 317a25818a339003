package dev.bering.clone.delta;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.nio.file.Files;

/** Whether there is a Delta table at a location. */
final class DeltaSource {

  private DeltaSource() {}

  /**
   * Ends here if there is none.
   *
   * @throws UserException CLONE_SOURCE_MISSING
   */
  static void check(Location source, Store store) throws IOException {
    boolean there =
        source.isLocal()
            ? Files.isDirectory(source.toPath().resolve(LogListing.FOLDER))
            : !LogListing.of(store).isEmpty();
    if (!there) {
      throw UserException.source(
          new Problem(
              "CLONE_SOURCE_MISSING",
              source.isLocal() && !Files.exists(source.toPath())
                  ? "Cannot clone %s: nothing is there.".formatted(source)
                  : "Cannot clone %s: it has no _delta_log, so it is no Delta table."
                      .formatted(source),
              "name the folder that holds the table's _delta_log"));
    }
  }
}
