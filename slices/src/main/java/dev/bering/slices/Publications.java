package dev.bering.slices;

import dev.bering.flow.Pinned;
import dev.bering.model.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What is published of one flow, told from the entries of its ledger alone: for each slice the
 * entry that counts, and for each table the version to read it at.
 *
 * <p>A table may hold more than is published: a run that ended between its write and its entry, or
 * somebody else, may have changed a slice. Each entry names such commits to the tables it wrote. So
 * a slice is read from the last published version of the table unless a commit has touched it since
 * its own version; then it is read from its own.
 */
public final class Publications {
  private final String flow;
  private final TreeMap<Slice, LedgerEntry> done = new TreeMap<>();
  private final Map<Slice, Integer> attempts = new LinkedHashMap<>();
  private final Map<Slice, LedgerEntry> lastFailures = new LinkedHashMap<>();
  private final Map<Location, Table> tables = new LinkedHashMap<>();
  private final int known;

  /** What entries say of one table. */
  private static final class Table {
    private long last = -1;
    private String id = "";
    private final Map<String, Long> touched = new LinkedHashMap<>();
    private long anyTouched = -1;

    void add(LedgerEntry.Written written) {
      if (!id.isEmpty() && !written.tableId().isEmpty() && !id.equals(written.tableId())) {
        last = -1; // it is another table at the same place, to which no slice was published before
        touched.clear();
        anyTouched = -1;
      }
      last = Math.max(last, written.version());
      id = written.tableId().isEmpty() ? id : written.tableId();
      for (LedgerEntry.Stray stray : written.strays()) {
        if (stray.slice().isEmpty()) {
          touch(stray.version());
        } else {
          touched.merge(stray.slice(), stray.version(), Math::max);
        }
      }
    }

    void touch(long version) {
      anyTouched = Math.max(anyTouched, version);
    }

    /** The version at which a slice, published at {@code own}, is as it was published. */
    long versionOf(Slice slice, long own) {
      long touch = Math.max(anyTouched, touched.getOrDefault(slice.label(), -1L));
      return touch > own ? own : last;
    }
  }

  private Publications(String flow, int known) {
    this.flow = flow;
    this.known = known;
  }

  static Publications of(String flow, Grain grain, List<LedgerEntry> entries) {
    var publications = new Publications(flow, entries.size());
    for (LedgerEntry entry : entries) {
      if (entry.flow().equals(flow)) {
        if (entry.slice().grain().equals(grain)) {
          publications.add(entry);
        } else {
          publications.addOther(entry);
        }
      }
    }
    return publications;
  }

  /** The flow had slices of another length once; what those wrote may lie in any slice. */
  private void addOther(LedgerEntry entry) {
    for (LedgerEntry.Written written : entry.written()) {
      tables.computeIfAbsent(written.table(), table -> new Table()).touch(written.version());
    }
  }

  private void add(LedgerEntry entry) {
    attempts.merge(entry.slice(), entry.attempt(), Math::max);
    if (entry.kind() == LedgerEntry.Kind.FAILED) {
      lastFailures.put(entry.slice(), entry);
      return;
    }
    lastFailures.remove(entry.slice());
    done.put(entry.slice(), entry);
    for (LedgerEntry.Written written : entry.written()) {
      tables.computeIfAbsent(written.table(), table -> new Table()).add(written);
    }
  }

  /** Whose they are. */
  public String flow() {
    return flow;
  }

  /** The entry by which {@code slice} is published; empty if it is not. */
  public Optional<LedgerEntry> done(Slice slice) {
    return Optional.ofNullable(done.get(slice));
  }

  /** The published slices, from early to late. */
  public List<Slice> slices() {
    return List.copyOf(done.keySet());
  }

  /** The last attempt at {@code slice}, if it failed. */
  public Optional<LedgerEntry> failure(Slice slice) {
    return Optional.ofNullable(lastFailures.get(slice));
  }

  int nextAttempt(Slice slice) {
    return attempts.getOrDefault(slice, 0) + 1;
  }

  /** How many entries of the ledger this was told from. */
  int known() {
    return known;
  }

  /** Whether some slice is published in {@code table}, and in no other since. */
  private boolean counts(Location table) {
    return done.values().stream()
        .anyMatch(entry -> entry.written().stream().anyMatch(to -> to.table().equals(table)));
  }

  /**
   * The last published version of {@code table}; empty if no slice is published there, or none any
   * more.
   */
  public OptionalLong lastVersion(Location table) {
    Table known = tables.get(table);
    return known == null || known.last < 0 || !counts(table)
        ? OptionalLong.empty()
        : OptionalLong.of(known.last);
  }

  /** The id of {@code table} when it was last written; empty if no entry says. */
  Optional<String> tableId(Location table) {
    return Optional.ofNullable(tables.get(table))
        .map(known -> known.id)
        .filter(id -> !id.isEmpty());
  }

  /** Where {@code slice} of {@code port} is to be read, as it was published. */
  Optional<Pinned> place(String port, Slice slice) {
    return done(slice)
        .flatMap(entry -> entry.written(port))
        .map(
            written ->
                new Pinned(
                    written.table(), table(written.table()).versionOf(slice, written.version())));
  }

  /** A table that some entry wrote. */
  private Table table(Location location) {
    Table known = tables.get(location);
    if (known == null) {
      throw new IllegalStateException("No entry of %s wrote %s".formatted(flow, location));
    }
    return known;
  }

  /** Which slices to read from which version, so that each is as it was published. */
  public Map<Pinned, List<Slice>> places(String port, List<Slice> slices) {
    var places = new LinkedHashMap<Pinned, List<Slice>>();
    for (Slice slice : slices) {
      place(port, slice)
          .ifPresent(place -> places.computeIfAbsent(place, p -> new ArrayList<>()).add(slice));
    }
    return places;
  }

  /** The hash of what {@code slice} published at {@code port}; empty if it is not known. */
  Optional<String> content(String port, Slice slice) {
    return done(slice).flatMap(entry -> entry.written(port)).map(LedgerEntry.Written::content);
  }

  /** The first of {@code slices} that is not published, or was without {@code port}. */
  Optional<Slice> missing(String port, List<Slice> slices) {
    return slices.stream()
        .filter(slice -> done(slice).flatMap(entry -> entry.written(port)).isEmpty())
        .findFirst();
  }

  /** What tells the contents of {@code slices} at {@code port} from others. */
  String digest(String port, List<Slice> slices) {
    return Digest.of(
        slices.stream().map(slice -> slice + " " + content(port, slice).orElse("none")).toList());
  }
}
