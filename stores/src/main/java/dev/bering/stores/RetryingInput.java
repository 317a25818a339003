package dev.bering.stores;

import java.io.IOException;

/** Goes on reading where a connection broke. */
final class RetryingInput extends StoreInput {

  private final StoreInput in;
  private final Retries retries;

  RetryingInput(StoreInput in, Retries retries) {
    this.in = in;
    this.retries = retries;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long position = in.position();
    return retries.call(() -> in.read(buffer, offset, length), () -> in.seek(position));
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
    return retries.call(in::sizeBytes);
  }

  @Override
  public void requireUnchanged() throws IOException {
    retries.call(
        () -> {
          in.requireUnchanged();
          return true;
        });
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
