package dev.bering.clone.iceberg;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Complaints;
import dev.bering.clone.iceberg.RecordedPath.UnusablePath;
import dev.bering.model.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/** A metadata.json as it is, with fields that this version has never heard of. */
final class TableMetadata {

  /** Properties whose value is a location. */
  static final List<String> PATH_PROPERTIES =
      List.of(
          "write.data.path",
          "write.metadata.path",
          "write.object-storage.path",
          "write.folder-storage.path");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final int NEWEST_FORMAT = 3;

  private final ObjectNode json;

  private TableMetadata(ObjectNode json) {
    this.json = json;
  }

  /**
   * A snapshot.
   *
   * @param list the path of its manifest list; empty if it names its manifests itself (format 1)
   */
  record Snapshot(long id, Optional<String> list, List<String> manifests) {}

  /** A file of statistics, table-wide or by partition. */
  record Statistics(long snapshotId, String path, long sizeBytes) {}

  /** Reads plain or compressed JSON, whatever the file is called; closes the stream. */
  static TableMetadata read(InputStream stream) throws IOException {
    try (BufferedInputStream in = new BufferedInputStream(stream, 1 << 16)) {
      in.mark(2);
      boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      JsonNode read;
      try (InputStream plain = compressed ? new GZIPInputStream(in) : in) {
        read = JSON.readTree(plain);
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new IOException("it is no JSON (%s)".formatted(e.getOriginalMessage()), e);
      }
      if (read instanceof ObjectNode object
          && read.path("format-version").isInt()
          && !read.has("view-uuid")) {
        return new TableMetadata(object);
      }
      throw new IOException("it is no metadata of an Iceberg table");
    }
  }

  String location() {
    return json.path("location").asText();
  }

  /** What tells the table apart; of old tables that have no id, one made of their location. */
  String tableId() {
    JsonNode uuid = json.path("table-uuid");
    return uuid.isTextual()
        ? uuid.textValue()
        : UUID.nameUUIDFromBytes(location().getBytes(StandardCharsets.UTF_8)).toString();
  }

  long lastUpdatedMs() {
    return json.path("last-updated-ms").asLong();
  }

  long lastSequenceNumber() {
    return json.path("last-sequence-number").asLong();
  }

  /** For people. */
  String state(String name) {
    long current = json.path("current-snapshot-id").asLong(-1);
    return (current == -1 ? "no snapshot" : "snapshot " + current) + " (" + name + ")";
  }

  List<Snapshot> snapshots() {
    List<Snapshot> snapshots = new ArrayList<>();
    for (JsonNode node : json.path("snapshots")) {
      List<String> manifests = new ArrayList<>();
      node.path("manifests").forEach(manifest -> manifests.add(manifest.asText()));
      JsonNode list = node.path("manifest-list");
      snapshots.add(
          new Snapshot(
              node.path("snapshot-id").asLong(),
              list.isTextual() ? Optional.of(list.textValue()) : Optional.empty(),
              manifests));
    }
    return snapshots;
  }

  /** The snapshot that the table stands at; empty if it has none. */
  OptionalLong currentSnapshotId() {
    long current = json.path("current-snapshot-id").asLong(-1);
    return current == -1 ? OptionalLong.empty() : OptionalLong.of(current);
  }

  /** The schema by which the table is read: a struct type with its fields. */
  JsonNode currentSchema() {
    for (JsonNode schema : json.path("schemas")) {
      if (schema.path("schema-id").asInt() == json.path("current-schema-id").asInt()) {
        return schema;
      }
    }
    return json.path("schema");
  }

  int lastColumnId() {
    return json.path("last-column-id").asInt();
  }

  /** The columns whose values partitions hold as they are, in any spec that there ever was. */
  Set<Integer> identityPartitions() {
    Set<Integer> columns = new TreeSet<>();
    List<JsonNode> fields = new ArrayList<>();
    json.path("partition-specs").forEach(spec -> spec.path("fields").forEach(fields::add));
    json.path("partition-spec").forEach(fields::add);
    for (JsonNode field : fields) {
      if (field.path("transform").asText().equals("identity")) {
        columns.add(field.path("source-id").asInt());
      }
    }
    return columns;
  }

  /** The snapshots that a branch, a tag or the table itself stands at. */
  Set<Long> referenced() {
    Set<Long> referenced = new LinkedHashSet<>();
    referenced.add(json.path("current-snapshot-id").asLong(-1));
    json.path("refs").forEach(ref -> referenced.add(ref.path("snapshot-id").asLong(-1)));
    referenced.remove(-1L);
    return referenced;
  }

