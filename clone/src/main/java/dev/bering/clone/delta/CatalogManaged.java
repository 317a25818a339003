package dev.bering.clone.delta;

import dev.bering.clone.Complaints;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.stores.Store;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.util.List;

/** Tables whose newest commits only a catalog knows. */
final class CatalogManaged {

  private CatalogManaged() {}

  /** Complains if the log has a folder of commits that a catalog ratifies. */
  static void check(Location table, Store store, Complaints complaints) throws IOException {
    for (String folder : List.of("_staged_commits", "_commits")) {
      if (!store.list(LogListing.FOLDER + "/" + folder).isEmpty()) {
        complaints.add(
            new Problem(
                "CLONE_CATALOG_MANAGED",
                "Cannot clone %s: its log has a folder %s, so a catalog decides which commits count."
                    .formatted(table, folder),
                "clone through the catalog once that is supported, or drop the table feature"
                    + " catalogManaged at the source"));
      }
    }
  }
}
