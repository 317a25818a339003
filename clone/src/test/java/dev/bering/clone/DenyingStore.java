package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.stores.ForwardingStore;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A store that lets nobody look at some files, and does not list them. */
public final class DenyingStore extends ForwardingStore {

  private final Set<String> denied;

  private DenyingStore(Store store, Set<String> denied) {
    super(store);
    this.denied = denied;
  }

  /** Stores of which one denies files. */
  public static Function<Location, Store> at(Location denying, Set<String> denied) {
    return location ->
        location.equals(denying)
            ? new DenyingStore(Stores.open(location), denied)
            : Stores.open(location);
  }

  @Override
  public Optional<StoredFile> status(String path) throws IOException {
    if (denied.contains(path)) {
      throw new AccessDeniedException(name() + "/" + path);
    }
    return super.status(path);
  }

  @Override
  public void walk(String folder, Visitor visitor) throws IOException {
    super.walk(
        folder,
        file -> {
          if (!denied.contains(file.path())) {
            visitor.file(file);
          }
        });
  }
}
