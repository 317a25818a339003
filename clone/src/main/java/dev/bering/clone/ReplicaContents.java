package dev.bering.clone;

import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything a replica of a Delta table consists of: the log files to be carried byte for byte and
 * every file that the retained history reaches.
 *
 * @param tableId the newest {@code metaData.id}
 * @param version the newest version
 * @param log what the log folder holds
 * @param sidecars the sidecar files that its checkpoints name
 * @param files by path relative to the table, decoded
 */
record ReplicaContents(
    String tableId,
    long version,
    LogListing log,
    List<StoredFile> sidecars,
    Map<String, Reached> files) {

  ReplicaContents {
    sidecars = List.copyOf(sidecars);
    files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** What a file is to the table. */
  enum Kind {
    DATA,
    DELETION_VECTOR,
    CHANGE_DATA
  }

  /**
   * A file that some retained version reaches.
   *
   * @param sizeBytes as the log says; for deletion vectors the least the file must have
   * @param live whether the newest version needs it
   * @param stored what the source holds; empty if it is gone
   */
  record Reached(Kind kind, long sizeBytes, boolean live, Optional<StoredFile> stored) {

    /** Gone from the source, as VACUUM leaves history behind. */
    boolean isHole() {
      return stored.isEmpty();
    }
  }

  /** The paths that history names but the source no longer holds. */
  List<String> holes() {
    return files.entrySet().stream()
        .filter(file -> file.getValue().isHole())
        .map(Map.Entry::getKey)
        .toList();
  }
}
