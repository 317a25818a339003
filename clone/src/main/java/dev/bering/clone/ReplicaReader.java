package dev.bering.clone;

import dev.bering.clone.ReplicaContents.Kind;
import dev.bering.clone.ReplicaContents.Reached;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.CheckpointReader;
import dev.bering.tables.DataPath;
import dev.bering.tables.DeletionVector;
import dev.bering.tables.LogAction;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogReader;
import dev.bering.tables.TableFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a replica of a Delta table consists of, or every reason why there cannot be one.
 *
 * <p>Replay starts at the oldest complete checkpoint, or at version 0, and goes through every later
 * commit. Commits older than that checkpoint still count for what they name (the change feed reads
 * them), not for what is live. A file that is missing at the source is lost data if the newest
 * version needs it, and a hole of history, the same as at the source, if not.
 *
 * <p>Source: Delta protocol, "Action Reconciliation"; the traps of replicas are in docs/concepts.
 */
final class ReplicaReader {

  private final Location table;
  private final Store store;
  private final LogReader commits;
  private final CheckpointReader checkpoints;
  private final Progress progress;

  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Map<String, Found> files = new HashMap<>();
  private final Map<String, StoredFile> sidecars = new LinkedHashMap<>();
  private LogAction.@Nullable Protocol protocol;
  private @Nullable String tableId;

  ReplicaReader(Location table, Store store, Progress progress) {
    this.table = table;
    this.store = store;
    this.commits = new LogReader(store);
    this.checkpoints = new CheckpointReader(store);
    this.progress = progress;
  }

  /** What is known of a file so far; a data file is live under each deletion vector it has. */
  private static final class Found {
    final Kind kind;
    final Set<String> liveUnder = new HashSet<>();
    long sizeBytes;

    Found(Kind kind) {
      this.kind = kind;
    }
  }

