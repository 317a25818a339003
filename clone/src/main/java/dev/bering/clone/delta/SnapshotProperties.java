package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The table properties of a snapshot: the source's, those that only make sense together with its
 * history taken away, and those that a person wants otherwise (Delta protocol, "Table Features";
 * Delta documentation, "Table properties").
 */
final class SnapshotProperties {

  private static final String SINCE_VERSION = "delta.inCommitTimestampEnablementVersion";
  private static final String SINCE_TIME = "delta.inCommitTimestampEnablementTimestamp";

  /** They speak of versions and times of the source's history, which the snapshot does not have. */
  private static final Set<String> OF_THE_HISTORY =
      Set.of(SINCE_VERSION, SINCE_TIME, "delta.requireCheckpointProtectionBeforeVersion");

  /** Properties that a writer may only obey if the protocol lists a feature. */
  private static final Map<String, String> NEED_A_FEATURE =
      Map.of(
          "delta.enableChangeDataFeed", "changeDataFeed",
          "delta.enableDeletionVectors", "deletionVectors",
          "delta.enableInCommitTimestamps", "inCommitTimestamp",
          "delta.enableTypeWidening", "typeWidening",
          "delta.appendOnly", "appendOnly");

  /** Properties that cannot be changed without changing the files or the protocol. */
  private static final Set<String> FIXED =
      Set.of(
          "delta.columnMapping.mode",
          "delta.columnMapping.maxColumnId",
          "delta.enableRowTracking",
          "delta.enableIcebergCompatV1",
          "delta.enableIcebergCompatV2",
          "delta.enableIcebergCompatV3",
          "delta.enableVariantShredding",
          "delta.minReaderVersion",
          "delta.minWriterVersion",
          "delta.ignoreProtocolDefaults",
          "delta.checkpointPolicy",
          SINCE_VERSION,
          SINCE_TIME,
          "delta.requireCheckpointProtectionBeforeVersion");

  private static final List<String> FIXED_PREFIXES =
      List.of(
          "delta.feature.",
          "delta.constraints.",
          "delta.rowTracking.",
          "delta.coordinatedCommits.");

  private final String table;
  private final Map<String, String> overrides;

  SnapshotProperties(String table, Map<String, String> overrides) {
    this.table = table;
    this.overrides = new TreeMap<>(overrides);
  }

  /** Everything that speaks against the overrides. */
  List<Problem> problems(ObjectNode protocol) {
    List<Problem> problems = new ArrayList<>();
    Set<String> features = features(protocol);
    overrides.forEach(
        (key, value) -> {
          if (FIXED.contains(key) || FIXED_PREFIXES.stream().anyMatch(key::startsWith)) {
            problems.add(
                new Problem(
                    "CLONE_PROPERTY_FIXED",
                    "Cannot set '%s' on a clone of %s: it is bound to the table's files or protocol."
                        .formatted(key, table),
                    "leave it out; change it on the clone with ALTER TABLE, which also changes what"
                        + " belongs to it"));
            return;
          }
          Optional<String> feature = Optional.ofNullable(NEED_A_FEATURE.get(key));
          if (feature.isPresent()
              && value.equalsIgnoreCase("true")
              && !features.contains(feature.get())) {
            problems.add(
                new Problem(
                    "CLONE_PROPERTY_NEEDS_FEATURE",
                    "Cannot set '%s' on a clone of %s: the table's protocol does not have feature '%s'."
                        .formatted(key, table, feature.get()),
                    "clone without it, then set it on the clone with ALTER TABLE, which adds the"
                        + " feature"));
          }
        });
    return problems;
  }

  /** The features of a protocol; old protocols have those that their versions stand for. */
  private static Set<String> features(ObjectNode protocol) {
    Set<String> features = new HashSet<>();
    for (String role : List.of("readerFeatures", "writerFeatures")) {
      protocol.path(role).forEach(feature -> features.add(feature.asText()));
    }
    int writer = protocol.path("minWriterVersion").asInt();
    if (writer < 7) {
      if (writer >= 2) {
        features.add("appendOnly");
      }
      if (writer >= 4) {
        features.add("changeDataFeed");
      }
    }
    return features;
  }

  /**
   * In-commit timestamps that begin after version 0 need to say where, or readers look for them in
   * commits that have none (Delta protocol, "In-Commit Timestamps").
   */
  static void keepCommitTimes(
      ObjectNode metadata, Optional<ObjectNode> before, long version, Instant time) {
    if (before.isEmpty() || !isOn(metadata)) {
      return;
    }
    ObjectNode properties = (ObjectNode) metadata.get("configuration");
    JsonNode known = before.get().path("configuration");
    if (isOn(before.get())) {
      for (String property : List.of(SINCE_VERSION, SINCE_TIME)) {
        if (known.has(property)) {
          properties.set(property, known.get(property));
        }
      }
    } else {
      properties.put(SINCE_VERSION, Long.toString(version));
      properties.put(SINCE_TIME, Long.toString(time.toEpochMilli()));
    }
  }

  /** Whether commits bear their own timestamps. */
  static boolean isOn(ObjectNode metadata) {
    return metadata
        .path("configuration")
        .path("delta.enableInCommitTimestamps")
        .asText()
        .equalsIgnoreCase("true");
  }

  /** Puts the properties of the snapshot in the place of the source's. */
  void apply(ObjectNode metadata) {
    Map<String, String> properties = new TreeMap<>();
    JsonNode configuration = metadata.path("configuration");
    configuration
        .properties()
        .forEach(property -> properties.put(property.getKey(), property.getValue().asText()));
    OF_THE_HISTORY.forEach(properties::remove);
    properties.putAll(overrides);
    ObjectNode target = metadata.putObject("configuration");
    properties.forEach(target::put);
  }
}
