package dev.bering.stores;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A limit of bytes per second over all threads that share it: a bucket of tokens that fills at that
 * rate and holds a tenth of a second's worth, so that a pause is not made up for later.
 */
public final class Bandwidth {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long BURST = SECOND / 10;
  private static final int CHUNK_BYTES = 1 << 16;

  private final long bytesPerSecond;
  private final LongSupplier nanos;

  /** When all bytes granted so far will have been paid for. */
  private long paidUntil;

  private Bandwidth(long bytesPerSecond, LongSupplier nanos) {
    if (bytesPerSecond < 1) {
      throw new IllegalStateException("Bandwidth of %d bytes a second".formatted(bytesPerSecond));
    }
    this.bytesPerSecond = bytesPerSecond;
    this.nanos = nanos;
    this.paidUntil = nanos.getAsLong() - BURST;
  }

  /** A limit of so many bytes a second, at least 1. */
  public static Bandwidth ofBytesPerSecond(long bytesPerSecond) {
    return new Bandwidth(bytesPerSecond, System::nanoTime);
  }

  static Bandwidth ofBytesPerSecond(long bytesPerSecond, LongSupplier nanos) {
    return new Bandwidth(bytesPerSecond, nanos);
  }

  /**
   * A store whose writes, and copies that pass through this process, keep within the limit. Copies
   * that a service does by itself do not count, nor do reads.
   */
  public Store limit(Store store) {
    return new LimitedStore(store, this);
  }

  /** Grants bytes and says for how many nanoseconds the one who used them has to rest. */
  synchronized long grant(int bytes) {
    long now = nanos.getAsLong();
    long start = paidUntil - (now - BURST) < 0 ? now - BURST : paidUntil;
    paidUntil = start + cost(bytes);
    return Math.max(0, paidUntil - now);
  }

  private long cost(int bytes) {
    long whole = bytes / bytesPerSecond * SECOND;
    long part = bytes % bytesPerSecond;
    return whole + (long) Math.ceil((double) part * SECOND / bytesPerSecond);
  }

  /** The same bytes, no faster than the limit. */
  InputStream limit(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, Math.min(length, CHUNK_BYTES));
        if (read > 0) {
          rest(grant(read));
        }
        return read;
      }
    };
  }

  private static void rest(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while keeping to the bandwidth limit");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
