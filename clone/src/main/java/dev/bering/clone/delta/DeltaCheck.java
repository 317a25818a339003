package dev.bering.clone.delta;

import dev.bering.clone.CheckReport;
import dev.bering.clone.CheckReport.Entry;
import dev.bering.clone.CheckReport.Mark;
import dev.bering.clone.CloneMarker;
import dev.bering.clone.Complaints;
import dev.bering.clone.RunLength;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.clone.delta.Sightings.Sighting;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares a Delta table with its replica: every log file and every file that the source's retained
 * history reaches, by hash of the bytes on both sides.
 */
public final class DeltaCheck {

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A check that tells {@code progress} how far it is. */
  public DeltaCheck(Progress progress) {
    this(progress, Stores::open);
  }

  /** A check over stores that {@code stores} opens. */
  public DeltaCheck(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /**
   * Compares two tables. Reads everything on both sides, writes nothing.
   *
   * @throws UserException CHECK_MISSING, or the reasons why the source cannot be read
   */
  public CheckReport check(Location source, Location target) {
    try (Staging staging = new Staging();
        Store from = stores.apply(source);
        Store to = stores.apply(target)) {
      List<Problem> missing = new ArrayList<>();
      addIfMissing(source, from, missing);
      addIfMissing(target, to, missing);
      if (!missing.isEmpty()) {
        throw UserException.source(missing);
      }
      return new Checking(source, from, target, to, staging).check();
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CHECK_UNREADABLE",
              "Cannot check %s: %s.".formatted(source, Failures.fact(e)),
              "check the permissions of both folders"),
          e);
    }
  }

  private static void addIfMissing(Location side, Store store, List<Problem> missing)
      throws IOException {
    if (store.list(LogListing.FOLDER).isEmpty()) {
      missing.add(
          new Problem(
              "CHECK_MISSING",
              "Cannot check %s: it has no _delta_log, so it is no Delta table.".formatted(side),
              "name the folder that holds the table's _delta_log"));
    }
  }

  /** One check under way. */
  private final class Checking {
    private final Location source;
    private final Store from;
    private final Location target;
    private final Store to;
    private final Staging staging;
    private final StreamFolders streams;
    private final List<Entry> entries = new ArrayList<>();
    private final Tally holes = new Tally();
    private long same;

    Checking(Location source, Store from, Location target, Store to, Staging staging)
        throws IOException {
      this.source = source;
      this.from = from;
      this.target = target;
      this.to = to;
      this.staging = staging;
      this.streams = StreamFolders.of(to);
    }

    CheckReport check() throws IOException {
      Complaints complaints = new Complaints();
      FilePlaces places = new FilePlaces(source);
      Reconciliation reconciliation = new Reconciliation(staging, RunLength.ofThisProcess());
      LogListing sourceLog = LogListing.of(from);
      TargetState there = TargetState.of(to, target);
      checkIsReplica(there, sourceLog);
      ReplicaContents contents =
          new ReplicaReader(source, from, places, reconciliation, complaints, progress)
              .read(
                  sourceLog,
                  new ReplicaReader.Start.New(
                      there.firstVersion() == 0
                          ? new History.All()
                          : new History.SinceVersion(there.firstVersion())),
                  checkpoint -> true);
      complaints.raise(source.toString());
      boolean moved =
          contents.moved()
              || CloneMarker.read(to).map(known -> !known.relocations().isEmpty()).orElse(false);
      Optional<CommitStamps> stamps =
          CommitStamps.noted(to)
              .map(first -> new CommitStamps(first, from, sourceLog, to, there.log()));
      ReplicaLog replica = new ReplicaLog(from, places, moved, stamps, staging);
      Map<String, StoredFile> log = new HashMap<>();
      for (StoredFile file : contents.logFiles()) {
        log.put(file.path(), file);
        reconciliation.need(
            new Need(file.path(), Need.Kind.LOG, file.sizeBytes(), false, Origin.SAME));
      }
      List<StoredFile> ledger = new ArrayList<>();
      from.walk(CopyIntoLedger.FOLDER, ledger::add);
      for (StoredFile file : ledger) {
        reconciliation.need(
            new Need(file.path(), Need.Kind.LOG, file.sizeBytes(), false, Origin.SAME));
      }
      CloneMarker.read(to)
          .filter(marker -> !marker.isComplete())
          .ifPresent(
              marker ->
                  entries.add(
                      new Entry(Mark.ERROR, Store.OWN_FOLDER, "the last clone has not ended")));
      try (Progress.Step step = progress.begin("comparing files", 0, Progress.Unit.BYTES)) {
        new FileLookup(source, from, to, stores, staging, this::denied)
            .drainAll(
                reconciliation,
                kept(there, contents),
                sighting -> {
                  compare(sighting, replica, log);
                  step.advance(sighting.need().map(Need::sizeBytes).orElse(0L));
                });
      }
      entries.sort(Comparator.comparing(Entry::path));
      return new CheckReport(
          source, target, "version " + contents.version(), same, holes.count(), entries);
    }

    private void checkIsReplica(TargetState there, LogListing sourceLog) throws IOException {
      String sourceId = TableIds.newest(from, sourceLog);
      boolean ofThisTable =
          CloneMarker.read(to).map(marker -> marker.tableId().equals(sourceId)).orElse(false);
      if (ofThisTable && !there.tableId().equals(sourceId)) {
        throw UserException.usage(
            new Problem(
                "CHECK_SNAPSHOT",
                "Cannot check %s: %s is a snapshot of it, with a history and a log of its own."
                    .formatted(source, target),
                "compare the rows with bering diff"));
      }
    }

    /** The source lets go of old versions; the target may keep them. */
    private Reconciliation kept(TargetState there, ReplicaContents contents) throws IOException {
      Reconciliation kept = new Reconciliation(staging, RunLength.ofThisProcess());
      long oldest =
          contents.logFiles().stream()
              .map(StoredFile::path)
              .filter(LogListing::isCommit)
              .mapToLong(path -> LogListing.versionOf(path).orElseThrow())
              .filter(there.log().commits()::containsKey)
              .min()
              .orElse(0);
      if (there.firstVersion() >= oldest) {
        return kept;
      }
      List<StoredFile> sidecars =
          new ReplicaReader(target, to, new FilePlaces(target), kept, new Complaints(), progress)
              .readNames(there.log(), oldest);
      for (StoredFile file : sidecars) {
        kept.need(new Need(file.path(), Need.Kind.LOG, 0, false, Origin.SAME));
      }
      // What the source does not have of later versions, and should have, is a difference.
      for (StoredFile file : to.list(LogListing.FOLDER)) {
        if (LogListing.versionOf(file.path()).orElse(Long.MAX_VALUE) < oldest) {
          kept.need(new Need(file.path(), Need.Kind.LOG, 0, false, Origin.SAME));
        }
      }
      return kept;
    }

    private void compare(Sighting sighting, ReplicaLog replica, Map<String, StoredFile> log) {
      if (sighting.need().isEmpty()) {
        if (sighting.target().isPresent()
            && !sighting.kept()
            && !isHiddenCompanion(sighting.path())
            && !streams.hold(sighting.path())) {
          entries.add(new Entry(Mark.TARGET_ONLY, sighting.path(), "not at the source"));
        }
        return;
      }
      if (sighting.source().isEmpty()) {
        if (sighting.need().get().live()) {
          entries.add(
              new Entry(
                  Mark.ERROR,
                  sighting.path(),
                  "the newest version needs it, and the source lost it"));
        } else {
          holes.add(sighting.path());
        }
        return;
      }
      Optional<Entry> difference;
      try {
        difference = difference(sighting, replica, log);
      } catch (IOException e) {
        difference = Optional.of(new Entry(Mark.ERROR, sighting.path(), Failures.fact(e)));
      }
      difference.ifPresent(entries::add);
      same += difference.isEmpty() ? 1 : 0;
    }

    private void denied(Need need, AccessDeniedException e) {
      entries.add(new Entry(Mark.ERROR, need.path(), Failures.fact(e)));
    }

    private Optional<Entry> difference(
        Sighting sighting, ReplicaLog replica, Map<String, StoredFile> log) throws IOException {
      String path = sighting.path();
      if (sighting.target().isEmpty()) {
        return Optional.of(new Entry(Mark.SOURCE_ONLY, path, "not at the target"));
      }
      StoredFile there = sighting.target().get();
      StoredFile logFile = log.get(path);
      if (logFile != null) {
        ContentHash expected = ContentHash.of(replica.content(logFile));
        return differs(path, expected, there);
      }
      long sizeBytes = sighting.source().orElseThrow().sizeBytes();
      if (there.sizeBytes() != sizeBytes) {
        return Optional.of(otherSize(path, sizeBytes, there));
      }
      Origin origin = sighting.need().orElseThrow().origin();
      try (Store holder = origin.elsewhere().map(stores).orElse(from)) {
        return differs(path, holder.hash(origin.isSame() ? path : origin.name()), there);
      }
    }

    private Optional<Entry> differs(String path, ContentHash expected, StoredFile there)
        throws IOException {
      if (there.sizeBytes() != expected.sizeBytes()) {
        return Optional.of(otherSize(path, expected.sizeBytes(), there));
      }
      return to.hash(path).equals(expected)
          ? Optional.empty()
          : Optional.of(new Entry(Mark.DIFFERENT, path, "same size, other content"));
    }

    private Entry otherSize(String path, long sizeBytes, StoredFile there) {
      return new Entry(
          Mark.DIFFERENT,
          path,
          "%d bytes, at the target %d".formatted(sizeBytes, there.sizeBytes()));
    }
  }

  /** Hadoop keeps a checksum beside every file it writes locally ({@code .name.crc}). */
  private static boolean isHiddenCompanion(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith(".") && name.endsWith(".crc");
  }
}
