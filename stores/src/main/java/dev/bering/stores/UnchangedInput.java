package dev.bering.stores;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file that is to be copied as it was when it was listed. Whoever reads it finds its end only
 * after so many bytes, and only if it did not change on the way; else reading fails. As no store
 * gives a name to content that it could not read to its end, no other bytes than those take it.
 */
final class UnchangedInput extends InputStream {

  private final String subject;
  private final StoreInput in;
  private final long sizeBytes;
  private long read;

  private UnchangedInput(String subject, StoreInput in, long sizeBytes) {
    this.subject = subject;
    this.in = in;
    this.sizeBytes = sizeBytes;
  }

  /** The bytes of a file that had {@code sizeBytes} of them. */
  static Content content(Store store, String path, long sizeBytes) {
    return () -> {
      UnchangedInput in =
          new UnchangedInput(store.name() + "/" + path, store.open(path), sizeBytes);
      try {
        in.requireSize(in.in.sizeBytes());
        return in;
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    };
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int now = in.read(buffer, offset, length);
    if (now < 0) {
      in.requireUnchanged();
      requireSize(read);
      return now;
    }
    read += now;
    if (read > sizeBytes) {
      requireSize(in.sizeBytes());
    }
    return now;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private void requireSize(long found) throws ChangedException {
    if (found != sizeBytes) {
      throw ChangedException.resized(subject, sizeBytes, found);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
