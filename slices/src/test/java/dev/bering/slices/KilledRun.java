package dev.bering.slices;

import dev.bering.model.Location;
import dev.bering.stores.Store;

/** A process that claims the slices of a flow, and ends without giving them back. */
final class KilledRun {

  private KilledRun() {}

  public static void main(String[] arguments) throws Exception {
    try (Store.Lock claim = new SliceLedger(Location.of(arguments[0])).claim(arguments[1])) {
      Runtime.getRuntime().halt(claim == null ? 1 : 9);
    }
  }
}
