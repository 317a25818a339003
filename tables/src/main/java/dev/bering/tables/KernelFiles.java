package dev.bering.tables;

import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.StoreInput;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Lets Delta Kernel read through a {@link Store}: one way to the files, one set of credentials. It
 * cannot write; what Bering writes goes through the store itself.
 *
 * <p>Kernel's paths are {@code ROOT/path}, where {@code ROOT} is {@link #ROOT} whatever the store.
 */
final class KernelFiles implements FileIO {

  /** Kernel's name for the root of the store; it takes part in no file name. */
  static final String ROOT = "/table";

  private final Store store;

  KernelFiles(Store store) {
    this.store = store;
  }

  /** The path below the root of the store that Kernel means. */
  static String relative(String path) {
    String plain = path.replaceFirst("^file:/+", "/");
    if (!plain.startsWith(ROOT + "/")) {
      throw new IllegalStateException("path '%s' is not below %s".formatted(path, ROOT));
    }
    return plain.substring(ROOT.length() + 1);
  }

  private static FileStatus status(StoredFile file) {
    return FileStatus.of(
        ROOT + "/" + file.path(), file.sizeBytes(), file.modified().toEpochMilli());
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
    String from = relative(path);
    String folder = from.substring(0, from.lastIndexOf('/'));
    List<FileStatus> files =
        store.list(folder).stream()
            .filter(file -> file.path().compareTo(from) >= 0)
            .map(KernelFiles::status)
            .toList();
    if (files.isEmpty() && store.list(folder).isEmpty()) {
      throw new FileNotFoundException("folder %s of %s".formatted(folder, store.name()));
    }
    return Utils.toCloseableIterator(files.iterator());
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    return store
        .status(relative(path))
        .map(KernelFiles::status)
        .orElseThrow(() -> new FileNotFoundException(relative(path)));
  }

  @Override
  public String resolvePath(String path) {
    return path;
  }

  @Override
  public InputFile newInputFile(String path, long sizeBytes) {
    return new StoredInput(path, sizeBytes);
  }

  @Override
  public Optional<String> getConf(String name) {
    return Optional.empty();
  }

  @Override
  public boolean mkdirs(String path) {
    throw readOnly(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw readOnly(path);
  }

  @Override
  public boolean delete(String path) {
    throw readOnly(path);
  }

  @Override
  public void copyFileAtomically(String source, String target, boolean overwrite) {
    throw readOnly(target);
  }

  private static IllegalStateException readOnly(String path) {
    return new IllegalStateException("Delta Kernel is given files to read only: " + path);
  }

  private final class StoredInput implements InputFile {
    private final String path;
    private final long sizeBytes;

    StoredInput(String path, long sizeBytes) {
      this.path = path;
      this.sizeBytes = sizeBytes;
    }

    @Override
    public long length() throws IOException {
      return sizeBytes > 0 ? sizeBytes : getFileStatus(path).getSize();
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      return new StoredStream(store.open(relative(path)));
    }
  }

  private static final class StoredStream extends SeekableInputStream {
    private final StoreInput in;

    StoredStream(StoreInput in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, length);
    }

    @Override
    public long getPos() throws IOException {
      return in.position();
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public void readFully(byte[] buffer, int offset, int length) throws IOException {
      in.readFully(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
