package dev.bering.stores;

import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The files under one root: a folder of a file system or a prefix of an object store.
 *
 * <p>Paths are relative to the root, separated by {@code /}, and spelled as the store spells them,
 * never percent-encoded. No path may leave the root. Implementations are safe for many threads.
 * What a write promises is promised against a killed process and a lost machine alike.
 */
public interface Store extends AutoCloseable {

  /** Bering's own folder below a root; readers of tables skip it, as its name begins with _. */
  String OWN_FOLDER = "_bering";

  /** The root, for sentences. */
  String name();

  /** What is known of a file; empty if there is none (a folder is no file). */
  Optional<StoredFile> status(String path) throws IOException;

  /** The files directly in a folder, in order of name; empty if there is no such folder. */
  List<StoredFile> list(String folder) throws IOException;

  /**
   * The names of the folders directly in a folder, in order; empty if there is no such folder.
   * Object stores know no empty folders.
   *
   * @param folder empty for the root itself
   */
  List<String> folders(String folder) throws IOException;

  /**
   * Hands on every file below a folder as the store finds them, in no order and without holding
   * them all; nothing if there is no such folder.
   *
   * @param folder empty for the root itself
   */
  void walk(String folder, Visitor visitor) throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException if there is none; some stores only notice when the
   *     first byte is read
   */
  StoreInput open(String path) throws IOException;

  /**
   * Writes a file whole, replacing one that is there. Under {@code path} readers see the old
   * content, nothing, or the new content, never a part. The stored bytes have been read back (or
   * their checksum confirmed by the store) before they become visible.
   *
   * <p>If this fails, {@code path} is as before.
   *
   * @return the hash of the bytes
   */
  ContentHash write(String path, Content content) throws IOException;

  /**
   * Writes a file whole if none is there, so that of any number of writers exactly one wins; else
   * as {@link #write}.
   *
   * @param modified the modification time the file is to have, where the store lets times be set;
   *     the time of a Delta commit
   * @return whether this call made the file
   */
  boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException;

  /** Whether {@link #writeIfAbsent} can give a file its modification time. */
  boolean keepsTimes();

  /** Removes a file; nothing happens if there is none. */
  void delete(String path) throws IOException;

  /**
   * Copies a file of another store, as {@link #write} does, or better: without the bytes passing
   * through this process, where both stores are on one service.
   *
   * <p>Whenever the file is there, it is whole; but only after {@link #settle} a lost machine
   * cannot take it away any more. A source that is not the one that was meant never gets the name:
   * {@code path} is then as before.
   *
   * @param sizeBytes how many bytes the file had when it was listed
   * @return what is now stored, and how that is known
   * @throws java.nio.file.NoSuchFileException if the source has no such file, or has not any more
   *     when it was read
   * @throws ChangedException if the source has more or fewer bytes, or changed while it was being
   *     read
   */
  default Copied copy(Store source, String sourcePath, long sizeBytes, String path)
      throws IOException {
    Optional<Copied> copied = copyInside(source, sourcePath, sizeBytes, path);
    return copied.isPresent()
        ? copied.get()
        : new Copied.Hashed(write(path, UnchangedInput.content(source, sourcePath, sizeBytes)));
  }

  /**
   * Lets the service that both stores are on copy a file; empty, and nothing happens, if there is
   * no such service.
   *
   * @param sizeBytes how many bytes the file had when it was listed
   * @throws java.nio.file.NoSuchFileException if the source has no such file
   * @throws ChangedException if the source has more or fewer bytes, or was replaced meanwhile
   */
  default Optional<Copied> copyInside(Store source, String sourcePath, long sizeBytes, String path)
      throws IOException {
    return Optional.empty();
  }

  /**
   * Makes what {@link #copy} has made through this object last even if the machine is lost. Whoever
   * then makes something that names those files, calls this first, when no copy is under way: once
   * for many of them, as it waits for the disk.
   */
  default void settle() throws IOException {}

  /**
   * Does the same for everything that is there, whoever has copied it: after a run that ended
   * before it could settle.
   */
  default void settleAll() throws IOException {}

  /** The store itself, without what is wrapped around it to retry or to limit. */
  default Store bare() {
    return this;
  }

  /**
   * Claims this root for one writer at a time, as far as the store can.
   *
   * @throws UserException STORE_LOCKED if another process is writing here
   */
  Lock lock() throws IOException;

  /** Reads a file to its end. */
  default ContentHash hash(String path) throws IOException {
    try (InputStream in = open(path)) {
      return ContentHash.of(in);
    }
  }

  /** Gives back connections; files stay. */
  @Override
  default void close() {}

  /**
   * A file of a store.
   *
   * @param path relative to the root
   * @param modified as the store reports it
   * @param tag another text for every other content, where the store has such; else empty
   */
  record StoredFile(String path, long sizeBytes, Instant modified, String tag) {

    /** A file of a store that has no tags. */
    public StoredFile(String path, long sizeBytes, Instant modified) {
      this(path, sizeBytes, modified, "");
    }
  }

  /** What is told of each file of a walk. */
  @FunctionalInterface
  interface Visitor {
    /** Called once for each file. */
    void file(StoredFile file) throws IOException;
  }

  /** A claim on a root; closing it gives the root back. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
