package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What protocol and properties of a table must say so that readers look for times in its commits
 * (Delta protocol, "In-Commit Timestamps", "Table Features").
 *
 * @param from the first version that bears a time
 * @param time of that version, in milliseconds
 */
record StampRules(long from, long time) {

  static final String FEATURE = "inCommitTimestamp";
  private static final int WITH_FEATURES = 7;
  private static final String ON = "delta.enableInCommitTimestamps";
  private static final String SINCE_VERSION = "delta.inCommitTimestampEnablementVersion";
  private static final String SINCE_TIME = "delta.inCommitTimestampEnablementTimestamp";

  private static final String COLUMN_MAPPING = "columnMapping";
  private static final int READS_COLUMN_MAPPING = 2;

  /** What writers had to know of before protocols listed features, by the version that began it. */
  private static final Map<Integer, List<String>> OF_OLD_VERSIONS =
      new TreeMap<>(
          Map.of(
              2, List.of("appendOnly", "invariants"),
              3, List.of("checkConstraints"),
              4, List.of("changeDataFeed", "generatedColumns"),
              5, List.of(COLUMN_MAPPING),
              6, List.of("identityColumns")));

  /** The features of a protocol's writers, this one among them. */
  static List<String> features(int minReaderVersion, int minWriterVersion, List<String> listed) {
    List<String> features = new ArrayList<>(listed);
    if (minWriterVersion < WITH_FEATURES) {
      OF_OLD_VERSIONS.forEach(
          (version, names) -> {
            if (version <= minWriterVersion) {
              features.addAll(names);
            }
          });
    }
    if (minReaderVersion < READS_COLUMN_MAPPING) {
      features.remove(COLUMN_MAPPING); // writers had to know of it, yet the table cannot have it
    }
    if (!features.contains(FEATURE)) {
      features.add(FEATURE);
    }
    return features;
  }

  /** The writer version that lists features. */
  static int writerVersion() {
    return WITH_FEATURES;
  }

  /** Properties with those that turn the times on. */
  Map<String, String> properties(Map<String, String> properties) {
    Map<String, String> changed = new java.util.LinkedHashMap<>(properties);
    changed.put(ON, "true");
    changed.remove(SINCE_VERSION);
    changed.remove(SINCE_TIME);
    if (from > 0) {
      changed.put(SINCE_VERSION, Long.toString(from));
      changed.put(SINCE_TIME, Long.toString(time));
    }
    return changed;
  }

  /** Changes a protocol in place. */
  void toProtocol(ObjectNode protocol) {
    List<String> listed = new ArrayList<>();
    protocol.path("writerFeatures").forEach(feature -> listed.add(feature.asText()));
    List<String> features =
        features(
            protocol.path("minReaderVersion").asInt(),
            protocol.path("minWriterVersion").asInt(),
            listed);
    protocol.put("minWriterVersion", WITH_FEATURES);
    ArrayNode array = protocol.putArray("writerFeatures");
    features.forEach(array::add);
  }

  /** Changes a table's metadata in place. */
  void toMetadata(ObjectNode metadata) {
    Map<String, String> properties = new java.util.LinkedHashMap<>();
    JsonNode configuration = metadata.path("configuration");
    configuration
        .properties()
        .forEach(property -> properties.put(property.getKey(), property.getValue().asText()));
    ObjectNode changed = metadata.putObject("configuration");
    properties(properties).forEach(changed::put);
  }
}
