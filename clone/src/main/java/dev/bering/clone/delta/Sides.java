package dev.bering.clone.delta;

import dev.bering.clone.ClonePlaces;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.util.function.Function;

/** Both sides of a plan that is made of a Delta table. */
final class Sides {

  private Sides() {}

  /** Makes a plan of two open stores; what it keeps on disk is the plan's. */
  interface Planning {
    ClonePlan plan(Store from, Store to, Staging staging) throws IOException;
  }

  /**
   * Opens both sides, looks that there is a table at one and that the other is elsewhere, plans,
   * and closes them again.
   *
   * @throws UserException CLONE_SOURCE_MISSING, CLONE_TARGET_OVERLAP, CLONE_UNREADABLE, and what
   *     {@code planning} throws
   */
  static ClonePlan plan(
      Location source, Location target, Function<Location, Store> stores, Planning planning) {
    return Staging.plan(
        source,
        staging -> {
          try (Store from = stores.apply(source);
              Store to = stores.apply(target)) {
            DeltaSource.check(source, from);
            ClonePlaces.check(source, target);
            return planning.plan(from, to, staging);
          }
        });
  }
}
