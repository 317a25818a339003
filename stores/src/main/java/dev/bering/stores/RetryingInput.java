package dev.bering.stores;

import java.io.IOException;

/** Goes on reading where a connection broke. */
final class RetryingInput extends ForwardingInput {

  private final Retries retries;

  RetryingInput(StoreInput in, Retries retries) {
    super(in);
    this.retries = retries;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long position = in.position();
    return retries.call(() -> in.read(buffer, offset, length), () -> in.seek(position));
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
}
