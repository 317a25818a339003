package dev.bering.clone.iceberg;

import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Files of a table, which may lie in many stores. */
final class SourceFiles {

  private final Function<Location, Store> stores;

  SourceFiles(Function<Location, Store> stores) {
    this.stores = stores;
  }

  /** What is done with a store while it is open. */
  interface Use<T> {
    T of(Store store) throws IOException;
  }

  <T> T in(String root, Use<T> use) throws IOException {
    try (Store store = stores.apply(Location.of(root))) {
      return use.of(store);
    }
  }

  Optional<StoredFile> status(Place place) throws IOException {
    return in(place.root(), store -> store.status(place.name()));
  }
}
