package dev.bering.clone.delta;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaFacts;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which version of a Delta table its copy stands at.
 *
 * @param source the source's version
 * @param target the copy's newest version: the same for a replica, one of its own for a snapshot
 * @param countsAlike whether both have the same versions, as a replica does
 */
public record ClonedVersion(long source, long target, boolean countsAlike) {

  /**
   * What the copy says of itself: a snapshot by its transaction identifier, a replica by the table
   * id that it shares with its source.
   *
   * @throws UserException CLONE_UNKNOWN_COPY if it says nothing, DELTA_UNREADABLE
   */
  public static ClonedVersion of(Location source, Location target) {
    try (Store from = Stores.open(source);
        Store to = Stores.open(target)) {
      DeltaFacts table = DeltaFacts.of(source, from);
      DeltaFacts copy = DeltaFacts.of(target, to);
      OptionalLong taken = copy.transaction(SnapshotTarget.APPLICATION + table.tableId());
      if (taken.isPresent()) {
        return new ClonedVersion(taken.getAsLong(), copy.version(), false);
      }
      if (copy.tableId().equals(table.tableId())) {
        return new ClonedVersion(copy.version(), copy.version(), true);
      }
    }
    throw UserException.undecided(
        List.of(
            new Problem(
                "CLONE_UNKNOWN_COPY",
                "Cannot compare the rows of %s: %s does not say which version of it it holds."
                    .formatted(source, target),
                "compare the newest versions with 'bering diff'")));
  }
}
