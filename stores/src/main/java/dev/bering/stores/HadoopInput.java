package dev.bering.stores;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** A file of a Hadoop file system, as long as it was when it was opened. */
final class HadoopInput extends StoreInput {

  private final Path file;
  private final FSDataInputStream in;
  private final long sizeBytes;
  private long position;

  HadoopInput(Path file, FSDataInputStream in, long sizeBytes) {
    this.file = file;
    this.in = in;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= sizeBytes) {
      return -1;
    }
    try {
      if (in.getPos() != position) {
        in.seek(position);
      }
      int read = in.read(buffer, offset, (int) Math.min(length, sizeBytes - position));
      if (read < 0) {
        throw new ChangedException(file.toString());
      }
      position += read;
      return read;
    } catch (IOException e) {
      throw HadoopFailures.of(file.toString(), e);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void seek(long position) {
    this.position = position;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
