package dev.bering.stores;

import dev.bering.model.Counts;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What a gzip file holds, all of it (RFC 1952: one member or several). The JDK takes a member whose
 * header is damaged for the end and says nothing; here everything behind the last member is an
 * error.
 */
public final class WholeGzip extends GZIPInputStream {

  private static final int BUFFER = 1 << 16;
  private static final int TRAILER = 8;

  private final Counted bytes;
  private long filledTo;

  private WholeGzip(Counted bytes) throws IOException {
    super(bytes, BUFFER);
    this.bytes = bytes;
  }

  /** The content of a file, which is zipped if its name ends in {@code .gz}. */
  public static InputStream open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    return isZipped(file) ? of(bytes) : new BufferedInputStream(bytes, BUFFER);
  }

  /**
   * What {@code bytes} hold; closing it closes them.
   *
   * @throws ZipException if they are no gzip file, or, later, if they are damaged or cut off
   */
  public static InputStream of(InputStream bytes) throws IOException {
    Counted counted = new Counted(new BufferedInputStream(bytes, BUFFER));
    try {
      return new WholeGzip(counted);
    } catch (EOFException e) {
      bytes.close();
      throw cut(counted, e);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  /** Whether a name says that the file is zipped. */
  public static boolean isZipped(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  @Override
  protected void fill() throws IOException {
    super.fill();
    filledTo = bytes.count;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read;
    try {
      read = super.read(into, offset, length);
    } catch (EOFException e) {
      throw cut(bytes, e);
    }
    if (read < 0) {
      requireEnd();
    }
    return read;
  }

  /** The JDK does not say where, and of some ends it says nothing at all. */
  private static ZipException cut(Counted bytes, EOFException why) {
    ZipException cut =
        new ZipException(
            "the gzip file ends after %s, within a member"
                .formatted(Counts.of(bytes.count, "byte")));
    cut.initCause(why);
    return cut;
  }

  private void requireEnd() throws IOException {
    long end = filledTo - inf.getRemaining() + TRAILER;
    bytes.transferTo(OutputStream.nullOutputStream());
    if (bytes.count != end) {
      throw new ZipException(
          "what follows byte %d of %d is no member of a gzip file".formatted(end, bytes.count));
    }
  }

  /** Knows how many bytes were read. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream bytes) {
      super(bytes);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count += Math.max(read, 0);
      return read;
    }

    /** By this the JDK decides whether another member follows, so it has to be true. */
    @Override
    public int available() throws IOException {
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0 ? 0 : 1;
    }

    @Override
    public long skip(long wanted) throws IOException {
      long skipped = super.skip(wanted);
      count += skipped;
      return skipped;
    }
  }
}
