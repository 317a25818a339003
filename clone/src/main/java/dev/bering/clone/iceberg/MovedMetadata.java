package dev.bering.clone.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.tables.iceberg.RecordedPath.UnusablePath;
import dev.bering.tables.iceberg.TableMetadata;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The metadata of a replica: its source's, with other paths. */
final class MovedMetadata {

  private MovedMetadata() {}

  /**
   * As the replica's file holds it.
   *
   * @param dropped snapshots that the replica does not have
   * @param lostStatistics paths of statistics files that it does not have
   */
  static byte[] of(
      TableMetadata source, PathMap paths, Set<Long> dropped, Set<String> lostStatistics)
      throws IOException {
    ObjectNode copy = source.copy();
    copy.put("location", paths.spelled(""));
    if (copy.path("properties") instanceof ObjectNode properties) {
      for (Map.Entry<String, String> property : source.pathProperties().entrySet()) {
        properties.put(property.getKey(), paths.moved(property.getValue()));
      }
    }
    filter(copy, "snapshots", node -> !dropped.contains(node.path("snapshot-id").asLong()));
    filter(copy, "snapshot-log", node -> !dropped.contains(node.path("snapshot-id").asLong()));
    for (JsonNode snapshot : copy.path("snapshots")) {
      moveSnapshot((ObjectNode) snapshot, paths);
    }
    for (String kind : List.of("statistics", "partition-statistics")) {
      filter(
          copy,
          kind,
          node ->
              !dropped.contains(node.path("snapshot-id").asLong())
                  && !lostStatistics.contains(node.path("statistics-path").asText()));
      for (JsonNode node : copy.path(kind)) {
        ((ObjectNode) node)
            .put("statistics-path", paths.moved(node.path("statistics-path").asText()));
      }
    }
    if (copy.has("metadata-log")) {
      copy.putArray("metadata-log");
    }
    return TableMetadata.bytes(copy);
  }

  private static void moveSnapshot(ObjectNode snapshot, PathMap paths) throws UnusablePath {
    if (snapshot.path("manifest-list").isTextual()) {
      snapshot.put("manifest-list", paths.moved(snapshot.path("manifest-list").textValue()));
    }
    if (snapshot.path("manifests") instanceof ArrayNode manifests) {
      for (int i = 0; i < manifests.size(); i++) {
        manifests.set(i, paths.moved(manifests.get(i).asText()));
      }
    }
  }

  private static void filter(ObjectNode json, String array, Predicate<JsonNode> keep) {
    if (json.path(array) instanceof ArrayNode nodes) {
      for (int i = nodes.size() - 1; i >= 0; i--) {
        if (!keep.test(nodes.get(i))) {
          nodes.remove(i);
        }
      }
    }
  }
}
