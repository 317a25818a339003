package dev.bering.slices;

import dev.bering.model.Location;
import dev.bering.tables.DeltaChanges;
import java.util.LinkedHashMap;
import java.util.Map;

/** The versions of tables, each told once, so that all that reads a table reads the same. */
final class Pins {
  private final Map<Location, Long> versions = new LinkedHashMap<>();

  /** The version of {@code table} when it was first asked for. */
  synchronized long of(Location table) {
    return versions.computeIfAbsent(table, DeltaChanges::latestVersion);
  }

  /** The same tables as they are now. */
  synchronized Pins anew() {
    var later = new Pins();
    versions.forEach(
        (table, version) -> later.versions.put(table, DeltaChanges.latestVersion(table, version)));
    return later;
  }
}
