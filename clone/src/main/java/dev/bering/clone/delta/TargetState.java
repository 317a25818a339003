package dev.bering.clone.delta;

import dev.bering.clone.CloneMarker;
import dev.bering.clone.Tally;
import dev.bering.clone.TargetMark;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a clone finds at its target. */
final class TargetState {

  private final Store store;
  private final Location target;
  private final OptionalLong version;
  private final LogListing log;
  private final Optional<CloneMarker> marker;
  private final TargetMark mark;
  private @Nullable String tableId;

  private TargetState(
      Store store, Location target, LogListing log, Optional<CloneMarker> marker, TargetMark mark) {
    this.store = store;
    this.target = target;
    this.version = published(log, marker);
    this.log = log;
    this.marker = marker;
    this.mark = mark;
  }

  /**
   * Looks at a target.
   *
   * @throws UserException CLONE_TARGET_NOT_EMPTY if it holds files that no clone put there and that
   *     are no table
   */
  static TargetState of(Store store, Location target) throws IOException {
    TargetMark mark = TargetMark.of(store);
    LogListing log = LogListing.of(store);
    Optional<CloneMarker> marker = CloneMarker.read(store);
    if (log.isEmpty() && marker.isEmpty()) {
      checkHoldsNothing(store, target);
    }
    return new TargetState(store, target, log, marker, mark);
  }

  private static void checkHoldsNothing(Store store, Location target) throws IOException {
    StreamFolders streams = StreamFolders.of(store);
    Tally foreign = new Tally();
    store.walk(
        "",
        file -> {
          if (!file.path().startsWith(Store.OWN_FOLDER + "/") && !streams.hold(file.path())) {
            foreign.add(file.path());
          }
        });
    if (foreign.count() > 0) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_NOT_EMPTY",
              "Cannot clone to %s: it holds %s and no table, such as %s."
                  .formatted(target, Counts.of(foreign.count(), "file"), foreign.examples().get(0)),
              "choose a folder that is empty or does not exist yet"));
    }
  }

  /**
   * The version that is published at the target; empty if none is. What a clone has begun and no
   * reader opens yet is no version: a checkpoint whose commit is still to come.
   */
  OptionalLong version() {
    return version;
  }

  /** Walks over all versions; {@link #version} is asked for each file of the log. */
  private static OptionalLong published(LogListing log, Optional<CloneMarker> marker) {
    return log.isEmpty() || (marker.isPresent() && !log.isReadable())
        ? OptionalLong.empty()
        : OptionalLong.of(log.latestVersion());
  }

  /** The oldest version that the target's log reaches; 0 if it holds no table yet. */
  long firstVersion() {
    return log.isEmpty()
        ? 0
        : Math.min(
            log.commits().isEmpty() ? Long.MAX_VALUE : log.commits().firstKey(),
            log.checkpoints().isEmpty() ? Long.MAX_VALUE : log.checkpoints().get(0).version());
  }

  /** Whether a clone filled this folder. */
  boolean isMarked() {
    return marker.isPresent();
  }

  /** Whether somebody else has written to it since the last clone ended; false if none has. */
  boolean isWrittenTo() {
    return marker
        .flatMap(CloneMarker::completeAt)
        .filter(state -> !state.equals("version " + log.latestVersion()))
        .isPresent();
  }

  /** The id of the table that is there, or was begun there; empty text if there is none. */
  String tableId() throws IOException {
    String known = tableId;
    if (known == null) {
      known =
          version().isEmpty()
              ? marker.map(CloneMarker::tableId).orElse("")
              : TableIds.newest(store, log);
      tableId = known;
    }
    return known;
  }

  /**
   * As {@link #tableId}, where the last clone's note is to be believed: for a target whose history
   * is known to be the source's. No log is read for it, however long the table's history is.
   */
  String notedTableId() throws IOException {
    return marker.isPresent() ? marker.get().tableId() : tableId();
  }

  /**
   * Refuses a target that was begun as a copy of another table.
   *
   * @throws UserException CLONE_TARGET_OTHER_TABLE
   */
  void checkOwner(Location source, String sourceTableId) throws IOException {
    if (version().isEmpty() && isMarked() && !tableId().equals(sourceTableId)) {
      throw otherTable(source, sourceTableId);
    }
  }

  /**
   * Whether the commit of the published version, which there must be, bears a transaction of this
   * application.
   */
  boolean isCommittedBy(String application) throws IOException {
    StoredFile newest = log.commits().get(version().orElseThrow());
    boolean[] found = new boolean[1];
    if (newest != null) {
      new LogReader(store)
          .readTrees(
              newest.path(),
              action -> found[0] |= action.path("txn").path("appId").asText().equals(application));
    }
    return found[0];
  }

  /** Whether the log of the replica spells paths otherwise than the source's does. */
  boolean isMoved() {
    return marker.map(known -> !known.relocations().isEmpty()).orElse(false);
  }

  /** What a plan that is made of this state bears. */
  TargetMark mark() {
    return mark;
  }

  LogListing log() {
    return log;
  }

  Store store() {
    return store;
  }

  UserException otherTable(Location source, String sourceTableId) throws IOException {
    return UserException.usage(
        new Problem(
            "CLONE_TARGET_OTHER_TABLE",
            "Cannot clone %s: %s is another table (id %s, the source has id %s)."
                .formatted(source, target, tableId(), sourceTableId),
            "choose another target; if the source was dropped and created anew, clone into a new"
                + " folder"));
  }

  static UserException diverged(Store store, String path) {
    return UserException.usage(
        new Problem(
            "CLONE_TARGET_DIVERGED",
            "Cannot clone to %s: its %s is not the source's, so somebody has written to one of the two."
                .formatted(store.name(), path),
            "clone into a new folder; nothing at the target was changed"));
  }
}
