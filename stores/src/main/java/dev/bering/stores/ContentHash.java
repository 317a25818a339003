package dev.bering.stores;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a file holds, in 128 bits and a length: XXH3 finds every accident of a disk or a network,
 * but is no proof against somebody who makes files on purpose.
 *
 * @param hex 32 lower-case digits
 */
public record ContentHash(long sizeBytes, String hex) {

  private static final int BUFFER_BYTES = 1 << 18;

  /** Reads to the end of the stream; does not close it. */
  public static ContentHash of(InputStream in) throws IOException {
    return copy(in, OutputStream.nullOutputStream());
  }

  /** Reads {@code content} to its end. */
  public static ContentHash of(Content content) throws IOException {
    try (InputStream in = content.open()) {
      return of(in);
    }
  }

  /** Copies one stream to its end into the other, hashing on the way; closes neither. */
  public static ContentHash copy(InputStream in, OutputStream out) throws IOException {
    Sum sum = new Sum();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      sum.add(buffer, read);
      out.write(buffer, 0, read);
    }
    return sum.hash();
  }

  /** A hash in the making, for content that comes in pieces. */
  static final class Sum {
    private final HashStream128 stream = Hashing.xxh3_128().hashStream();
    private long size;

    void add(byte[] buffer, int length) {
      stream.putBytes(buffer, 0, length);
      size += length;
    }

    ContentHash hash() {
      HashValue128 hash = stream.get();
      return new ContentHash(
          size,
          String.format(
              "%016x%016x", hash.getMostSignificantBits(), hash.getLeastSignificantBits()));
    }
  }
}
