package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.Complaints;
import dev.bering.clone.FileList;
import dev.bering.clone.Note;
import dev.bering.clone.Publication;
import dev.bering.clone.RunLength;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.tables.CommitTimes;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Works out what has to be copied so that a target becomes a copy of one version of a Delta table,
 * with a history of its own: what Databricks users know as a deep clone.
 *
 * <p>The first run makes version 0 of the target. A later run adds one commit that turns the
 * version cloned last into the one that is asked for. Which version of which table was cloned last
 * stands in the target's own log, as a transaction identifier of the application {@code
 * bering.clone:ID}: it appears with the files in one commit and is kept by every checkpoint.
 */
public final class SnapshotPlanner {

  private final Progress progress;
  private final Function<Location, Store> stores;
  private final Clock clock;

  /** A planner that tells {@code progress} how far it is. */
  public SnapshotPlanner(Progress progress) {
    this(progress, Stores::open, Clock.systemUTC());
  }

  /** A planner over stores that {@code stores} opens; commits bear the time of {@code clock}. */
  public SnapshotPlanner(Progress progress, Function<Location, Store> stores, Clock clock) {
    this.progress = progress;
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * Plans a snapshot. Reads both sides, writes nothing at either; what does not fit in memory is
   * kept on this machine's disk until the plan is closed.
   *
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(Location source, Location target, SnapshotOptions options) {
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
    private final SnapshotOptions options;
    private final Staging staging;
    private final Complaints complaints = new Complaints();
    private final FilePlaces places;
    private long present;

    Planning(
        Location source,
        Store from,
        Location target,
        Store to,
        SnapshotOptions options,
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
      if (log.isEmpty()) {
        throw UserException.source(
            new Problem(
                "CLONE_NO_DELTA_TABLE",
                "Cannot clone %s: its _delta_log holds no commit and no checkpoint."
                    .formatted(source),
                "name the folder that holds the table's _delta_log"));
      }
      CatalogManaged.check(source, from, complaints);
      long version = version(log);
      TableState state;
      try (Progress.Step step = progress.begin("reading the log", 0, Progress.Unit.COMMITS)) {
        state =
            new StateReader(source.toString(), from, places, complaints, staging)
                .read(log, version);
        step.advance(1);
      }
      ObjectNode metadata = required(state.metadata(), "metaData");
      ObjectNode protocol = required(state.protocol(), "protocol");
      SnapshotProperties properties =
          new SnapshotProperties(source.toString(), options.properties());
      complaints.addAll(properties.problems(protocol));
      complaints.raise(source.toString());
      String sourceId = metadata.path("id").asText();
      properties.apply(metadata);

      TargetState there = TargetState.of(to, target);
      SnapshotTarget own = new SnapshotTarget(source, sourceId, target, to, there, complaints);
      Optional<TableState> before = own.newest(staging);
      Optional<Long> clonedVersion = before.map(own::clonedVersion);
      if (before.isPresent() && clonedVersion.orElse(0L) > version) {
        own.checkWayBack(state, before.get());
        complaints.raise(source.toString());
      }
      SnapshotCommit commit =
          new SnapshotCommit(
              source,
              version,
              sourceId,
              before,
              before.isPresent() ? there.version().orElseThrow() + 1 : 0,
              own.timeOfNext(clock));
      SnapshotProperties.keepCommitTimes(
          metadata, before.flatMap(TableState::metadata), commit.version(), commit.time());
      Path json = staging.newFile("commit");
      Reconciliation needs = new Reconciliation(staging, RunLength.ofThisProcess());
      boolean changes = commit.write(state, protocol, metadata, needs, json, staging);
      FileList files = files(needs, there);
      complaints.raise(source.toString());
      List<Publication> publications = new ArrayList<>();
      if (changes) {
        publications.add(
            new Publication.Written(
                "%s/%020d.json".formatted(LogListing.FOLDER, commit.version()),
                Files.size(json),
                commit.time(),
                Publication.Rule.IF_ABSENT,
                () -> Files.newInputStream(json)));
      }
      if (version == log.latestVersion()) {
        publications.addAll(ledger.publications(to, there));
      }
      return new ClonePlan(
          source,
          target,
          ClonePlan.Mode.SNAPSHOT,
          "Delta table " + sourceId,
          sourceId,
          "version " + version,
          clonedVersion.map(cloned -> "version " + cloned + " of the source"),
          there.mark(),
          files,
          publications,
          present,
          places.relocations(),
          notes(state, version, ledger),
          staging);
    }

    private long version(LogListing log) throws IOException {
      if (options.asOf() instanceof SnapshotOptions.AsOf.Version wanted) {
        if (wanted.number() < 0 || wanted.number() > log.latestVersion()) {
          throw UserException.usage(
              new Problem(
                  "CLONE_VERSION_MISSING",
                  "Cannot clone %s at version %d: its newest version is %d."
                      .formatted(source, wanted.number(), log.latestVersion()),
                  "choose a version from 0 to %d".formatted(log.latestVersion())));
        }
        return wanted.number();
      }
      if (options.asOf() instanceof SnapshotOptions.AsOf.Time wanted) {
        OptionalLong found = new CommitTimes(log, new LogReader(from)).versionAt(wanted.time());
        return found.orElseThrow(
            () ->
                UserException.usage(
                    new Problem(
                        "CLONE_VERSION_MISSING",
                        "Cannot clone %s as of %s: its oldest retained commit is younger."
                            .formatted(source, wanted.time()),
                        "choose a later time")));
      }
      return log.latestVersion();
    }

    private ObjectNode required(Optional<ObjectNode> action, String name) {
      if (action.isEmpty()) {
        complaints.add(
            new Problem(
                "CLONE_SOURCE_DAMAGED",
                "Cannot clone %s: its log holds no %s action, so no reader can open it."
                    .formatted(source, name),
                "restore what is missing, or clone from a healthy copy of the table"));
        complaints.raise(source.toString());
      }
      return action.orElseThrow();
    }

    private FileList files(Reconciliation needs, TargetState there) throws IOException {
      FileList.Builder files = new FileList.Builder(staging);
      Damage damage =
          new Damage(
              source,
              "the version",
              "restore what is missing, or choose a newer version; VACUUM removes the files of old"
                  + " ones",
              complaints);
      new FileLookup(source, from, to, stores, staging, damage::denied)
          .drain(
              needs,
              sighting -> {
                if (sighting.need().isEmpty()) {
                  return;
                }
                Need need = sighting.need().get();
                Optional<StoredFile> stored = sighting.source();
                if (stored.isEmpty()) {
                  damage.lost(need);
                } else if (!damage.isOf(need, stored.get())) {
                  boolean known =
                      there.isMarked()
                          && sighting
                              .target()
                              .filter(file -> file.sizeBytes() == stored.get().sizeBytes())
                              .isPresent();
                  if (known) {
                    present++;
                  } else {
                    files.add(need.origin().copyTo(need.path(), stored.get().sizeBytes()));
                  }
                }
              });
      damage.complain();
      return files.build();
    }

    private List<Note> notes(TableState state, long version, CopyIntoLedger ledger) {
      List<Note> notes = new ArrayList<>();
      LogListing log = ledger.log();
      if (version == log.latestVersion()) {
        notes.addAll(ledger.notes());
      } else if (!ledger.isEmpty()) {
        notes.add(
            new Note(
                "CLONE_COPY_INTO_LEDGER",
                "the COPY INTO ledger belongs to the newest version and stays behind",
                ledger.files().size(),
                List.of()));
      }
      if (version < log.latestVersion()) {
        notes.add(
            new Note(
                "CLONE_NOT_NEWEST",
                "the source is at version %d already".formatted(log.latestVersion()),
                1,
                List.of()));
      }
      if (state.domains().containsKey("delta.rowTracking")) {
        notes.add(
            new Note(
                "CLONE_ROW_COMMIT_VERSIONS",
                "row ids are kept; row commit versions start anew, as the clone counts its own"
                    + " versions",
                1,
                List.of()));
      }
      return notes;
    }
  }
}
