package dev.bering.clone.folder;

import dev.bering.clone.Complaints;
import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The data files of a folder as one listing of the store has shown them, in order of path. They are
 * kept on this machine's disk: a folder may have millions.
 */
final class FolderListing {

  private final Path file;
  private final long count;
  private final long sizeBytes;
  private final Map<String, Long> suffixes;
  private final Tally hidden;
  private final Tally ofWriters;

  private FolderListing(Path file, Taking taking) {
    this.file = file;
    this.count = taking.count;
    this.sizeBytes = taking.sizeBytes;
    this.suffixes = taking.suffixes;
    this.hidden = taking.hidden;
    this.ofWriters = taking.ofWriters;
  }

  /**
   * Lists a folder.
   *
   * @param complaints hears why what lies there is more than a folder of files
   */
  static FolderListing of(Location folder, Store store, Staging staging, Complaints complaints)
      throws IOException {
    if (folder.isLocal()) {
      LocalTree.check(folder, complaints);
      complaints.raise(folder.toString());
    }
    Taking taking = new Taking(new ForeignTables(folder, complaints), staging);
    store.walk("", taking::file);
    Path file = staging.newFile("listing");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      taking.files.drain(entry -> FolderFile.FORMAT.write(entry, out));
    }
    return new FolderListing(file, taking);
  }

  /** A listing under way. */
  private static final class Taking {
    private final ForeignTables foreign;
    private final Sorter<FolderFile> files;
    private final Map<String, Long> suffixes = new TreeMap<>();
    private final Tally hidden = new Tally();
    private final Tally ofWriters = new Tally();
    private long count;
    private long sizeBytes;

    Taking(ForeignTables foreign, Staging staging) {
      this.foreign = foreign;
      this.files =
          new Sorter<>(
              staging,
              FolderFile.FORMAT,
              Comparator.comparing(FolderFile::path),
              RunLength.ofThisProcess());
    }

    void file(StoredFile stored) throws IOException {
      String path = stored.path();
      if (path.startsWith(Store.OWN_FOLDER + "/")) {
        return;
      }
      foreign.look(path);
      if (HiddenNames.isOfAWriter(path)) {
        ofWriters.add(path);
      }
      if (HiddenNames.hide(path)) {
        hidden.add(path);
        return;
      }
      count++;
      sizeBytes += stored.sizeBytes();
      suffixes.merge(suffix(path), 1L, Long::sum);
      files.add(FolderFile.of(stored));
    }

    private static String suffix(String path) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      int dot = name.lastIndexOf('.');
      return dot < 0 ? "" : name.substring(dot);
    }
  }

  long count() {
    return count;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** For people. */
  String state() {
    return "%s of %s".formatted(Counts.of(count, "file"), Bytes.text(sizeBytes));
  }

  /** How many files there are of each suffix, the dot included; empty for names without one. */
  Map<String, Long> suffixes() {
    return suffixes;
  }

  /** Files that are no data. */
  Tally hidden() {
    return hidden;
  }

  /** Those of them that a writer has left, or is at work on. */
  Tally ofWriters() {
    return ofWriters;
  }

  /** Hands on every file, in order of path. */
  void forEach(Sorter.Sink<FolderFile> sink) throws IOException {
    try (Reading reading = read()) {
      while (reading.hasNext()) {
        sink.accept(reading.next());
      }
    }
  }

  /** Every file, in order of path; to be closed. */
  Reading read() throws IOException {
    return new Reading(file, count);
  }

  /**
   * Ends here if another listing of the same folder shows other files, or the same ones in another
   * state.
   *
   * @throws UserException CLONE_SOURCE_CHANGED
   */
  void requireSame(FolderListing later, Location folder) throws IOException {
    Optional<String> change = changeTo(later);
    if (change.isPresent()) {
      throw UserException.temporary(
          new Problem(
              "CLONE_SOURCE_CHANGED",
              "Cannot clone %s: it changed while it was read: %s.".formatted(folder, change.get()),
              "let its writers end, then run the same command again; what was copied is not copied"
                  + " again"),
          new IOException(change.get()));
    }
  }

  /** What has changed first, in order of path; empty if nothing has. */
  Optional<String> changeTo(FolderListing later) throws IOException {
    try (Reading before = read();
        Reading after = later.read()) {
      FolderFile one = before.nextOrNull();
      FolderFile other = after.nextOrNull();
      while (one != null && one.equals(other)) {
        one = before.nextOrNull();
        other = after.nextOrNull();
      }
      return change(one, other);
    }
  }

  private static Optional<String> change(@Nullable FolderFile one, @Nullable FolderFile other) {
    if (one == null && other == null) {
      return Optional.empty();
    }
    int order = one == null ? 1 : other == null ? -1 : one.path().compareTo(other.path());
    if (one != null && other != null && order == 0) {
      return Optional.of(
          one.mark().text().equals(other.mark().text())
              ? "%s has other content".formatted(one.path())
              : "%s had %s, then %s".formatted(one.path(), one.mark().text(), other.mark().text()));
    }
    return order < 0 && one != null
        ? Optional.of("%s is gone".formatted(one.path()))
        : Optional.ofNullable(other).map(added -> "%s was added".formatted(added.path()));
  }

  /** The files of a listing, one after the other. */
  static final class Reading implements Iterator<FolderFile>, AutoCloseable {
    private final DataInputStream in;
    private long left;

    private Reading(Path file, long count) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
      this.left = count;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public FolderFile next() {
      if (left-- <= 0) {
        throw new NoSuchElementException();
      }
      try {
        return FolderFile.FORMAT.read(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private @Nullable FolderFile nextOrNull() {
      return hasNext() ? next() : null;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
