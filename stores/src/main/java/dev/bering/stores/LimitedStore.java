package dev.bering.stores;

import java.io.IOException;
import java.time.Instant;

/** A store whose writes keep within a bandwidth. */
final class LimitedStore extends ForwardingStore {

  private final Bandwidth bandwidth;

  LimitedStore(Store store, Bandwidth bandwidth) {
    super(store);
    this.bandwidth = bandwidth;
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    return store.write(path, () -> bandwidth.limit(content.open()));
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    return store.writeIfAbsent(path, () -> bandwidth.limit(content.open()), modified);
  }
}
