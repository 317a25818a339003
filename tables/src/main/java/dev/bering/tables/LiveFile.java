package dev.bering.tables;

import java.util.Map;

/**
 * A data file as an {@code add} action describes it (Delta protocol, "Add File and Remove File").
 *
 * @param path as the log spells it
 * @param modifiedMillis when the file was made
 * @param stats JSON as the protocol's "Per-file Statistics" says; empty if unknown
 * @param tags whatever the writer wants to find again; readers ignore them
 */
public record LiveFile(
    String path, long sizeBytes, long modifiedMillis, String stats, Map<String, String> tags) {

  public LiveFile {
    tags = Map.copyOf(tags);
  }

  /** The same file with other tags. */
  public LiveFile withTags(Map<String, String> newTags) {
    return new LiveFile(path, sizeBytes, modifiedMillis, stats, newTags);
  }
}
