package dev.bering.clone.delta;

import dev.bering.clone.ClonePlaces;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.Complaints;
import dev.bering.clone.FileList;
import dev.bering.clone.Note;
import dev.bering.clone.Publication;
import dev.bering.clone.RunLength;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.clone.delta.Sightings.Sighting;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** Works out what has to be copied so that a target becomes a replica of a Delta table. */
public final class ReplicaPlanner {

  /** A hint may hold a whole checkpoint's top level; one that is longer is of no use as a hint. */
  private static final int MAX_HINT_BYTES = 16 << 20;

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
    Staging staging = new Staging();
    boolean done = false;
    try (Store from = stores.apply(source);
        Store to = stores.apply(target)) {
      DeltaSource.check(source, from);
      ClonePlaces.check(source, target);
      ClonePlan plan = new Planning(source, from, target, to, options, staging).plan();
      done = true;
      return plan;
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot clone %s: %s.".formatted(source, Failures.fact(e)),
              "check the permissions of both folders, then run the same command again"),
          e);
    } finally {
      if (!done) {
        staging.close();
      }
    }
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

    private long present;
    private final Tally holes = new Tally();
    private final Tally lost = new Tally();

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
      Lineage lineage = new Lineage(source, from, log, state, staging);
      OptionalLong joined = state.version();
      if (joined.isPresent()) {
        lineage.check();
      }
      Map<String, StoredFile> targetLog = targetLog();
      Reconciliation reconciliation = new Reconciliation(staging, RunLength.ofThisProcess());
      ReplicaReader.Start start =
          joined.isPresent()
              ? new ReplicaReader.Start.After(joined.getAsLong(), state.firstVersion())
              : new ReplicaReader.Start.New(options.history());
      ReplicaContents contents =
          new ReplicaReader(source, from, places, reconciliation, complaints, progress)
              .read(
                  log,
                  start,
                  checkpoint ->
                      start instanceof ReplicaReader.Start.New
                          || (checkpoint.version() >= state.firstVersion()
                              && !checkpoint.parts().stream()
                                  .map(StoredFile::path)
                                  .allMatch(targetLog::containsKey)));
      String tableId = contents.tableId().isEmpty() ? state.tableId() : contents.tableId();
      state.checkOwner(source, tableId);
      boolean moved = contents.moved() || state.isMoved();
      FileList files = files(reconciliation, state);
      complain();
      List<Publication> publications =
          publications(contents, new ReplicaLog(from, places, moved, staging), targetLog);
      publications.addAll(ledger.publications(to));
      return new ClonePlan(
          source,
          target,
          ClonePlan.Mode.REPLICA,
          "Delta table " + tableId,
          tableId,
          "version " + contents.version(),
          joined.isPresent() ? Optional.of("version " + joined.getAsLong()) : Optional.empty(),
          files,
          publications,
          present,
          places.relocations(),
          notes(log, ledger, moved),
          staging);
    }

    private Map<String, StoredFile> targetLog() throws IOException {
      Map<String, StoredFile> files = new HashMap<>();
      to.list(LogListing.FOLDER).forEach(file -> files.put(file.path(), file));
      to.list(LogListing.SIDECARS).forEach(file -> files.put(file.path(), file));
      return files;
    }

    /** Files that only history needs go first: they are what VACUUM at the source takes next. */
    private FileList files(Reconciliation reconciliation, TargetState state) throws IOException {
      FileList.Builder historical = new FileList.Builder(staging);
      FileList.Builder live = new FileList.Builder(staging);
      new FileLookup(from, to, stores, staging)
          .drain(
              reconciliation,
              sighting -> {
                if (sighting.need().isPresent()) {
                  Need need = sighting.need().get();
                  if (wanted(need, sighting, state)) {
                    (need.live() ? live : historical)
                        .add(
                            need.origin()
                                .copyTo(need.path(), sighting.source().orElseThrow().sizeBytes()));
                  }
                }
              });
      return FileList.concat(historical.build(), live.build());
    }

    /** Whether a file is to be copied; otherwise it is there, or it is gone. */
    private boolean wanted(Need need, Sighting sighting, TargetState state) throws IOException {
      if (sighting.source().isEmpty()) {
        (need.live() ? lost : holes).add(need.path());
        return false;
      }
      StoredFile stored = sighting.source().get();
      if (need.live() && !need.fits(stored.sizeBytes())) {
        complaints.add(
            damaged(
                "file %s has %d bytes, but the log says %d"
                    .formatted(need.path(), stored.sizeBytes(), need.sizeBytes())));
        return false;
      }
      if (sighting.target().isEmpty()) {
        return true;
      }
      checkSame(need, stored, sighting.target().get(), state);
      present++;
      return false;
    }

    /**
     * Files appear under their name only when whole and proven, so in a folder that a clone filled
     * the size is enough to know one again. Elsewhere the content is compared.
     */
    private void checkSame(Need need, StoredFile stored, StoredFile there, TargetState state)
        throws IOException {
      boolean same = there.sizeBytes() == stored.sizeBytes();
      if (same && !state.isMarked()) {
        Origin origin = need.origin();
        Store holder = origin.elsewhere().map(stores).orElse(from);
        String path = origin.isSame() ? need.path() : origin.name();
        same = holder.hash(path).equals(to.hash(need.path()));
      }
      if (!same) {
        throw UserException.usage(
            new Problem(
                "CLONE_TARGET_FILE_DIFFERS",
                "Cannot clone to %s: its file %s is not the source's (%d bytes against %d)."
                    .formatted(to.name(), need.path(), there.sizeBytes(), stored.sizeBytes()),
                "clone into a new folder, or remove the file if nobody needs it"));
      }
    }

    private void complain() {
      if (lost.count() > 0) {
        complaints.add(
            damaged(
                "its newest version needs %s that %s not there, such as %s"
                    .formatted(
                        Counts.of(lost.count(), "file"),
                        lost.count() == 1 ? "is" : "are",
                        lost.examples().get(0))));
      }
      complaints.raise(source.toString());
    }

    private Problem damaged(String fact) {
      return new Problem(
          "CLONE_SOURCE_DAMAGED",
          "Cannot clone %s: %s.".formatted(source, fact),
          "restore what is missing, or clone from a healthy copy of the table");
    }

    private List<Publication> publications(
        ReplicaContents contents, ReplicaLog replica, Map<String, StoredFile> targetLog)
        throws IOException {
      List<Publication> publications = new ArrayList<>();
      for (StoredFile file : replica.carried(contents.logFiles())) {
        Optional<StoredFile> there = Optional.ofNullable(targetLog.get(file.path()));
        if (ReplicaLog.isHint(file)) {
          hint(file, contents, targetLog).ifPresent(publications::add);
        } else if (there.isEmpty()) {
          publications.add(replica.publication(file));
        } else if (replica.isVerbatim() && there.get().sizeBytes() != file.sizeBytes()) {
          throw TargetState.diverged(to, file.path());
        }
      }
      return publications;
    }

    /**
     * The hint as it is now, if the replica has the checkpoint that it names: by the time it is
     * published, the source may have a newer one.
     */
    private Optional<Publication> hint(
        StoredFile file, ReplicaContents contents, Map<String, StoredFile> targetLog)
        throws IOException {
      byte[] bytes;
      try (InputStream in = from.open(file.path())) {
        bytes = in.readNBytes(MAX_HINT_BYTES);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
      long version = LogReader.hintedVersion(bytes);
      String prefix = "%s/%020d.checkpoint.".formatted(LogListing.FOLDER, version);
      boolean carried =
          version < 0 // no reader is misled by a hint that names nothing
              || Stream.concat(
                      contents.logFiles().stream().map(StoredFile::path),
                      targetLog.keySet().stream())
                  .anyMatch(path -> path.startsWith(prefix));
      Content content = Content.of(bytes);
      boolean there =
          targetLog.containsKey(file.path())
              && to.hash(file.path()).equals(ContentHash.of(content));
      return there || !carried
          ? Optional.empty()
          : Optional.of(
              new Publication.Written(
                  file.path(), bytes.length, file.modified(), Publication.Rule.REPLACE, content));
    }

    private List<Note> notes(LogListing log, CopyIntoLedger ledger, boolean moved) {
      List<Note> notes = new ArrayList<>(ledger.notes());
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
      if (moved) {
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
}
