package dev.bering.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A stream of which is known how it begins. It hands on what is there before it fails: what reads
 * ahead would keep that back.
 */
final class BegunStream extends FilterInputStream {

  private static final int BYTES = 64;

  private final byte[] begin;
  private final Optional<IOException> failure;
  private int at;

  BegunStream(InputStream in) {
    super(in);
    byte[] bytes = new byte[BYTES];
    int read = 0;
    Optional<IOException> failed = Optional.empty();
    try {
      for (int more = 0; more >= 0 && read < BYTES; more = in.read(bytes, read, BYTES - read)) {
        read += more;
      }
    } catch (IOException e) {
      failed = Optional.of(e);
    }
    begin = Arrays.copyOf(bytes, read);
    failure = failed;
  }

  /** Whether it begins as what gzip has zipped. */
  boolean isZipped() {
    return begin.length > 1 && begin[0] == 0x1f && (begin[1] & 0xff) == 0x8b;
  }

  /** The first bytes that are no blanks, as ASCII. */
  String text() {
    return new String(begin, StandardCharsets.ISO_8859_1).stripLeading();
  }

  @Override
  public int read() throws IOException {
    if (at < begin.length) {
      return begin[at++] & 0xff;
    }
    fail();
    return super.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (at < begin.length) {
      int size = Math.min(length, begin.length - at);
      System.arraycopy(begin, at, into, offset, size);
      at += size;
      return size;
    }
    fail();
    return super.read(into, offset, length);
  }

  @Override
  public long skip(long wanted) throws IOException {
    if (at < begin.length) {
      long skipped = Math.max(0, Math.min(wanted, begin.length - at));
      at += (int) skipped;
      return skipped;
    }
    fail();
    return super.skip(wanted);
  }

  @Override
  public int available() throws IOException {
    return begin.length - at + (failure.isPresent() ? 0 : super.available());
  }

  private void fail() throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
