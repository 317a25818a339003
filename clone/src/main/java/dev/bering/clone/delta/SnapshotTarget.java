package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Complaints;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What a snapshot finds at its target: nothing, or what an earlier one has left there. */
final class SnapshotTarget {

  /** Followed by the id of the source. */
  static final String APPLICATION = "bering.clone:";

  private final Location source;
  private final String sourceId;
  private final Location target;
  private final Store store;
  private final TargetState there;
  private final Complaints complaints;

  /**
   * A target.
   *
   * @param sourceId the id of the table that is cloned
   */
  SnapshotTarget(
      Location source,
      String sourceId,
      Location target,
      Store store,
      TargetState there,
      Complaints complaints) {
    this.source = source;
    this.sourceId = sourceId;
    this.target = target;
    this.store = store;
    this.there = there;
    this.complaints = complaints;
  }

  /** The target's own newest version; empty if it holds no table yet. */
  Optional<TableState> newest(Staging staging) throws IOException {
    if (there.version().isEmpty()) {
      there.checkOwner(source, sourceId);
      return Optional.empty();
    }
    TableState before =
        new StateReader(target.toString(), store, new FilePlaces(target), complaints, staging)
            .read(there.log(), there.version().getAsLong());
    complaints.raise(target.toString());
    checkIsOurs(before);
    return Optional.of(before);
  }

  private void checkIsOurs(TableState before) throws IOException {
    if (before.metadata().map(known -> known.path("id").asText()).orElse("").equals(sourceId)) {
      throw UserException.usage(
          new Problem(
              "CLONE_TARGET_REPLICA",
              "Cannot clone %s: %s is a replica of it, with the source's own history."
                  .formatted(source, target),
              "clone with --mode replica, or choose another target"));
    }
    if (!before.transactions().containsKey(APPLICATION + sourceId)) {
      throw there.otherTable(source, sourceId);
    }
    if (!there.isCommittedBy(APPLICATION + sourceId)) {
      throw TargetState.diverged(
          store, "%s/%020d.json".formatted(LogListing.FOLDER, before.version()));
    }
  }

  /** What says what has been loaded must not be ahead of the rows that are there. */
  void checkWayBack(TableState state, TableState before) throws IOException {
    if (!store.list(CopyIntoLedger.FOLDER).isEmpty()) {
      complaints.add(
          wayBack("its COPY INTO ledger belongs to a newer version than %d", state.version()));
    }
    before.transactions().keySet().stream()
        .filter(application -> !application.startsWith(APPLICATION))
        .filter(application -> !state.transactions().containsKey(application))
        .forEach(
            application ->
                complaints.add(
                    wayBack(
                        "it knows of transactions of '"
                            + application.replace("%", "%%")
                            + "', which began after version %d",
                        state.version())));
  }

  private Problem wayBack(String fact, long version) {
    return new Problem(
        "CLONE_TARGET_AHEAD",
        "Cannot clone %s to %s: %s.".formatted(source, target, fact.formatted(version)),
        "clone the older version into a new folder");
  }

  /** The version of the source that was cloned last. */
  long clonedVersion(TableState before) {
    ObjectNode transaction = before.transactions().get(APPLICATION + sourceId);
    if (transaction == null) {
      throw new IllegalStateException("no transaction of " + sourceId);
    }
    return transaction.path("version").asLong();
  }

  /** Now, or just after the target's newest commit if this machine's clock is behind. */
  Instant timeOfNext(Clock clock) throws IOException {
    Instant now = Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
    if (there.version().isEmpty()) {
      return now;
    }
    StoredFile newest = there.log().commits().get(there.version().getAsLong());
    if (newest == null) {
      return now;
    }
    return new LogReader(store)
        .inCommitTime(newest.path())
        .map(before -> before.plusMillis(1))
        .filter(now::isBefore)
        .orElse(now);
  }
}