  /**
   * Reads the commits after {@code afterVersion} only: what a replica that already holds that
   * version still lacks. With -1, all of them.
   *
   * @param wanted checkpoints that are to be carried, whatever their version: a writer may publish
   *     one long after its commit
   * @throws UserException with every problem found
   */
  ReplicaContents read(LogListing log, long afterVersion, Predicate<Checkpoint> wanted)
      throws IOException {
    long base = checkHistory(log, afterVersion);
    checkCompanions();
    replay(log, base, afterVersion, wanted);
    if (protocol == null && afterVersion < 0) {
      problem("its log holds no protocol action, so no reader can open it");
    }
    if (tableId == null && afterVersion < 0) {
      problem("its log holds no metaData action, so no reader can open it");
    }
    Map<String, Reached> reached = lookUp();
    if (!problems.isEmpty()) {
      throw UserException.source(List.copyOf(problems));
    }
    return new ReplicaContents(
        tableId == null ? "" : tableId,
        log.latestVersion(),
        log,
        List.copyOf(sidecars.values()),
        reached);
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
          "clone into a new folder; to prevent this, clone more often than the source's"
              + " delta.logRetentionDuration");
    }
    if (afterVersion < 0 && first > 0 && log.base().isEmpty()) {
      throw gap(
          "its log has no commit %d, and no complete checkpoint after it".formatted(first - 1),
          "restore the missing commit, or clone from a healthy copy of the table");
    }
    return log.base().map(Checkpoint::version).orElse(-1L);
  }

  /** Folders of the log that say more about the table than its commits do. */
  private void checkCompanions() throws IOException {
    for (String folder : List.of("_staged_commits", "_commits")) {
      if (!store.list(LogListing.FOLDER + "/" + folder).isEmpty()) {
        problems.add(
            new Problem(
                "CLONE_CATALOG_MANAGED",
                "Cannot clone %s: its log has a folder %s, so a catalog decides which commits count."
                    .formatted(table, folder),
                "clone through the catalog once that is supported, or drop the table feature"
                    + " catalogManaged at the source"));
      }
    }
    if (!store.list(LogListing.FOLDER + "/_copy_into_log").isEmpty()) {
      problems.add(
          new Problem(
              "CLONE_COPY_INTO_LEDGER",
              "Cannot clone %s: its log has a COPY INTO ledger (_copy_into_log), which this version does not carry; without it the next COPY INTO would load every file again."
                  .formatted(table),
              "use a Bering that carries ledgers, or remove the ledger if COPY INTO is no longer"
                  + " used"));
    }
  }

  private UserException gap(String fact, String hint) {
    return UserException.source(
        new Problem("CLONE_LOG_GAP", "Cannot clone %s: %s.".formatted(table, fact), hint));
  }

  private void replay(LogListing log, long base, long afterVersion, Predicate<Checkpoint> wanted)
      throws IOException {
    try (Progress.Step step =
        progress.begin("reading the log", log.commits().size(), Progress.Unit.COMMITS)) {
      for (Checkpoint checkpoint : log.checkpoints()) {
        boolean isBase = checkpoint.version() == base && afterVersion < base;
        if (isBase || wanted.test(checkpoint)) {
          readCheckpoint(checkpoint, isBase);
        }
      }
      for (Map.Entry<Long, StoredFile> commit :
          log.commits().tailMap(afterVersion + 1, true).entrySet()) {
        boolean counts = commit.getKey() > base;
        Commit actions = new Commit("version " + commit.getKey());
        commits.read(commit.getValue().path(), actions::accept);
        actions.reconcile(counts);
        step.advance(1);
      }
    }
  }

  /** Every checkpoint is searched for sidecars and rules; only the base decides what is live. */
  private void readCheckpoint(Checkpoint checkpoint, boolean isBase) throws IOException {
    Commit actions = new Commit("checkpoint " + checkpoint.version());
    for (StoredFile part : checkpoint.parts()) {
      readCheckpointFile(part, isBase, actions);
    }
    for (LogAction.Sidecar sidecar : actions.sidecars) {
      String path = sidecarPath(sidecar);
      Optional<StoredFile> stored = store.status(path);
      if (stored.isEmpty() || stored.get().sizeBytes() != sidecar.sizeBytes()) {
        problem(
            "checkpoint %d needs sidecar %s of %d bytes, which %s"
                .formatted(
                    checkpoint.version(),
                    path,
                    sidecar.sizeBytes(),
                    stored.map(file -> "has " + file.sizeBytes()).orElse("is not there")));
        continue;
      }
      sidecars.put(path, stored.get());
      if (isBase) {
        checkpoints.read(stored.get(), CheckpointReader.STATE, actions::accept);
      }
    }
    if (isBase) {
      actions.reconcile(true);
    }
  }

  private void readCheckpointFile(StoredFile part, boolean isBase, Commit actions)
      throws IOException {
    if (part.path().endsWith(".json")) {
      commits.read(part.path(), actions::accept);
    } else {
      checkpoints.read(
          part, isBase ? CheckpointReader.STATE : CheckpointReader.REFERENCES, actions::accept);
    }
  }

  private String sidecarPath(LogAction.Sidecar sidecar) {
    if (DataPath.of(sidecar.path()) instanceof DataPath.Relative relative
        && !relative.path().contains("/")) {
      return LogListing.SIDECARS + "/" + relative.path();
    }
    problem("sidecar '%s' is not in the table's own log".formatted(sidecar.path()));
    return LogListing.SIDECARS + "/-";
  }

  /** The actions of one version. Removes come first: a version may re-add what it removes. */
  private final class Commit {
    private final String where;
    private final List<LogAction.Add> adds = new ArrayList<>();
    private final List<LogAction.Remove> removes = new ArrayList<>();
    private final List<LogAction.Sidecar> sidecars = new ArrayList<>();

    Commit(String where) {
      this.where = where;
    }

    void accept(LogAction action) {
      if (action instanceof LogAction.Add add) {
        adds.add(add);
      } else if (action instanceof LogAction.Remove remove) {
        removes.add(remove);
      } else if (action instanceof LogAction.Sidecar sidecar) {
        sidecars.add(sidecar);
      } else if (action instanceof LogAction.Change change) {
        reach(where, change.path(), Kind.CHANGE_DATA, change.sizeBytes());
      } else if (action instanceof LogAction.Protocol newProtocol) {
        protocol = newProtocol;
        problems.addAll(TableFeatures.problems(table.toString(), newProtocol, where));
      } else if (action instanceof LogAction.Metadata metadata) {
        tableId = metadata.tableId();
      }
    }

    /** Applies the version to the state, or, if it does not count, only notes what it names. */
    void reconcile(boolean counts) {
      for (LogAction.Remove remove : removes) {
        if (DataPath.of(remove.path()) instanceof DataPath.Relative relative && counts) {
          end(relative.path(), remove.deletionVector());
        }
      }
      for (LogAction.Add add : adds) {
        Found file = reach(where, add.path(), Kind.DATA, add.sizeBytes());
        Optional<Found> vector = add.deletionVector().flatMap(dv -> reachVector(where, dv));
        if (file != null && counts) {
          file.liveUnder.add(add.deletionVector().map(DeletionVector::uniqueId).orElse(""));
          String path = ((DataPath.Relative) DataPath.of(add.path())).path();
          vector.ifPresent(
              found -> found.liveUnder.add(use(path, add.deletionVector().orElseThrow())));
        }
      }
    }

    private void end(String path, Optional<DeletionVector> vector) {
      release(files.get(path), vector.map(DeletionVector::uniqueId).orElse(""));
      vector
          .flatMap(DeletionVector::relativeFile)
          .ifPresent(file -> release(files.get(file), use(path, vector.orElseThrow())));
    }

    private void release(@Nullable Found file, String use) {
      if (file != null) {
        file.liveUnder.remove(use);
      }
    }

    /** One vector file serves many data files: it is live as long as one of them uses it. */
    private String use(String path, DeletionVector vector) {
      return path + "|" + vector.uniqueId();
    }
  }

  private @Nullable Found reach(String where, String path, Kind kind, long sizeBytes) {
    if (DataPath.of(path) instanceof DataPath.Unusable unusable) {
      problems.add(
          new Problem(
              "CLONE_PATH_OUTSIDE",
              "Cannot clone %s: %s names a file outside the table, %s."
                  .formatted(table, where, unusable.fact()),
              "rewrite the table into one folder first; a replica carries only files below the"
                  + " table's folder"));
      return null;
    }
    String relative = ((DataPath.Relative) DataPath.of(path)).path();
    Found file = files.computeIfAbsent(relative, key -> new Found(kind));
    file.sizeBytes = Math.max(file.sizeBytes, sizeBytes);
    return file;
  }

  private Optional<Found> reachVector(String where, DeletionVector vector) {
    if (vector.storageType().equals("i")) {
      return Optional.empty();
    }
    Optional<String> file =
        vector.storageType().equals("u") ? vector.relativeFile() : Optional.empty();
    if (file.isEmpty()) {
      problems.add(
          new Problem(
              "CLONE_DELETION_VECTOR",
              "Cannot clone %s: %s has a deletion vector of storage type '%s' at '%s', which is not a file below the table."
                  .formatted(table, where, vector.storageType(), vector.pathOrInline()),
              "run REORG TABLE ... APPLY (PURGE) at the source, then clone"));
      return Optional.empty();
    }
    Found found = files.computeIfAbsent(file.get(), key -> new Found(Kind.DELETION_VECTOR));
    found.sizeBytes = Math.max(found.sizeBytes, vector.endInFile());
    return Optional.of(found);
  }

  /** Compares what the log names with what the store holds. */
  private Map<String, Reached> lookUp() throws IOException {
    Map<String, Reached> reached = new TreeMap<>();
    List<String> lost = new ArrayList<>();
    for (Map.Entry<String, Found> entry : files.entrySet()) {
      Found file = entry.getValue();
      boolean live = !file.liveUnder.isEmpty();
      Optional<StoredFile> stored = store.status(entry.getKey());
      if (live && stored.isEmpty()) {
        lost.add(entry.getKey());
      }
      stored.ifPresent(found -> checkSize(entry.getKey(), file, live, found.sizeBytes()));
      reached.put(entry.getKey(), new Reached(file.kind, file.sizeBytes, live, stored));
    }
    if (!lost.isEmpty()) {
      problem(
          "its newest version needs %d %s that %s not there, such as %s"
              .formatted(
                  lost.size(),
                  lost.size() == 1 ? "file" : "files",
                  lost.size() == 1 ? "is" : "are",
                  lost.stream().sorted().findFirst().orElseThrow()));
    }
    return reached;
  }

  private void checkSize(String path, Found file, boolean live, long storedBytes) {
    boolean wrong =
        file.kind == Kind.DELETION_VECTOR
            ? storedBytes < file.sizeBytes
            : storedBytes != file.sizeBytes;
    if (live && wrong) {
      problem(
          "file %s has %d bytes, but the log says %d".formatted(path, storedBytes, file.sizeBytes));
    }
  }

  private void problem(String fact) {
    problems.add(
        new Problem(
            "CLONE_SOURCE_DAMAGED",
            "Cannot clone %s: %s.".formatted(table, fact),
            "restore what is missing, or clone from a healthy copy of the table"));
  }
}
