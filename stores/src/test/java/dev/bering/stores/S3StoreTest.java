package dev.bering.stores;

import dev.bering.model.Location;
import java.time.Duration;

class S3StoreTest extends StoreContract {

  static final S3Sizes SMALL = new S3Sizes(5 << 20, 6 << 20);

  @Override
  Store store() {
    return store(S3Server.shared());
  }

  private static Store store(S3Server server) {
    Retries retries = new Retries(new Backoff(5, Duration.ZERO, Duration.ofMillis(5)));
    Location root = Location.of(server.bucket("contract") + "/a folder/t");
    return new RetryingStore(
        new S3Store(new S3Service(server.client()), root, SMALL, retries), retries);
  }

  @Override
  boolean keepsTimes() {
    return false;
  }

  @Override
  boolean noticesChanges() {
    return true;
  }

  @Override
  int manyFiles() {
    return 1100;
  }

  @Override
  int largeBytes() {
    return SMALL.partBytes();
  }
}
