package dev.bering.stores;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the local file system.
 *
 * <p>Writing goes to {@value #SCRATCH} below the root first, is forced to the disk and read back,
 * and then takes its name: by a rename, which replaces, or by a hard link, which fails if the name
 * is taken. So a file that is found under its name after a crash of the machine is whole too; the
 * name itself lasts once its folder is forced to the disk, which {@link #copy} leaves to {@link
 * #settle}. What a killed process left in the scratch folder is removed by the next one that holds
 * the lock.
 */
final class LocalStore implements Store {

  private static final String SCRATCH = OWN_FOLDER + "/scratch";
  private static final String LOCK = OWN_FOLDER + "/lock";

  private final Path root;
  private final Proof proof;

  /** Folders with new names in them that the disk may not have yet. */
  private final Set<Path> unsettled = ConcurrentHashMap.newKeySet();

  LocalStore(Path root) {
    this(root, Proof.HASH);
  }

  /** A store that copies from local folders with no more proof than {@code proof}. */
  LocalStore(Path root, Proof proof) {
    this.root = root.toAbsolutePath().normalize();
    this.proof = proof;
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public Optional<StoredFile> status(String path) throws IOException {
    return statusIfThere(resolve(path));
  }

  private Optional<StoredFile> status(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return attributes.isRegularFile()
        ? Optional.of(
            new StoredFile(
                relative(file), attributes.size(), attributes.lastModifiedTime().toInstant()))
        : Optional.empty();
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    Path directory = resolve(folder);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return statuses(children);
    }
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    Path directory = resolve(folder);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> child.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private List<StoredFile> statuses(Stream<Path> files) throws IOException {
    List<StoredFile> found = new ArrayList<>();
    for (Path file : files.sorted(Comparator.comparing(Path::toString)).toList()) {
      statusIfThere(file).ifPresent(found::add);
    }
    return found;
  }

  @Override
  public void walk(String folder, Visitor visitor) throws IOException {
    Path directory = resolve(folder);
    if (Files.isDirectory(directory)) {
      walk(directory, visitor);
    }
  }

  private void walk(Path directory, Visitor visitor) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (Files.isDirectory(child)) {
          walk(child, visitor);
        } else {
          Optional<StoredFile> file = statusIfThere(child);
          if (file.isPresent()) {
            visitor.file(file.get());
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** A file may be gone between being listed and being looked at. */
  private Optional<StoredFile> statusIfThere(Path file) throws IOException {
    try {
      return status(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if (isBelowAFile(file)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isBelowAFile(Path file) {
    Path above = file.getParent();
    while (above != null && above.startsWith(root)) {
      if (Files.isRegularFile(above)) {
        return true;
      }
      above = above.getParent();
    }
    return false;
  }

  @Override
  public StoreInput open(String path) throws IOException {
    return new LocalInput(resolve(path));
  }

  @Override
  public boolean keepsTimes() {
    return true;
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(resolve(path));
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    ContentHash hash = named(path, scratch -> writeProven(scratch, content));
    forceFolders(parentOf(resolve(path)));
    return hash;
  }

  @Override
  public Copied copy(Store source, String sourcePath, long sizeBytes, String path)
      throws IOException {
    Copied copied =
        source.bare() instanceof LocalStore from
            ? named(
                path,
                scratch ->
                    new Copied.ByMachine(
                        LocalCopy.run(from.resolve(sourcePath), sizeBytes, scratch, proof),
                        agreement()))
            : new Copied.Hashed(
                named(
                    path,
                    scratch ->
                        writeProven(
                            scratch, UnchangedInput.content(source, sourcePath, sizeBytes))));
    unsettled.add(parentOf(resolve(path)));
    return copied;
  }

  private Copied.Agreement agreement() {
    return proof == Proof.HASH ? Copied.Agreement.CHECKSUM : Copied.Agreement.SIZE;
  }

  @Override
  public void settle() throws IOException {
    Set<Path> folders = new HashSet<>();
    unsettled.forEach(folder -> folders.addAll(upToRoot(folder)));
    for (Path folder : folders) {
      force(folder);
    }
    unsettled.clear();
  }

  @Override
  public void settleAll() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> folders;
    try (Stream<Path> all = Files.walk(root)) {
      folders = all.filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      force(folder);
    }
    unsettled.clear();
  }

  /** Fills a file, whole and proven. */
  private interface Filling<T> {
    T of(Path scratch) throws IOException;
  }

  /** Gives a name to what {@code filling} makes, in place of what had it before. */
  private <T> T named(String path, Filling<T> filling) throws IOException {
    Path target = resolve(path);
    Path scratch = newScratchFile();
    try {
      T made = filling.of(scratch);
      makeFolder(parentOf(target));
      Files.move(scratch, target, StandardCopyOption.ATOMIC_MOVE);
      return made;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(scratch);
      throw e;
    }
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    Path target = resolve(path);
    Path scratch = newScratchFile();
    try {
      writeProven(scratch, content);
      Files.setLastModifiedTime(scratch, FileTime.from(modified));
      makeFolder(parentOf(target));
      if (!link(target, scratch)) {
        return false;
      }
      forceFolders(parentOf(target));
      return true;
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private static boolean link(Path name, Path file) throws IOException {
    try {
      Files.createLink(name, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static ContentHash writeProven(Path file, Content content) throws IOException {
    try (InputStream in = content.open();
        FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      ContentHash written = ContentHash.copy(in, Channels.newOutputStream(channel));
      channel.force(false);
      ContentHash stored = ContentHash.of(Channels.newInputStream(channel.position(0)));
      if (!stored.equals(written)) {
        throw new IOException("wrote %s but read back %s: %s".formatted(written, stored, file));
      }
      return written;
    }
  }

  /**
   * A name in a folder survives a lost machine only once the folder itself is on the disk, and so
   * do the names of the folders above it.
   */
  private void forceFolders(Path folder) throws IOException {
    for (Path each : upToRoot(folder)) {
      force(each);
    }
  }

  private List<Path> upToRoot(Path folder) {
    return Stream.iterate(folder, above -> above.startsWith(root), LocalStore::parentOf).toList();
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Lock lock() throws IOException {
    Path file = root.resolve(LOCK);
    Files.createDirectories(root.resolve(SCRATCH));
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw UserException.temporary(
          new Problem(
              "STORE_LOCKED",
              "Cannot write to %s: another bering process is writing there.".formatted(root),
              "wait until it has ended, then run the same command again"),
          new IOException("lock held: " + file));
    }
    for (StoredFile leftOver : list(SCRATCH)) {
      Files.delete(resolve(leftOver.path()));
    }
    return channel::close;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Looks first: making a folder that is there costs an exception, for each of many files. */
  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  private Path newScratchFile() throws IOException {
    Path folder = root.resolve(SCRATCH);
    makeFolder(folder);
    return folder.resolve(UUID.randomUUID().toString());
  }

  private Path resolve(String path) {
    return path.isEmpty() ? root : root.resolve(StorePaths.checked(path, name()));
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace(java.io.File.separatorChar, '/');
  }

  private static Path parentOf(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalStateException("No folder above " + file);
    }
    return parent;
  }
}
