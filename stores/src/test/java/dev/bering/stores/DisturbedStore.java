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
    StoreInput in = store.open(path);
    return new StoreInput() {
      private boolean disturbed;

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (disturbed) {
          return in.read(buffer, offset, length);
        }
        int read = in.read(buffer, offset, Math.min(length, FIRST_BYTES));
        disturbed = true;
        disturbance.run();
        return read;
      }

      @Override
      public long position() throws IOException {
        return in.position();
      }

      @Override
      public void seek(long position) throws IOException {
        in.seek(position);
      }

      @Override
      public long sizeBytes() throws IOException {
        return in.sizeBytes();
      }

      @Override
      public void requireUnchanged() throws IOException {
        in.requireUnchanged();
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }
}
