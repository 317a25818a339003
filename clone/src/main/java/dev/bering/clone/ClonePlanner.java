package dev.bering.clone;

import dev.bering.clone.ClonePlan.FileCopy;
import dev.bering.clone.ReplicaContents.Reached;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogListing.Compaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Works out what has to be copied so that a target becomes a replica of a Delta table. */
public final class ClonePlanner {

  private final Progress progress;

  /** A planner that tells {@code progress} how far it is. */
  public ClonePlanner(Progress progress) {
    this.progress = progress;
  }

  /**
   * Plans a replica. Reads both sides, writes nothing.
   *
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(Location source, Location target) {
    checkPlaces(source, target);
    try {
      return plan(source, Stores.open(source), target, Stores.open(target));
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot clone %s: %s.".formatted(source, Failures.fact(e)),
              "check the permissions of both folders, then run the same command again"),
          e);
    }
  }

  private ClonePlan plan(Location source, Store from, Location target, Store to)
      throws IOException {
    LogListing log = LogListing.of(from);
    TargetState state = TargetState.of(to, target);
    long afterVersion = state.version().orElse(-1);
    if (afterVersion >= 0) {
      state.checkLineage(source, from, log);
    }
    Set<String> there = new HashSet<>();
    to.list(LogListing.FOLDER).forEach(file -> there.add(file.path()));
    ReplicaContents contents =
        new ReplicaReader(source, from, progress)
            .read(
                log,
                afterVersion,
                checkpoint ->
                    !checkpoint.parts().stream().map(StoredFile::path).allMatch(there::contains));
    String tableId = contents.tableId().isEmpty() ? state.tableId() : contents.tableId();
    state.checkOwner(source, tableId);

    List<FileCopy> files = new ArrayList<>();
    int present = 0;
    for (Map.Entry<String, Reached> file : contents.files().entrySet()) {
      Optional<StoredFile> stored = file.getValue().stored();
      if (stored.isPresent()) {
        if (isPresent(stored.get(), from, to, state)) {
          present++;
        } else {
          files.add(copyOf(stored.get()));
        }
      }
    }
    return new ClonePlan(
        source,
        target,
        ClonePlan.Mode.REPLICA,
        tableId,
        contents.version(),
        state.version(),
        files,
        logCopies(contents, from, to),
        present,
        contents.holes(),
        log.leftOver().stream().map(StoredFile::path).toList());
  }

  /**
   * Files appear under their name only when whole and proven, so in a folder that a clone filled
   * the size is enough to know one again. Elsewhere the content is compared.
   */
  private static boolean isPresent(StoredFile wanted, Store from, Store to, TargetState state)
      throws IOException {
    Optional<StoredFile> there = to.status(wanted.path());
    if (there.isEmpty()) {
      return false;
    }
    boolean same =
        there.get().sizeBytes() == wanted.sizeBytes()
            && (state.isMarked() || from.hash(wanted.path()).equals(to.hash(wanted.path())));
    if (!same) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_FILE_DIFFERS",
              "Cannot clone to %s: its file %s is not the source's (%d bytes against %d)."
                  .formatted(to.name(), wanted.path(), there.get().sizeBytes(), wanted.sizeBytes()),
              "clone into a new folder, or remove the file if nobody needs it"));
    }
    return true;
  }

  /** What must appear in which order: Delta protocol, "Checkpoints" and "Last Checkpoint File". */
  private static List<FileCopy> logCopies(ReplicaContents contents, Store from, Store to)
      throws IOException {
    LogListing log = contents.log();
    List<StoredFile> ordered = new ArrayList<>(contents.sidecars());
    for (long version = firstVersion(log); version <= contents.version(); version++) {
      long v = version;
      Optional.ofNullable(log.commits().get(v)).ifPresent(ordered::add);
      Optional.ofNullable(log.checksums().get(v)).ifPresent(ordered::add);
      for (Checkpoint checkpoint : log.checkpoints()) {
        if (checkpoint.version() == v) {
          ordered.addAll(checkpoint.parts());
        }
      }
      for (Compaction compaction : log.compactions()) {
        if (compaction.toVersion() == v) {
          ordered.add(compaction.file());
        }
      }
    }
    List<FileCopy> copies = new ArrayList<>();
    for (StoredFile file : ordered) {
      Optional<StoredFile> there = to.status(file.path());
      if (there.isEmpty()) {
        copies.add(copyOf(file));
      } else if (there.get().sizeBytes() != file.sizeBytes()) {
        throw TargetState.diverged(to, file.path());
      }
    }
    if (log.lastCheckpoint().isPresent()) {
      StoredFile hint = log.lastCheckpoint().get();
      if (to.status(hint.path()).isEmpty()
          || !to.hash(hint.path()).equals(from.hash(hint.path()))) {
        copies.add(copyOf(hint));
      }
    }
    return copies;
  }

  private static long firstVersion(LogListing log) {
    long commit = log.commits().isEmpty() ? Long.MAX_VALUE : log.commits().firstKey();
    long checkpoint =
        log.checkpoints().isEmpty() ? Long.MAX_VALUE : log.checkpoints().get(0).version();
    return Math.min(commit, checkpoint);
  }

  private static FileCopy copyOf(StoredFile file) {
    return new FileCopy(file.path(), file.sizeBytes(), file.modified());
  }

  private static void checkPlaces(Location source, Location target) {
    List<Problem> problems = new ArrayList<>();
    Path from = source.toPath();
    target.toPath();
    if (!Files.isDirectory(from.resolve(LogListing.FOLDER))) {
      problems.add(
          new Problem(
              "CLONE_SOURCE_MISSING",
              Files.exists(from)
                  ? "Cannot clone %s: it has no _delta_log, so it is no Delta table."
                      .formatted(source)
                  : "Cannot clone %s: nothing is there.".formatted(source),
              "name the folder that holds the table's _delta_log"));
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    Location realSource = real(source);
    Location realTarget = real(target);
    if (realTarget.equals(realSource)) {
      problems.add(overlap(source, target, "target and source are the same folder"));
    } else if (realTarget.isWithin(realSource)) {
      problems.add(overlap(source, target, "target %s lies inside the source".formatted(target)));
    } else if (realSource.isWithin(realTarget)) {
      problems.add(overlap(source, target, "the source lies inside target %s".formatted(target)));
    }
    if (Files.exists(target.toPath()) && !Files.isDirectory(target.toPath())) {
      problems.add(
          new Problem(
              "CLONE_TARGET_NOT_FOLDER",
              "Cannot clone to %s: it is a file.".formatted(target),
              "name a folder that is empty or does not exist yet"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static Problem overlap(Location source, Location target, String fact) {
    return new Problem(
        "CLONE_TARGET_OVERLAP",
        "Cannot clone %s: %s.".formatted(source, fact),
        "choose a target outside %s".formatted(target.isWithin(source) ? source : target));
  }

  /** Symbolic links resolved as far as the path exists, so that no alias hides an overlap. */
  private static Location real(Location location) {
    Path path = location.toPath();
    Path existing = path;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      return location;
    }
    try {
      return Location.of(existing.toRealPath().resolve(existing.relativize(path)));
    } catch (IOException e) {
      throw UserException.usage(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot clone: %s cannot be resolved (%s).".formatted(path, Failures.fact(e)),
              "check the permissions of the folders above it"));
    }
  }
}
