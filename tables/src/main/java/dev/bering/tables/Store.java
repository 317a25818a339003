package dev.bering.tables;

import dev.bering.model.Location;
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
interface Store {

  /** The store that holds what lies below {@code location}. */
  static Store of(Location location) {
    return new LocalStore(location.toPath());
  }

  /** The root, for sentences. */
  String name();

  /** What is known of a file; empty if there is none (a folder is no file). */
  Optional<StoredFile> status(String path) throws IOException;

  /** The files directly in a folder, in order of name; empty if there is no such folder. */
  List<StoredFile> list(String folder) throws IOException;

  /** Every file below the root, in no order. */
  List<StoredFile> listAll() throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  InputStream open(String path) throws IOException;

  /**
   * Writes a file whole, replacing one that is there. Under {@code path} readers see the old
   * content, nothing, or the new content, never a part. The stored bytes have been read back (or
   * their checksum confirmed by the store) before they become visible.
   *
   * <p>If this fails, {@code path} is as before.
   *
   * @return the hash of the bytes
   */
  ContentHash write(String path, InputStream content) throws IOException;

  /**
   * Writes a file whole if none is there, so that of any number of writers exactly one wins; else
   * as {@link #write}.
   *
   * @param modified the modification time the file is to have; the time of a Delta commit
   * @return whether this call made the file
   */
  boolean writeIfAbsent(String path, InputStream content, Instant modified) throws IOException;

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

  /**
   * A file of a store.
   *
   * @param path relative to the root
   * @param modified as the store reports it
   */
  record StoredFile(String path, long sizeBytes, Instant modified) {}

  /** A claim on a root; closing it gives the root back. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
