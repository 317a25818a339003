package dev.bering.clone.iceberg;

import dev.bering.tables.iceberg.ManifestList.EntryCounts;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the retained snapshots of a table consist of, but for the files that manifests name.
 *
 * @param lists manifest lists, in order of the snapshots
 * @param manifests by their path at the target
 * @param dropped snapshots that can no longer be read, because a list or a manifest is gone
 * @param lostStatistics paths, as recorded, of statistics files that are gone or damaged
 */
record Reach(
    List<ListFile> lists,
    Map<String, ManifestFile> manifests,
    Set<Long> dropped,
    Set<String> lostStatistics) {

  /** A manifest list that the source holds. */
  record ListFile(Place place, long sizeBytes) {}

  /**
   * A manifest.
   *
   * @param sizeBytes at the source; empty if only the target still has it
   * @param live whether a branch, a tag or the table itself needs it
   */
  record ManifestFile(Place place, OptionalLong sizeBytes, EntryCounts counts, boolean live) {
    ManifestFile alive() {
      return new ManifestFile(place, sizeBytes, counts, true);
    }
  }
}
