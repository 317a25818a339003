package dev.bering.slices;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.ColumnType;
import dev.bering.tables.DataFileWriter;
import dev.bering.tables.DeltaChanges;
import dev.bering.tables.DeltaCommit;
import dev.bering.tables.DeltaSchema;
import dev.bering.tables.DeltaState;
import dev.bering.tables.LiveFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.TextColumn;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The record of what is published: a Delta table to which entries are only appended. One append
 * publishes all ports of a slice at once, or none.
 *
 * <p>Shape: rows (seq long, flow string, slice_start timestamp, slice_end timestamp, kind DONE |
 * FAILED, run_id string, attempt int, started timestamp, finished timestamp, entry string), where
 * entry is JSON with everything of {@link LedgerEntry}.
 *
 * <p>A version of the table is written only if nobody else has written it, so of two runs that
 * publish the same slice the second is refused. No Spark job is needed to read or to append. Safe
 * for many threads; what this object appends it does not read again.
 *
 * <p>Source: Delta protocol, "Delta Log Entries" (put if absent); ADR 0028.
 */
public final class SliceLedger {
  private static final String NO_NOTES = "bering.slices";
  private static final DeltaSchema SCHEMA =
      new DeltaSchema(
          List.of(
              column("seq", "long"),
              column("flow", "string"),
              column("slice_start", "timestamp"),
              column("slice_end", "timestamp"),
              column("kind", "string"),
              column("run_id", "string"),
              column("attempt", "integer"),
              column("started", "timestamp"),
              column("finished", "timestamp"),
              column("entry", "string")));

  private final Location location;
  private final Store store;
  private final List<LedgerEntry> entries = new ArrayList<>();
  private long version = -1;

  /** The number of the next entry, above all that there are; entries may have been removed. */
  private long next;

  /** The ledger at {@code location}; its table is made by the first append. */
  public SliceLedger(Location location) {
    this.location = location;
    this.store = Stores.open(location);
  }

  private static DeltaSchema.Field column(String name, String type) {
    return new DeltaSchema.Field(name, new ColumnType.Primitive(type), true);
  }

  /**
   * All entries, in the order in which they were appended, those of others among them.
   *
   * @throws UserException SLICE_LEDGER_UNREADABLE, SLICE_LEDGER_ENTRY
   */
  public synchronized List<LedgerEntry> entries() {
    try {
      boolean moved =
          version < 0
              ? !LogListing.of(store).isEmpty()
              : DeltaChanges.latestVersion(location, version) != version;
      if (moved) {
        load();
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return List.copyOf(entries);
  }

  /** What is published of {@code flow} in slices of its grain. */
  public Publications publications(SlicedFlow flow) {
    return Publications.of(flow.name(), flow.grain(), entries());
  }

  /** The flows of which slices are published in {@code table}. */
  Set<String> writersOf(Location table) {
    var counting = new LinkedHashMap<String, LedgerEntry>();
    entries().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.DONE)
        .forEach(
            entry ->
                counting.put(
                    "%s %s %s".formatted(entry.flow(), entry.slice().grain(), entry.slice()),
                    entry));
    return counting.values().stream()
        .filter(entry -> entry.written().stream().anyMatch(to -> to.table().equals(table)))
        .map(LedgerEntry::flow)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void load() throws IOException {
    DeltaState state = DeltaState.read(store, NO_NOTES).orElseThrow();
    var read = new ArrayList<LedgerJson.Numbered>();
    for (LiveFile file : state.files()) {
      for (String text : TextColumn.read(store, file.path(), file.sizeBytes(), "entry")) {
        read.add(LedgerJson.entry("Cannot read ledger " + location, text));
      }
    }
    read.sort(Comparator.comparingLong(LedgerJson.Numbered::seq));
    entries.clear();
    read.forEach(numbered -> entries.add(numbered.entry()));
    next = read.isEmpty() ? 0 : read.get(read.size() - 1).seq() + 1;
    version = state.version();
  }

  /**
   * Appends {@code entry}, and so publishes what it says was written.
   *
   * <p>If this fails, nothing is published; the tables that were written keep their rows, which
   * readers pass over.
   *
   * @param known how many entries the slice was decided on
   * @throws UserException SLICE_TAKEN if another run has published the slice since
   */
  public synchronized void append(LedgerEntry entry, int known) {
    try {
      do {
        entries();
        refuseTaken(entry, known);
      } while (!publish(entry));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void refuseTaken(LedgerEntry entry, int known) {
    Optional<LedgerEntry> other =
        entries.subList(Math.min(known, entries.size()), entries.size()).stream()
            .filter(
                e ->
                    e.kind() == LedgerEntry.Kind.DONE
                        && e.flow().equals(entry.flow())
                        && e.slice().equals(entry.slice()))
            .findFirst();
    if (other.isPresent() && entry.kind() == LedgerEntry.Kind.DONE) {
      throw UserException.temporary(
          new Problem(
              "SLICE_TAKEN",
              "Cannot publish %s of %s: run %s published it while run %s was at work."
                  .formatted(entry.slice(), entry.flow(), other.get().runId(), entry.runId()),
              "run it again; what is published is left as it is unless it is stale"));
    }
  }

  private boolean publish(LedgerEntry entry) throws IOException {
    long after = version + 1;
    Instant now = Instant.now();
    var commit = new DeltaCommit(after, now, "SLICE " + entry.kind(), Map.of());
    if (after == 0) {
      commit.create(UUID.randomUUID().toString(), "bering_flow_ledger", SCHEMA);
    }
    commit.add(file(entry));
    if (!commit.publish(store)) {
      return false;
    }
    version = after;
    entries.add(entry);
    next++;
    return true;
  }

  private LiveFile file(LedgerEntry entry) throws IOException {
    Object[] row = {
      next,
      entry.flow(),
      entry.slice().start(),
      entry.slice().end(),
      entry.kind().name(),
      entry.runId(),
      entry.attempt(),
      entry.started(),
      entry.finished(),
      LedgerJson.text(next, entry)
    };
    var unread = new AtomicBoolean(true);
    return new DataFileWriter(store, SCHEMA)
        .write(
            UUID.randomUUID() + ".parquet",
            into -> {
              boolean first = unread.getAndSet(false);
              if (first) {
                System.arraycopy(row, 0, into, 0, row.length);
              }
              return first;
            })
        .orElseThrow()
        .file();
  }

  /**
   * Claims the slices of {@code flow} for one runner at a time, as far as the store can; {@link
   * #append} holds where it cannot.
   *
   * @throws UserException STORE_LOCKED if another runner is at work
   */
  public Store.Lock claim(String flow) {
    Store runners = Stores.open(Location.of(location + "/_bering/" + flow));
    try {
      return runners.lock();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private UserException unreadable(IOException e) {
    return UserException.source(
        new Problem(
            "SLICE_LEDGER_UNREADABLE",
            "Cannot read ledger %s: %s.".formatted(location, Failures.rootFact(e)),
            "check the location and the rights to it"),
        e);
  }

  @Override
  public String toString() {
    return location + ": " + Arrays.asList(entries.size(), version);
  }
}
