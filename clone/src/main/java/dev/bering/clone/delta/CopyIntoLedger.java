package dev.bering.clone.delta;

import dev.bering.clone.Note;
import dev.bering.clone.Publication;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files by which COPY INTO knows what it has loaded. Their format is not published; they are
 * carried as they are, and only such as belong to the version that is carried with them: a ledger
 * that is ahead of the table would make COPY INTO pass over files that nobody has loaded.
 */
final class CopyIntoLedger {

  static final String FOLDER = LogListing.FOLDER + "/_copy_into_log";

  private static final int ATTEMPTS = 5;

  private final LogListing log;
  private final List<Entry> entries;

  private CopyIntoLedger(LogListing log, List<Entry> entries) {
    this.log = log;
    this.entries = entries;
  }

  private record Entry(StoredFile file, Path staged) {}

  /**
   * Lists a table's log, and takes the ledger in a moment at which no COPY INTO was committed.
   *
   * @throws UserException CLONE_LEDGER_BUSY if there was no such moment
   */
  static CopyIntoLedger of(Location table, Store store, Staging staging) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      LogListing log = LogListing.of(store);
      Optional<List<Entry>> entries = stage(store, staging);
      if (entries.isPresent() && (entries.get().isEmpty() || !loadedSince(log, store))) {
        return new CopyIntoLedger(log, entries.get());
      }
    }
    throw UserException.temporary(
        new Problem(
            "CLONE_LEDGER_BUSY",
            "Cannot clone %s: COPY INTO committed each of the %d times its ledger was read."
                .formatted(table, ATTEMPTS),
            "clone when no COPY INTO is running"),
        new IOException(FOLDER));
  }

  /** Empty if the ledger changed while it was read. */
  private static Optional<List<Entry>> stage(Store store, Staging staging) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    store.walk(FOLDER, files::add);
    List<Entry> entries = new ArrayList<>();
    for (StoredFile file : files) {
      Path staged = staging.newFile("ledger");
      try (InputStream in = store.open(file.path())) {
        Files.copy(in, staged);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
      entries.add(new Entry(file, staged));
    }
    return Optional.of(entries);
  }

  private static boolean loadedSince(LogListing log, Store store) throws IOException {
    LogReader reader = new LogReader(store);
    boolean[] loaded = new boolean[1];
    for (Map.Entry<Long, StoredFile> commit :
        LogListing.of(store).commits().tailMap(log.latestVersion() + 1, true).entrySet()) {
      reader.readTrees(
          commit.getValue().path(),
          action ->
              loaded[0] |=
                  action.path("commitInfo").path("operation").asText().equals("COPY INTO"));
    }
    return loaded[0];
  }

  /** The log as it was when the ledger was taken. */
  LogListing log() {
    return log;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The ledger's files, as the source has them. */
  List<StoredFile> files() {
    return entries.stream().map(Entry::file).toList();
  }

  /**
   * What makes the target's ledger the source's; to be published after the last commit. What the
   * source has merged into other files, or let go, is removed last: an entry more than the source
   * has would make COPY INTO pass over a file.
   */
  List<Publication> publications(Store target, TargetState state) throws IOException {
    List<Publication> publications = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Entry entry : entries) {
      String path = entry.file().path();
      known.add(path);
      boolean there =
          target.status(path).isPresent()
              && target
                  .hash(path)
                  .equals(ContentHash.of(() -> Files.newInputStream(entry.staged())));
      if (!there) {
        publications.add(
            new Publication.Written(
                path,
                entry.file().sizeBytes(),
                entry.file().modified(),
                Publication.Rule.REPLACE,
                () -> Files.newInputStream(entry.staged())));
      }
    }
    if (state.isMarked()) {
      target.walk(
          FOLDER,
          file -> {
            if (!known.contains(file.path())) {
              publications.add(new Publication.Removed(file.path()));
            }
          });
    }
    return publications;
  }

  /** What to know about it. */
  List<Note> notes() {
    return isEmpty()
        ? List.of()
        : List.of(
            new Note(
                "CLONE_COPY_INTO_LEDGER",
                "the COPY INTO ledger is carried as it is; the next COPY INTO must name its files by"
                    + " the same paths, or it loads them again",
                entries.size(),
                files().stream().map(StoredFile::path).limit(10).toList()));
  }
}
