package dev.bering.slices;

import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaChanges;
import dev.bering.tables.DeltaFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The versions of tables, each told once, so that all that reads a table reads the same. */
final class Pins {
  private final Map<Location, Long> versions = new LinkedHashMap<>();
  private final Map<Location, String> ids;

  Pins() {
    this(new ConcurrentHashMap<>());
  }

  private Pins(Map<Location, String> ids) {
    this.ids = ids;
  }

  /** The version of {@code table} when it was first asked for. */
  synchronized long of(Location table) {
    return versions.computeIfAbsent(table, DeltaChanges::latestVersion);
  }

  /**
   * The {@code metaData.id} of {@code table} when it was first asked for, here or by the pins
   * before. A table that is dropped and made again has another.
   */
  String id(Location table) {
    return ids.computeIfAbsent(table, Pins::idOf);
  }

  private static String idOf(Location table) {
    try (Store store = Stores.open(table)) {
      return DeltaFacts.of(table, store).tableId();
    }
  }

  /** The same tables as they are now. */
  synchronized Pins anew() {
    var later = new Pins(ids);
    versions.forEach(
        (table, version) -> later.versions.put(table, DeltaChanges.latestVersion(table, version)));
    return later;
  }
}
