package dev.bering.stores;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file of a Hadoop file system, as long as it was when it was opened. */
final class HadoopInput extends StoreInput {

  private final FileSystem files;
  private final Path file;
  private final HadoopVersion version;
  private final FSDataInputStream in;
  private long position;

  /**
   * Opens a file.
   *
   * @param status what the file system has just said of it
   */
  HadoopInput(FileSystem files, FileStatus status) throws IOException {
    this.files = files;
    this.file = status.getPath();
    this.version = HadoopVersion.of(status);
    this.in = files.open(file);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= version.sizeBytes()) {
      return -1;
    }
    try {
      if (in.getPos() != position) {
        in.seek(position);
      }
      int read = in.read(buffer, offset, (int) Math.min(length, version.sizeBytes() - position));
      if (read < 0) {
        throw ChangedException.replaced(file.toString());
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
    return version.sizeBytes();
  }

  @Override
  public void requireUnchanged() throws IOException {
    try {
      version.requireStill(files.getFileStatus(file));
    } catch (IOException e) {
      throw HadoopFailures.of(file.toString(), e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
