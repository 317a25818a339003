package dev.bering.slices;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaChanges;
import dev.bering.tables.DeltaChanges.Change;
import dev.bering.tables.DeltaFacts;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run knows of one table that it writes: which slices nobody has put rows into yet, and
 * which files hold the slices that it wrote itself. Both save Delta the work of finding the files
 * of a slice among those of all, which costs more than a small slice itself.
 *
 * <p>Told by the commits to the table since the run began, each read once. What cannot be told is
 * not known: then Delta looks. Safe for many threads.
 */
final class WrittenTable {
  /** With more files Spark starts a job to list them. */
  private static final int FEW_FILES = 32;

  /** Spark takes a path with one of these for a pattern. */
  private static final String PATTERN_LETTERS = "*?[]{}\\";

  private final SliceTable table;
  private final Strays strays;
  private final Set<String> slices;
  private final Set<String> empty;
  private final Map<String, OwnFiles> files = new HashMap<>();
  private long seen;

  /** Whether the columns of files are those of the table. */
  private boolean plain;

  /** The files that hold a slice since {@code version}. */
  private record OwnFiles(long version, List<String> paths) {}

  private WrittenTable(
      SliceTable table, Strays strays, Set<String> slices, Set<String> empty, long seen) {
    this.table = table;
    this.strays = strays;
    this.slices = slices;
    this.empty = empty;
    this.seen = seen;
    this.plain = seen >= 0 && isPlain(table.location());
  }

  /**
   * The table as a run finds it.
   *
   * @param range the slices of the run
   * @param published what is published of its flow
   */
  static WrittenTable of(
      SliceTable table,
      Strays strays,
      SliceRange range,
      Publications published,
      SliceTables tables) {
    var slices = new HashSet<String>();
    var unknown = new ArrayList<Slice>();
    for (Slice slice : range.slices()) {
      slices.add(slice.label());
      if (published.done(slice).isEmpty()) {
        unknown.add(slice);
      }
    }
    long version = DeltaChanges.versionIfThere(table.location()).orElse(-1L);
    var empty = new HashSet<String>();
    if (!unknown.isEmpty()) {
      unknown.forEach(slice -> empty.add(slice.label()));
      if (version >= 0) {
        var asked = new SliceRange(unknown.get(0), unknown.get(unknown.size() - 1).next());
        tables
            .filled(table.location(), version, table.key(), asked)
            .forEach(slice -> empty.remove(slice.label()));
      }
    }
    return new WrittenTable(table, strays, slices, empty, version);
  }

  private static boolean isPlain(Location table) {
    if (PATTERN_LETTERS.chars().anyMatch(letter -> table.toString().indexOf(letter) >= 0)) {
      return false;
    }
    try (Store store = Stores.open(table)) {
      return !DeltaFacts.of(table, store).mapsColumns();
    }
  }

  /** Whether {@code slice} has no rows in version {@code base}, and never had any. */
  synchronized boolean isEmpty(Slice slice, long base) {
    advance(base);
    return seen >= base && empty.contains(slice.label());
  }

  /**
   * The files that hold {@code wanted} as they are published and nothing else; empty if they are
   * not known, or not few.
   */
  synchronized Optional<List<String>> files(Publications published, List<Slice> wanted) {
    var found = new ArrayList<String>();
    for (Slice slice : wanted) {
      OwnFiles own = files.get(slice.label());
      if (own == null || !isPublished(own, published, slice)) {
        return Optional.empty();
      }
      found.addAll(own.paths());
    }
    return plain && found.size() <= FEW_FILES ? Optional.of(found) : Optional.empty();
  }

  private boolean isPublished(OwnFiles own, Publications published, Slice slice) {
    return published
        .done(slice)
        .flatMap(entry -> entry.written(table.port()))
        .filter(written -> written.table().equals(table.location()))
        .filter(written -> written.version() == own.version())
        .isPresent();
  }

  /** Takes note of the commits up to {@code version}. */
  synchronized void advance(long version) {
    if (version <= seen) {
      return;
    }
    try {
      DeltaChanges.between(table.location(), seen, version).values().forEach(this::add);
    } catch (UserException e) { // the log is gone: they may have done anything
      plain = false;
      forget();
    }
    seen = version;
  }

  private void add(DeltaChanges.Commit commit) {
    if (commit.alters()) {
      plain = commit.version() == 0 && isPlain(table.location());
      if (commit.version() > 0) {
        forget();
      }
    }
    String label = strays.slice(commit.note()).orElse("");
    if (commit.files().isEmpty() && label.isEmpty()) {
      return;
    }
    if (slices.contains(label)) {
      empty.remove(label);
      files.remove(label);
      paths(commit).ifPresent(p -> files.put(label, new OwnFiles(commit.version(), p)));
    } else {
      forget();
    }
  }

  private void forget() {
    empty.clear();
    files.clear();
  }

  /** Only in a table to which the engine adds the slice is every column of a row in its file. */
  private Optional<List<String>> paths(DeltaChanges.Commit commit) {
    if (!(table.key() instanceof SliceKey.Stamped)) {
      return Optional.empty();
    }
    var paths = new ArrayList<String>();
    for (DeltaChanges.ChangedFile file : commit.files()) {
      if (file.change() == Change.MASKED) {
        return Optional.empty();
      }
      if (file.change() == Change.ADDED) {
        URI path = URI.create(file.path());
        if (path.isAbsolute()) {
          return Optional.empty();
        }
        paths.add(table.location() + "/" + path.getPath());
      }
    }
    return Optional.of(paths);
  }
}
