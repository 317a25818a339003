package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.stores.Content;
import dev.bering.stores.ForwardingStore;
import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;

/** A store at which somebody else acts in the middle of a run: right before a file is touched. */
public final class MeddlingStore extends ForwardingStore {

  private final Predicate<String> paths;
  private final Meddling meddling;

  /** What somebody else does, each time. */
  @FunctionalInterface
  public interface Meddling {
    void act() throws IOException;
  }

  private MeddlingStore(Store store, Predicate<String> paths, Meddling meddling) {
    super(store);
    this.paths = paths;
    this.meddling = meddling;
  }

  /** Stores of which one is meddled with before any of {@code paths} is opened or made. */
  public static Function<Location, Store> at(
      Location meddledWith, Predicate<String> paths, Meddling meddling) {
    return location ->
        location.equals(meddledWith)
            ? new MeddlingStore(Stores.open(location), paths, meddling)
            : Stores.open(location);
  }

  @Override
  public StoreInput open(String path) throws IOException {
    meddle(path);
    return super.open(path);
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    meddle(path);
    return super.writeIfAbsent(path, content, modified);
  }

  private void meddle(String path) throws IOException {
    if (paths.test(path)) {
      meddling.act();
    }
  }
}
