package dev.bering.clone.delta;

import dev.bering.clone.Complaints;
import dev.bering.clone.delta.ReachedFiles.Part;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.CheckpointReader;
import dev.bering.tables.DataPath;
import dev.bering.tables.LogAction;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads from a Delta log what a replica consists of, or every reason why there cannot be one: which
 * versions, in which order, and of those the {@link ReachedFiles}.
 *
 * <p>Replay starts at a checkpoint, or at version 0, and goes through every later commit. The
 * checkpoint's own commit and those before it still count for what they name, not for what is live:
 * whoever reads their changes opens the files that they add, and those that they take rows out of.
 *
 * <p>Source: Delta protocol, "Action Reconciliation"; the traps of replicas are in docs/concepts.
 */
final class ReplicaReader {

  private final Location table;
  private final Store store;
  private final Complaints complaints;
  private final ReachedFiles files;
  private final Progress progress;
  private final LogReader commits;
  private final CheckpointReader checkpoints;

  private final Map<String, StoredFile> sidecars = new LinkedHashMap<>();

  ReplicaReader(
      Location table,
      Store store,
      FilePlaces places,
      Reconciliation files,
      Complaints complaints,
      Progress progress) {
    this.table = table;
    this.store = store;
    this.complaints = complaints;
    this.files = new ReachedFiles(table, places, files, complaints);
    this.progress = progress;
    this.commits = new LogReader(store);
    this.checkpoints = new CheckpointReader(store);
  }

  /** Where the reading starts. */
  sealed interface Start {
    /** For a replica that does not exist yet: at the history that it is to have. */
    record New(History history) implements Start {}

    /**
     * For a replica that holds some versions: after its newest one.
     *
     * @param first its oldest version
     */
    record After(long version, long first) implements Start {}

    /**
     * For a replica whose versions the source no longer leads on from: at a checkpoint, and nothing
     * before it.
     */
    record Anew(History history) implements Start {}
  }

  /**
   * Reads what a replica still lacks.
   *
   * @param wanted checkpoints that are to be carried, whatever their version: a writer may publish
   *     one long after its commit
   * @throws UserException CLONE_LOG_GAP, CLONE_NO_DELTA_TABLE; what else is wrong is complained of
   */
  ReplicaContents read(LogListing log, Start start, Predicate<Checkpoint> wanted)
      throws IOException {
    long afterVersion = start instanceof Start.After after ? after.version() : -1;
    long base = checkHistory(log, afterVersion);
    long first = start instanceof Start.After after ? after.first() : 0;
    if (!(start instanceof Start.After)) {
      OptionalLong later = new HistoryStart(log, commits).of(history(start));
      if (later.isPresent()) {
        base = later.getAsLong();
        first = base;
      }
    }
    if (start instanceof Start.Anew) {
      first = Math.max(base, 0);
    }
    CatalogManaged.check(table, store, complaints);
    Set<Checkpoint> carried = new LinkedHashSet<>();
    for (Checkpoint checkpoint : log.checkpoints()) {
      if (checkpoint.version() >= first && wanted.test(checkpoint)) {
        carried.add(checkpoint);
      }
    }
    replay(log, base, Math.max(afterVersion, first - 1), afterVersion < base, carried);
    if (!files.hasProtocol() && afterVersion < 0) {
      complain("its log holds no protocol action, so no reader can open it");
    }
    if (files.tableId().isEmpty() && afterVersion < 0) {
      complain("its log holds no metaData action, so no reader can open it");
    }
    return new ReplicaContents(
        files.tableId().orElse(""),
        first,
        log.latestVersion(),
        new LogOrder(
                log,
                first,
                List.copyOf(carried),
                afterVersion < 0 ? at(log, base) : Optional.empty())
            .files(sidecars.values()),
        files.moved());
  }

  private static History history(Start start) {
    return start instanceof Start.New fresh
        ? fresh.history()
        : start instanceof Start.Anew anew ? anew.history() : new History.All();
  }

  /**
   * Reads which files the versions before {@code end} reach, whatever is live.
   *
   * @return the sidecars of their checkpoints
   */
  List<StoredFile> readNames(LogListing log, long end) throws IOException {
    boolean oldest = true;
    for (Checkpoint checkpoint : log.checkpoints()) {
      if (checkpoint.version() < end) {
        readCheckpoint(checkpoint, oldest, false); // the later ones name no more than commits do
        oldest = false;
      }
    }
    for (Map.Entry<Long, StoredFile> commit : log.commits().headMap(end).entrySet()) {
      commits.read(
          commit.getValue().path(),
          files.version("version " + commit.getKey(), commit.getKey(), Part.CHANGES)::accept);
    }
    return List.copyOf(sidecars.values());
  }

