package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/** A metadata.json as it is, with fields that this version has never heard of. */
public final class TableMetadata {

  /** Properties whose value is a location. */
  public static final List<String> PATH_PROPERTIES =
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
   * @param schemaId of the schema at its time; empty where nobody noted it
   */
  public record Snapshot(
      long id, Optional<String> list, List<String> manifests, OptionalInt schemaId) {}

  /** A file of statistics, table-wide or by partition. */
  public record Statistics(long snapshotId, String path, long sizeBytes) {}

  /** Reads plain or compressed JSON, whatever the file is called; closes the stream. */
  public static TableMetadata read(InputStream stream) throws IOException {
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

  /** Where the table says that it is. */
  public String location() {
    return json.path("location").asText();
  }

  /** What tells the table apart; of old tables that have no id, one made of their location. */
  public String tableId() {
    JsonNode uuid = json.path("table-uuid");
    return uuid.isTextual()
        ? uuid.textValue()
        : UUID.nameUUIDFromBytes(location().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** When it was last changed, in milliseconds since 1970. */
  public long lastUpdatedMs() {
    return json.path("last-updated-ms").asLong();
  }

  /** The number of its last commit; 0 in format 1. */
  public long lastSequenceNumber() {
    return json.path("last-sequence-number").asLong();
  }

  /** For people. */
  public String state(String name) {
    long current = json.path("current-snapshot-id").asLong(-1);
    return (current == -1 ? "no snapshot" : "snapshot " + current) + " (" + name + ")";
  }

  /** The snapshots that are kept. */
  public List<Snapshot> snapshots() {
    List<Snapshot> snapshots = new ArrayList<>();
    for (JsonNode node : json.path("snapshots")) {
      List<String> manifests = new ArrayList<>();
      node.path("manifests").forEach(manifest -> manifests.add(manifest.asText()));
      JsonNode list = node.path("manifest-list");
      snapshots.add(
          new Snapshot(
              node.path("snapshot-id").asLong(),
              list.isTextual() ? Optional.of(list.textValue()) : Optional.empty(),
              manifests,
              node.path("schema-id").isInt()
                  ? OptionalInt.of(node.path("schema-id").intValue())
                  : OptionalInt.empty()));
    }
    return snapshots;
  }

  /** The snapshot that the table stands at; empty if it has none. */
  public OptionalLong currentSnapshotId() {
    long current = json.path("current-snapshot-id").asLong(-1);
    return current == -1 ? OptionalLong.empty() : OptionalLong.of(current);
  }

  /** The number of the schema by which the table is read, as it is written. */
  String currentSchemaId() {
    return json.path("current-schema-id").asText("without a number");
  }

  /**
   * The schema by which the table is read: a struct type with its fields; a missing node if the
   * metadata does not have it.
   */
  public JsonNode currentSchema() {
    for (JsonNode schema : json.path("schemas")) {
      if (schema.path("schema-id").asInt() == json.path("current-schema-id").asInt()) {
        return schema;
      }
    }
    return json.path("schema");
  }

  /** The schema of a number; of old tables that number none, the only one; empty if not there. */
  Optional<JsonNode> schema(int id) {
    for (JsonNode schema : json.path("schemas")) {
      if (schema.path("schema-id").asInt() == id) {
        return Optional.of(schema);
      }
    }
    return json.path("schemas").isEmpty() ? Optional.of(currentSchema()) : Optional.empty();
  }

  /** A top-level column of the newest schema that has it; a missing node if none has. */
  JsonNode column(int id) {
    return newest(schema -> ofId(schema, id));
  }

  /** A column or a part of a struct, of the newest schema that has it; else a missing node. */
  JsonNode field(int id) {
    return newest(schema -> below(schema, id));
  }

  private JsonNode newest(UnaryOperator<JsonNode> look) {
    List<JsonNode> schemas = new ArrayList<>();
    json.path("schemas").forEach(schemas::add);
    schemas.sort(
        Comparator.comparingInt((JsonNode each) -> each.path("schema-id").asInt()).reversed());
    schemas.add(0, currentSchema());
    return schemas.stream()
        .map(look)
        .filter(field -> !field.isMissingNode())
        .findFirst()
        .orElseGet(MissingNode::getInstance);
  }

  private static JsonNode ofId(JsonNode struct, int id) {
    for (JsonNode field : struct.path("fields")) {
      if (field.path("id").asInt() == id) {
        return field;
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode below(JsonNode struct, int id) {
    JsonNode found = ofId(struct, id);
    for (JsonNode field : struct.path("fields")) {
      found = found.isMissingNode() ? below(field.path("type"), id) : found;
    }
    return found;
  }

  /** How files are and were partitioned, by number. */
  Map<Integer, PartitionSpec> partitionSpecs() {
    Map<Integer, PartitionSpec> specs = new TreeMap<>();
    for (JsonNode spec : json.path("partition-specs")) {
      int id = spec.path("spec-id").asInt();
      specs.put(id, PartitionSpec.of(id, spec.path("fields")));
    }
    if (specs.isEmpty()) {
      specs.put(0, PartitionSpec.of(0, json.path("partition-spec")));
    }
    return specs;
  }

  /**
   * What columns of files without ids are called.
   *
   * @throws IOException if it is no JSON
   */
  Optional<JsonNode> nameMapping() throws IOException {
    JsonNode mapping = json.path("properties").path("schema.name-mapping.default");
    return mapping.isTextual() ? Optional.of(JSON.readTree(mapping.textValue())) : Optional.empty();
  }

  /** The highest id that a column has ever had. */
  public int lastColumnId() {
    return json.path("last-column-id").asInt();
  }

  /** The columns whose values partitions hold as they are, in any spec that there ever was. */
  public Set<Integer> identityPartitions() {
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
  public Set<Long> referenced() {
    Set<Long> referenced = new LinkedHashSet<>();
    referenced.add(json.path("current-snapshot-id").asLong(-1));
    json.path("refs").forEach(ref -> referenced.add(ref.path("snapshot-id").asLong(-1)));
    referenced.remove(-1L);
    return referenced;
  }

  /** Its files of statistics. */
  public List<Statistics> statistics() {
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

  /** How many older metadata files it names. */
  public int previousFileCount() {
    return json.path("metadata-log").size();
  }

  /** The properties that name a location, with it. */
  public Map<String, String> pathProperties() {
    Map<String, String> paths = new TreeMap<>();
    for (String name : PATH_PROPERTIES) {
      JsonNode value = json.path("properties").path(name);
      if (value.isTextual()) {
        paths.put(name, value.textValue());
      }
    }
    return paths;
  }

  /** Where its metadata files are, if not in its own folder. */
  Optional<String> metadataPath() {
    return Optional.ofNullable(pathProperties().get("write.metadata.path"));
  }

  /** The properties that name the table's location, and of which nobody knows what they do. */
  public List<String> otherPropertiesWithLocation() {
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

  /** The metadata as it is, for one who changes it. */
  public ObjectNode copy() {
    return json.deepCopy();
  }

  /** As a file holds it. */
  public static byte[] bytes(ObjectNode json) throws IOException {
    return JSON.writeValueAsBytes(json);
  }

  /** Everything that keeps anybody here from understanding the table. */
  public List<Obstacle> obstacles() {
    List<Obstacle> obstacles = new ArrayList<>();
    int format = json.path("format-version").asInt();
    if (format < 1 || format > NEWEST_FORMAT) {
      obstacles.add(Obstacle.unknownFormat(format, NEWEST_FORMAT));
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
      obstacles.add(Obstacle.encrypted("its metadata has " + String.join(" and ", encrypted)));
    }
    if (!json.path("location").isTextual()) {
      obstacles.add(Obstacle.damaged("its metadata has no location"));
    }
    for (Snapshot snapshot : snapshots()) {
      if (snapshot.list().isEmpty() && snapshot.manifests().isEmpty()) {
        obstacles.add(
            Obstacle.damaged(
                "its snapshot %d names neither a manifest list nor manifests"
                    .formatted(snapshot.id())));
      }
    }
    return obstacles;
  }
}
