package dev.bering.clone.delta;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.Complaints;
import dev.bering.clone.FileList;
import dev.bering.clone.Note;
import dev.bering.clone.Publication;
import dev.bering.clone.RunLength;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.clone.delta.ReplicaOptions.Gap;
import dev.bering.clone.delta.ReplicaOptions.Times;
import dev.bering.clone.delta.ReplicaReader.Start;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogListing.Checkpoint;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Works out what has to be copied so that a target becomes a replica of a Delta table. */
public final class ReplicaPlanner {

  private static final Note TIMES_IN_COMMITS =
      new Note(
          "CLONE_TIMES_IN_COMMITS",
          "commits bear their times, so the log is not the source's byte for byte, and writers must"
              + " know the table feature inCommitTimestamp",
          1,
          List.of());

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A planner that tells {@code progress} how far it is. */
  public ReplicaPlanner(Progress progress) {
    this(progress, Stores::open);
  }

  /** A planner over stores that {@code stores} opens. */
  public ReplicaPlanner(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /** Plans a replica with all history. */
  public ClonePlan plan(Location source, Location target) {
    return plan(source, target, ReplicaOptions.DEFAULT);
  }

  /**
   * Plans a replica. Reads both sides, writes nothing at either; what does not fit in memory is
   * kept on this machine's disk until the plan is closed.
   *
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(Location source, Location target, ReplicaOptions options) {
    return Sides.plan(
        source,
        target,
        stores,
        (from, to, staging) -> new Planning(source, from, target, to, options, staging).plan());
  }

  /** One plan in the making. */
  private final class Planning {
    private final Location source;
    private final Store from;
    private final Location target;
    private final Store to;
    private final ReplicaOptions options;
    private final Staging staging;
    private final Complaints complaints = new Complaints();
    private final FilePlaces places;
    private final Map<String, StoredFile> targetLog = new HashMap<>();

    Planning(
        Location source,
        Store from,
        Location target,
        Store to,
        ReplicaOptions options,
        Staging staging) {
      this.source = source;
      this.from = from;
      this.target = target;
      this.to = to;
      this.options = options;
      this.staging = staging;
      this.places = new FilePlaces(source);
    }

    ClonePlan plan() throws IOException {
      CopyIntoLedger ledger = CopyIntoLedger.of(source, from, staging);
      LogListing log = ledger.log();
      TargetState state = TargetState.of(to, target);
      to.list(LogListing.FOLDER).forEach(file -> targetLog.put(file.path(), file));
      to.list(LogListing.SIDECARS).forEach(file -> targetLog.put(file.path(), file));
      Start start = start(log, state);
      boolean rebases = start instanceof Start.Anew;
      Optional<CommitStamps.Start> noted = CommitStamps.noted(to);
      checkTimes(log, state, noted);
      if (!state.log().isEmpty() && (state.version().isPresent() || hasCommits(state))) {
        new Lineage(
                source, from, log, state, noted.map(first -> stamps(first, log, state)), staging)
            .check(rebases ? Gap.REBASE : Gap.REFUSE);
      }
      Reconciliation needs = new Reconciliation(staging, RunLength.ofThisProcess());
      boolean verbatim = !state.isMoved() && noted.isEmpty();
      ReplicaContents contents =
          new ReplicaReader(source, from, places, needs, complaints, progress)
              .read(log, start, checkpoint -> isWanted(checkpoint, start, state, verbatim));
      String tableId = contents.tableId().isEmpty() ? state.notedTableId() : contents.tableId();
      state.checkOwner(source, tableId);
      ReplicaFiles files = new ReplicaFiles(source, from, to, stores, state, complaints, staging);
      if (rebases) {
        files.find(needs, reachedBefore(contents.first(), state));
      } else {
        files.find(needs);
      }
      complaints.raise(source.toString());
      Optional<CommitStamps> stamps =
          (start instanceof Start.After ? noted : times(log, contents.first(), noted))
              .map(first -> stamps(first, log, state));
      ReplicaLog replica =
          new ReplicaLog(from, places, contents.moved() || state.isMoved(), stamps, staging);
      Steps steps = steps(contents, replica, state, ledger, rebases, files.unneeded());
      if (stamps.isPresent() && !stamps.get().isNoted(noted)) {
        steps.publications().add(0, stamps.get().note());
      }
      List<Note> notes = new ArrayList<>(steps.notes());
      stamps.ifPresent(times -> notes.add(TIMES_IN_COMMITS));
      notes.addAll(ledger.notes());
      notes.addAll(notes(log, files.holes(), replica));
      return new ClonePlan(
          source,
          target,
          ClonePlan.Mode.REPLICA,
          "Delta table " + tableId,
          tableId,
          "version " + contents.version(),
          state.version().stream().mapToObj(version -> "version " + version).findFirst(),
          state.mark(),
          files.lacking(),
          steps.publications(),
          files.present(),
          places.relocations(),
          notes,
          staging);
    }

    private CommitStamps stamps(CommitStamps.Start first, LogListing log, TargetState state) {
      return new CommitStamps(first, from, log, to, state.log());
    }

    /** A history that begins is stamped from its oldest commit on, or not at all. */
    private Optional<CommitStamps.Start> times(
        LogListing log, long first, Optional<CommitStamps.Start> noted) throws IOException {
      if (noted.isEmpty() && options.times() == Times.OF_FILES) {
        return Optional.empty();
      }
      return noted.isEmpty() && bearsTime(log, first)
          ? Optional.empty()
          : CommitStamps.begin(log, new LogReader(from), first);
    }

    /** Whether the source's own commits bear times from the beginning. */
    private boolean bearsTime(LogListing log, long first) throws IOException {
      Map.Entry<Long, StoredFile> oldest = log.commits().ceilingEntry(first);
      return oldest != null
          && new LogReader(from).inCommitTime(oldest.getValue().path()).isPresent();
    }

    private void checkTimes(LogListing log, TargetState state, Optional<CommitStamps.Start> noted)
        throws IOException {
      if (options.times() == Times.IN_COMMITS
          && noted.isEmpty()
          && state.version().isPresent()
          && !bearsTime(log, state.firstVersion())) {
        throw UserException.usage(
            new Problem(
                "CLONE_TIMES_LATE",
                "Cannot clone %s: %s has been begun with the source's commits byte for byte, so no times can be put into them."
                    .formatted(source, target),
                "leave --in-commit-timestamps out, or clone into a new folder"));
      }
    }

    private Start start(LogListing log, TargetState state) throws IOException {
      OptionalLong underWay = Rebase.underWay(to);
      if (underWay.isPresent()) {
        return new Start.Anew(new History.SinceVersion(underWay.getAsLong()));
      }
      // Nothing says that a target which no clone has made holds the files that its log names.
      if (state.version().isEmpty() || !state.isMarked()) {
        return new Start.New(options.history());
      }
      long joined = state.version().getAsLong();
      return options.gap() == Gap.REBASE && log.firstOfUnbrokenRun() > joined + 1
          ? new Start.Anew(options.history())
          : new Start.After(joined, state.firstVersion());
    }

    private boolean hasCommits(TargetState state) {
      return !state.log().commits().isEmpty();
    }

    /**
     * Where a replica goes on, checkpoints that it has are read again only if there is a reason.
     */
    private boolean isWanted(
        Checkpoint checkpoint, Start start, TargetState state, boolean verbatim) {
      if (!(start instanceof Start.After)) {
        return true;
      }
      return checkpoint.version() >= state.firstVersion()
          && !checkpoint.parts().stream().allMatch(part -> isThere(part, verbatim));
    }

    private boolean isThere(StoredFile part, boolean verbatim) {
      StoredFile known = targetLog.get(part.path());
      return known != null && !LogPublications.mayBeAnother(part, known, to, verbatim);
    }

    /** What the versions that are given up need. */
    private Reconciliation reachedBefore(long first, TargetState state) throws IOException {
      Reconciliation reached = new Reconciliation(staging, RunLength.ofThisProcess());
      new ReplicaReader(target, to, new FilePlaces(target), reached, new Complaints(), progress)
          .readNames(state.log(), first);
      return reached;
    }

    private Steps steps(
        ReplicaContents contents,
        ReplicaLog replica,
        TargetState state,
        CopyIntoLedger ledger,
        boolean rebases,
        FileList unneeded)
        throws IOException {
      Rebase rebase = new Rebase(to, state.log(), contents);
      Map<String, StoredFile> there = new HashMap<>(targetLog);
      List<Publication> steps = new ArrayList<>();
      List<Note> notes = new ArrayList<>();
      if (rebases) {
        there.keySet().removeIf(path -> isBefore(path, contents.first()));
        steps.add(rebase.begin());
        notes.add(rebase.note(unneeded));
      } else if (state.version().isEmpty() && !hasCommits(state)) {
        steps.addAll(abandoned(contents));
      }
      LogPublications log = new LogPublications(to, replica, state, there);
      steps.addAll(log.of(contents.logFiles()));
      notes.addAll(log.notes());
      steps.addAll(ledger.publications(to, state));
      if (rebases) {
        steps.addAll(rebase.end(targetLog, steps, unneeded));
      }
      return new Steps(steps, notes);
    }

    private static boolean isBefore(String path, long version) {
      return LogListing.versionOf(path).orElse(Long.MAX_VALUE) < version;
    }

    /** What a first run has begun, no reader has ever opened, and this run does not go on with. */
    private List<Publication> abandoned(ReplicaContents contents) {
      Set<String> carried = new HashSet<>();
      contents.logFiles().forEach(file -> carried.add(file.path()));
      List<Publication> steps = new ArrayList<>();
      targetLog.keySet().stream()
          .filter(path -> !carried.contains(path))
          .sorted()
          .forEach(path -> steps.add(new Publication.Removed(path)));
      return steps;
    }

    private List<Note> notes(LogListing log, Tally holes, ReplicaLog replica) {
      List<Note> notes = new ArrayList<>();
      if (holes.count() > 0) {
        notes.add(
            new Note(
                "CLONE_HISTORY_HOLES",
                "%s of old versions %s gone at the source, such as %s"
                    .formatted(
                        Counts.of(holes.count(), "file"),
                        holes.count() == 1 ? "is" : "are",
                        holes.examples().get(0)),
                holes.count(),
                holes.examples()));
      }
      List<String> leftBehind = log.leftOver().stream().map(StoredFile::path).toList();
      if (!leftBehind.isEmpty()) {
        notes.add(
            new Note(
                "CLONE_LEFT_BEHIND",
                "%s of the log folder %s no part of the table and stay%s behind: %s"
                    .formatted(
                        Counts.of(leftBehind.size(), "file"),
                        leftBehind.size() == 1 ? "is" : "are",
                        leftBehind.size() == 1 ? "s" : "",
                        String.join(", ", leftBehind)),
                leftBehind.size(),
                leftBehind));
      }
      if (replica.isMoved()) {
        notes.add(
            new Note(
                "CLONE_PATHS_MOVED",
                "the log names files by their whole location; the replica has them below its own"
                    + " folder, and the paths in its log are rewritten",
                places.relocations().size(),
                places.relocations().values().stream().limit(10).toList()));
      }
      return notes;
    }
  }

  /** What is published, in order, and what to know of it. */
  private record Steps(List<Publication> publications, List<Note> notes) {}
}
