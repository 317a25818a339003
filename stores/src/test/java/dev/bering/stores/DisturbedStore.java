package dev.bering.stores;

import java.io.IOException;

/**
 * A store whose files change under their readers: something is done as soon as the first few bytes
 * of a file have been read. No copy of its files goes past this process.
 */
final class DisturbedStore extends ForwardingStore {

  private static final int FIRST_BYTES = 4;

  /** What is done to the file that is being read. */
  @FunctionalInterface
  interface Disturbance {
    void run() throws IOException;
  }

  private final Disturbance disturbance;

  DisturbedStore(Store store, Disturbance disturbance) {
    super(store);
    this.disturbance = disturbance;
  }

  @Override
  public Store bare() {
    return this;
  }

  @Override
  public StoreInput open(String path) throws IOException {
    return new ForwardingInput(store.open(path)) {
      private boolean disturbed;

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (disturbed) {
          return super.read(buffer, offset, length);
        }
        int read = super.read(buffer, offset, Math.min(length, FIRST_BYTES));
        disturbed = true;
        disturbance.run();
        return read;
      }
    };
  }
}
