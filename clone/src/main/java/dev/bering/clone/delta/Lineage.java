package dev.bering.clone.delta;

import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Whether the history of a target is the beginning of the source's. */
final class Lineage {

  private final Location source;
  private final Store from;
  private final LogListing sourceLog;
  private final TargetState target;
  private final Optional<CommitStamps> stamps;
  private final Staging staging;

  Lineage(
      Location source,
      Store from,
      LogListing sourceLog,
      TargetState target,
      Optional<CommitStamps> stamps,
      Staging staging) {
    this.source = source;
    this.from = from;
    this.sourceLog = sourceLog;
    this.target = target;
    this.stamps = stamps;
    this.staging = staging;
  }

  /**
   * Refuses a target that is another table, has another history, or is ahead of the source. A
   * target that has no commit in common with the source any more passes if it is to begin anew,
   * provided a clone of the same table filled it.
   *
   * @throws UserException CLONE_TARGET_OTHER_TABLE, CLONE_TARGET_AHEAD, CLONE_TARGET_DIVERGED,
   *     CLONE_TARGET_UNPROVEN
   */
  void check(ReplicaOptions.Gap gap) throws IOException {
    if (sourceLog.isEmpty()) {
      return; // the source's own problem, which reading it will name
    }
    Optional<Map.Entry<Long, StoredFile>> common =
        target.log().commits().descendingMap().entrySet().stream()
            .filter(commit -> sourceLog.commits().containsKey(commit.getKey()))
            .findFirst();
    boolean same = common.isPresent() && isSame(common.get());
    if (!same) {
      String sourceId = TableIds.newest(from, sourceLog);
      if (!sourceId.equals(target.tableId())) {
        throw target.otherTable(source, sourceId);
      }
    }
    if (common.isPresent() && !same) {
      throw TargetState.diverged(target.store(), common.get().getValue().path());
    }
    long targetVersion = target.log().latestVersion();
    if (targetVersion > sourceLog.latestVersion()) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_AHEAD",
              "Cannot clone %s: %s is at version %d, the source only at %d."
                  .formatted(
                      source, target.store().name(), targetVersion, sourceLog.latestVersion()),
              "somebody has written to the target; clone into a new folder, or stop the writer"));
    }
    if (common.isEmpty() && target.isWrittenTo()) {
      throw TargetState.diverged(
          target.store(), "%s/%020d.json".formatted(LogListing.FOLDER, targetVersion));
    }
    if (common.isEmpty() && !(gap == ReplicaOptions.Gap.REBASE && target.isMarked())) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_UNPROVEN",
              "Cannot clone %s: %s is at version %d, and the source no longer has any commit that the target has, so the two cannot be compared."
                  .formatted(source, target.store().name(), targetVersion),
              target.isMarked()
                  ? "clone with --rebase, which gives up the target's versions and begins anew, or"
                      + " into a new folder; to prevent this, clone more often than the source's"
                      + " delta.logRetentionDuration"
                  : "clone into a new folder; to prevent this, clone more often than the source's"
                      + " delta.logRetentionDuration"));
    }
  }

  private boolean isSame(Map.Entry<Long, StoredFile> common) throws IOException {
    StoredFile ours =
        Optional.ofNullable(sourceLog.commits().get(common.getKey()))
            .orElseThrow(() -> new IllegalStateException("no commit " + common.getKey()));
    ReplicaLog replica =
        new ReplicaLog(from, new FilePlaces(source), target.isMoved(), stamps, staging);
    return ContentHash.of(replica.content(ours))
        .equals(target.store().hash(common.getValue().path()));
  }
}
