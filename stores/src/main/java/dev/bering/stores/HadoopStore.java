package dev.bering.stores;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A folder of a file system that Hadoop knows.
 *
 * <p>Writing goes to {@value #SCRATCH} below the root first, is forced to the data nodes and read
 * back, and then takes its name by a rename: one that replaces, or one that fails if the name is
 * taken. The latter is only as good as the file system: HDFS renames under the lock of its name
 * node, ABFS sends the condition along; no other is known here to do it in one step, so {@link
 * #writeIfAbsent} and {@link #lock} are refused there by name.
 *
 * <p>Source: Hadoop file system specification, "FileContext.rename"; ABFS driver, rename with
 * If-None-Match.
 */
final class HadoopStore implements Store {

  private static final String SCRATCH = OWN_FOLDER + "/scratch";

  private static final Set<String> RENAMES_ATOMICALLY = Set.of("hdfs", "abfs", "abfss");
  private static final Set<String> KEEPS_TIMES = Set.of("hdfs", "file");
  private static final Set<String> FORBIDS_COLONS = Set.of("hdfs");

  private final FileSystem files;
  private final FileContext names;
  private final Location root;
  private final Retries retries;

  HadoopStore(FileSystem files, FileContext names, Location root, Retries retries) {
    this.files = files;
    this.names = names;
    this.root = root;
    this.retries = retries;
  }

  /**
   * The store at {@code root}, with the settings in {@code HADOOP_CONF_DIR} if that is set,
   * retrying.
   *
   * @throws UserException STORE_UNKNOWN, STORE_NO_HOST
   */
  static Store open(Location root, Retries retries) {
    return new RetryingStore(HadoopSettings.standard().open(root, retries), retries);
  }

  @Override
  public String name() {
    return root.scheme().equals("file") ? "file:" + root.path() : root.toString();
  }

  private Path path(String path) {
    String below = StorePaths.checked(path, name());
    if (FORBIDS_COLONS.contains(root.scheme()) && below.indexOf(':') >= 0) {
      throw UserException.usage(
          new Problem(
              "STORE_NAME_FORBIDDEN",
              "Cannot keep %s in %s: HDFS allows no ':' in names.".formatted(path, name()),
              "use another store, such as a local folder or s3:"));
    }
    return hadoopPath("/" + below);
  }

  private Path folder(String folder) {
    return folder.isEmpty() ? hadoopPath("") : path(folder);
  }

  private Path hadoopPath(String below) {
    String path = root.pathInAuthority() + below;
    return new Path(root.scheme(), files.getUri().getAuthority(), path.isEmpty() ? "/" : path);
  }

  private StoredFile stored(FileStatus status) {
    String path = status.getPath().toUri().getPath();
    return new StoredFile(
        path.substring(root.pathInAuthority().length() + 1),
        status.getLen(),
        Instant.ofEpochMilli(status.getModificationTime()),
        HadoopVersion.tag(status));
  }

  private <T> T call(Path path, Retries.Attempt<T> request) throws IOException {
    try {
      return request.run();
    } catch (IOException e) {
      throw HadoopFailures.of(path.toString(), e);
    }
  }

  @Override
  public Optional<StoredFile> status(String path) throws IOException {
    Path file = path(path);
    try {
      FileStatus status = call(file, () -> files.getFileStatus(file));
      return status.isFile() && !isHadoopsChecksum(file)
          ? Optional.of(stored(status))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Hadoop keeps these beside local files; its listings leave them out. */
  private boolean isHadoopsChecksum(Path file) {
    return files instanceof ChecksumFileSystem && ChecksumFileSystem.isChecksumFile(file);
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    Path directory = folder(folder);
    List<StoredFile> found = new ArrayList<>();
    for (FileStatus status : children(directory)) {
      if (status.isFile()) {
        found.add(stored(status));
      }
    }
    found.sort(Comparator.comparing(StoredFile::path));
    return found;
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return children(folder(folder)).stream()
        .filter(FileStatus::isDirectory)
        .map(child -> child.getPath().getName())
        .sorted()
        .toList();
  }

  private List<FileStatus> children(Path directory) throws IOException {
    try {
      return call(
          directory,
          () -> {
            List<FileStatus> children = new ArrayList<>();
            RemoteIterator<FileStatus> found = files.listStatusIterator(directory);
            while (found.hasNext()) {
              FileStatus child = found.next();
              // Listing a file lists the file itself.
              if (!child.getPath().equals(directory)) {
                children.add(child);
              }
            }
            return children;
          });
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public void walk(String folder, Visitor visitor) throws IOException {
    walk(folder(folder), visitor);
  }

  private void walk(Path directory, Visitor visitor) throws IOException {
    for (FileStatus child : retries.call(() -> children(directory))) {
      if (child.isDirectory()) {
        walk(child.getPath(), visitor);
      } else if (child.isFile()) {
        visitor.file(stored(child));
      }
    }
  }

  @Override
  public StoreInput open(String path) throws IOException {
    Path file = path(path);
    return call(
        file,
        () -> {
          FileStatus status = files.getFileStatus(file);
          if (!status.isFile()) {
            throw new FileNotFoundException(file.toString());
          }
          return new HadoopInput(files, status);
        });
  }

  @Override
  public boolean keepsTimes() {
    return KEEPS_TIMES.contains(root.scheme());
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = path(path);
    call(file, () -> files.delete(file, false));
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    Path target = path(path);
    Path scratch = newScratchFile();
    try {
      ContentHash hash = writeProven(scratch, content);
      if (!rename(scratch, target, Rename.OVERWRITE)) {
        // Where replacing takes two steps, another writer's file came in between.
        throw new PassingException(
            Transience.PASSING, "%s is being replaced by another writer".formatted(target), null);
      }
      return hash;
    } finally {
      deleteQuietly(scratch);
    }
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    Path target = path(path);
    requireAtomicRename(path);
    Path scratch = newScratchFile();
    try {
      writeProven(scratch, content);
      if (keepsTimes()) {
        call(
            scratch,
            () -> {
              files.setTimes(scratch, modified.toEpochMilli(), -1);
              return true;
            });
      }
      return rename(scratch, target, Rename.NONE);
    } finally {
      deleteQuietly(scratch);
    }
  }

  private void requireAtomicRename(String path) {
    if (!RENAMES_ATOMICALLY.contains(root.scheme())) {
      throw UserException.usage(
          new Problem(
              "STORE_NOT_ATOMIC",
              ("Cannot write %s to %s: Hadoop's file system for '%s:' does not promise that of two"
                      + " writers only one succeeds.")
                  .formatted(path, name(), root.scheme()),
              "write to a local folder, s3:, hdfs: or abfss:"));
    }
  }

  private ContentHash writeProven(Path file, Content content) throws IOException {
    return call(
        file,
        () -> {
          ContentHash written;
          try (InputStream in = content.open();
              FSDataOutputStream out = files.create(file, false)) {
            written = ContentHash.copy(in, out);
            out.hsync();
          }
          ContentHash stored;
          try (InputStream in = files.open(file)) {
            stored = ContentHash.of(in);
          }
          if (!stored.equals(written)) {
            throw new IOException("wrote %s but read back %s: %s".formatted(written, stored, file));
          }
          return written;
        });
  }

  /** Whether the file got the name; not so if another file has it. */
  private boolean rename(Path from, Path to, Rename how) throws IOException {
    call(to, () -> files.mkdirs(to.getParent()));
    return call(
        to,
        () -> {
          try {
            names.rename(from, to, how);
            return true;
          } catch (FileAlreadyExistsException e) {
            return false;
          }
        });
  }

  /** What stays behind is removed by the next holder of the lock. */
  private void deleteQuietly(Path scratch) {
    try {
      files.delete(scratch, false);
    } catch (IOException e) {
      // The file is out of sight, and why the work failed matters more.
    }
  }

  private Path newScratchFile() {
    return path(SCRATCH + "/" + UUID.randomUUID());
  }

  @Override
  public Lock lock() throws IOException {
    Lease lease = Lease.claim(new StoreLeaseFile(this), name(), retries);
    try {
      removeLeftOvers();
      return lease;
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /** Younger files may be those of somebody who is just now finding out that we have the lock. */
  private void removeLeftOvers() throws IOException {
    Instant old = Instant.now().minus(Lease.DURATION);
    for (StoredFile leftOver : list(SCRATCH)) {
      if (leftOver.modified().isBefore(old)) {
        delete(leftOver.path());
      }
    }
  }
}
