package dev.bering.stores;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of a stored file, from any place on. Seeking costs nothing until the next byte is
 * read. Not for more than one thread.
 */
public abstract class StoreInput extends InputStream {

  /** Bytes before the next one that is read. */
  public abstract long position() throws IOException;

  /** Goes on reading from {@code position}, counted from the start of the file. */
  public abstract void seek(long position) throws IOException;

  /** How many bytes the file has. */
  public abstract long sizeBytes() throws IOException;

  /**
   * Makes sure that all bytes were read from one content: what was there when this was opened.
   *
   * @throws ChangedException if the file was replaced or written to since
   * @throws java.nio.file.NoSuchFileException if it was removed, so that nobody can tell
   */
  public abstract void requireUnchanged() throws IOException;

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads so many bytes.
   *
   * @throws EOFException if the file ends before
   */
  public void readFully(byte[] buffer, int offset, int length) throws IOException {
    int read = readNBytes(buffer, offset, length);
    if (read < length) {
      throw new EOFException("file ends after %d bytes".formatted(position()));
    }
  }
}