  List<Statistics> statistics() {
    List<Statistics> files = new ArrayList<>();
    for (String kind : List.of("statistics", "partition-statistics")) {
      for (JsonNode node : json.path(kind)) {
        files.add(
            new Statistics(
                node.path("snapshot-id").asLong(),
                node.path("statistics-path").asText(),
                node.path("file-size-in-bytes").asLong()));
      }
    }
    return files;
  }

  int previousFileCount() {
    return json.path("metadata-log").size();
  }

  /** The properties that name a location, with it. */
  Map<String, String> pathProperties() {
    Map<String, String> paths = new TreeMap<>();
    for (String name : PATH_PROPERTIES) {
      JsonNode value = json.path("properties").path(name);
      if (value.isTextual()) {
        paths.put(name, value.textValue());
      }
    }
    return paths;
  }

  /** The properties that name the table's location, and of which nobody knows what they do. */
  List<String> otherPropertiesWithLocation() {
    List<String> names = new ArrayList<>();
    json.path("properties")
        .properties()
        .forEach(
            property -> {
              if (!PATH_PROPERTIES.contains(property.getKey())
                  && property.getValue().asText().contains(location())) {
                names.add(property.getKey());
              }
            });
    return names;
  }

  /** Complains of everything that a replica could not carry. */
  void check(String source, Complaints complaints) {
    int format = json.path("format-version").asInt();
    if (format < 1 || format > NEWEST_FORMAT) {
      complaints.add(
          new Problem(
              "CLONE_FORMAT_UNKNOWN",
              "Cannot clone %s: it is an Iceberg table of format version %d, and this version knows 1 to %d."
                  .formatted(source, format, NEWEST_FORMAT),
              "use a newer Bering"));
    }
    List<String> encrypted = new ArrayList<>();
    if (json.path("encryption-keys").size() > 0) {
      encrypted.add("encryption-keys");
    }
    if (json.path("properties").has("encryption.key-id")) {
      encrypted.add("encryption.key-id");
    }
    for (JsonNode snapshot : json.path("snapshots")) {
      if (snapshot.hasNonNull("key-id") && !encrypted.contains("key-id")) {
        encrypted.add("key-id");
      }
    }
    if (!encrypted.isEmpty()) {
      complaints.add(encrypted(source, "its metadata has " + String.join(" and ", encrypted)));
    }
    if (!json.path("location").isTextual()) {
      complaints.add(
          new Problem(
              "CLONE_SOURCE_DAMAGED",
              "Cannot clone %s: its metadata has no location.".formatted(source),
              "restore what is missing, or clone from a healthy copy of the table"));
    }
    for (Snapshot snapshot : snapshots()) {
      if (snapshot.list().isEmpty() && snapshot.manifests().isEmpty()) {
        complaints.add(
            new Problem(
                "CLONE_SOURCE_DAMAGED",
                "Cannot clone %s: its snapshot %d names neither a manifest list nor manifests."
                    .formatted(source, snapshot.id()),
                "restore what is missing, or clone from a healthy copy of the table"));
      }
    }
  }

  static Problem encrypted(String source, String fact) {
    return new Problem(
        "CLONE_ENCRYPTED",
        "Cannot clone %s: it is encrypted (%s).".formatted(source, fact),
        "copy it with an engine that holds the keys");
  }

  /**
   * The metadata of the replica.
   *
   * @param dropped snapshots that it does not have
   * @param lostStatistics paths of statistics files that it does not have
   */
  byte[] moved(PathMap paths, Set<Long> dropped, Set<String> lostStatistics) throws IOException {
    ObjectNode copy = json.deepCopy();
    copy.put("location", paths.spelled(""));
    if (copy.path("properties") instanceof ObjectNode properties) {
      for (Map.Entry<String, String> property : pathProperties().entrySet()) {
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
    return JSON.writeValueAsBytes(copy);
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

  private static void filter(
      ObjectNode json, String array, java.util.function.Predicate<JsonNode> keep) {
    if (json.path(array) instanceof ArrayNode nodes) {
      for (int i = nodes.size() - 1; i >= 0; i--) {
        if (!keep.test(nodes.get(i))) {
          nodes.remove(i);
        }
      }
    }
  }
}