  private static Optional<Checkpoint> at(LogListing log, long version) {
    return log.checkpoints().stream().filter(point -> point.version() == version).findFirst();
  }

  /** The version of the checkpoint that history starts from, or -1 if it starts from nothing. */
  private long checkHistory(LogListing log, long afterVersion) {
    if (log.isEmpty()) {
      throw UserException.source(
          new Problem(
              "CLONE_NO_DELTA_TABLE",
              "Cannot clone %s: its _delta_log holds no commit and no checkpoint.".formatted(table),
              "name the folder that holds the table's _delta_log"));
    }
    long first = log.firstOfUnbrokenRun();
    if (afterVersion >= 0 && first > afterVersion + 1) {
      throw gap(
          "the target is at version %d, and the log no longer has commit %d"
              .formatted(afterVersion, first - 1),
          "clone with --rebase, which gives up the target's versions and begins anew, or into a new"
              + " folder; to prevent this, clone more often than the source's"
              + " delta.logRetentionDuration");
    }
    if (afterVersion < 0 && first > 0 && log.base().isEmpty()) {
      throw gap(
          "its log has no commit %d, and no complete checkpoint after it".formatted(first - 1),
          "restore the missing commit, or clone from a healthy copy of the table");
    }
    return log.base().map(Checkpoint::version).orElse(-1L);
  }

  private UserException gap(String fact, String hint) {
    return UserException.source(
        new Problem("CLONE_LOG_GAP", "Cannot clone %s: %s.".formatted(table, fact), hint));
  }

  private void replay(
      LogListing log, long base, long afterVersion, boolean fromBase, Set<Checkpoint> carried)
      throws IOException {
    try (Progress.Step step =
        progress.begin("reading the log", log.commits().size(), Progress.Unit.COMMITS)) {
      Optional<Checkpoint> start = fromBase ? at(log, base) : Optional.empty();
      for (Checkpoint checkpoint : log.checkpoints()) {
        boolean isBase = start.equals(Optional.of(checkpoint));
        if (isBase || carried.contains(checkpoint)) {
          readCheckpoint(checkpoint, isBase, isBase);
        }
      }
      for (Map.Entry<Long, StoredFile> commit :
          log.commits().tailMap(afterVersion + 1, true).entrySet()) {
        long version = commit.getKey();
        commits.read(
            commit.getValue().path(),
            files.version(
                    "version " + version, version, version > base ? Part.REPLAYED : Part.CHANGES)
                ::accept);
        step.advance(1);
      }
    }
  }

  /**
   * Every checkpoint is searched for sidecars and rules.
   *
   * @param whole whether also for files
   * @param counts whether it decides what is live
   */
  private void readCheckpoint(Checkpoint checkpoint, boolean whole, boolean counts)
      throws IOException {
    ReachedFiles.Version actions =
        files.version(
            "checkpoint " + checkpoint.version(),
            checkpoint.version(),
            counts ? Part.REPLAYED : Part.NAMED);
    for (StoredFile part : checkpoint.parts()) {
      if (part.path().endsWith(".json")) {
        commits.read(part.path(), actions::accept);
      } else {
        checkpoints.read(
            part, whole ? CheckpointReader.STATE : CheckpointReader.REFERENCES, actions::accept);
      }
    }
    for (LogAction.Sidecar sidecar : actions.sidecars()) {
      Optional<StoredFile> stored = sidecar(checkpoint, sidecar);
      if (stored.isPresent()) {
        sidecars.put(stored.get().path(), stored.get());
        if (whole) {
          checkpoints.read(stored.get(), CheckpointReader.STATE, actions::accept);
        }
      }
    }
  }

  private Optional<StoredFile> sidecar(Checkpoint checkpoint, LogAction.Sidecar sidecar)
      throws IOException {
    if (!(DataPath.of(sidecar.path()) instanceof DataPath.Relative relative)
        || relative.path().contains("/")) {
      complain("sidecar '%s' is not in the table's own log".formatted(sidecar.path()));
      return Optional.empty();
    }
    String path = LogListing.SIDECARS + "/" + relative.path();
    Optional<StoredFile> stored = store.status(path);
    if (stored.isPresent() && stored.get().sizeBytes() == sidecar.sizeBytes()) {
      return stored;
    }
    complain(
        "checkpoint %d needs sidecar %s of %d bytes, which %s"
            .formatted(
                checkpoint.version(),
                path,
                sidecar.sizeBytes(),
                stored.map(file -> "has " + file.sizeBytes()).orElse("is not there")));
    return Optional.empty();
  }

  private void complain(String fact) {
    complaints.add(
        new Problem(
            "CLONE_SOURCE_DAMAGED",
            "Cannot clone %s: %s.".formatted(table, fact),
            "restore what is missing, or clone from a healthy copy of the table"));
  }
}
