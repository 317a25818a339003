package dev.bering.tables;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Lets Delta Kernel write one Parquet file to one local path, and do nothing else: what it has
 * written is handed to a store as a whole.
 */
final class LocalParquet implements FileIO {

  /** A row group is held in memory until it is full. */
  private static final Map<String, String> SETTINGS =
      Map.of("parquet.compression", "SNAPPY", "parquet.block.size", Integer.toString(32 << 20));

  private final Path file;

  LocalParquet(Path file) {
    this.file = file;
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new OutputFile() {
      @Override
      public String path() {
        return path;
      }

      @Override
      public PositionOutputStream create(boolean putIfAbsent) throws IOException {
        return new CountingStream(new BufferedOutputStream(Files.newOutputStream(file)));
      }

      @Override
      public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) {
        throw refused(path);
      }
    };
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    return FileStatus.of(path, Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  @Override
  public Optional<String> getConf(String name) {
    return Optional.ofNullable(SETTINGS.get(name));
  }

  @Override
  public String resolvePath(String path) {
    return path;
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String path) {
    throw refused(path);
  }

  @Override
  public boolean mkdirs(String path) {
    throw refused(path);
  }

  @Override
  public InputFile newInputFile(String path, long sizeBytes) {
    throw refused(path);
  }

  @Override
  public boolean delete(String path) {
    throw refused(path);
  }

  @Override
  public void copyFileAtomically(String source, String target, boolean overwrite) {
    throw refused(target);
  }

  private static IllegalStateException refused(String path) {
    return new IllegalStateException("Delta Kernel is given one file to write only: " + path);
  }

  private static final class CountingStream extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    CountingStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      position++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
