package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.tables.DataPath;
import dev.bering.tables.DeletionVector;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The actions of images (Delta protocol, "Actions"). */
public final class DeltaImages {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What protocols without features imply, and one with features has to name. */
  private static final List<String> IMPLIED = List.of("appendOnly", "invariants");

  private DeltaImages() {}

  /**
   * The protocol of a table.
   *
   * @param features that both readers and writers must know; the oldest protocol if there is none
   */
  static ObjectNode protocol(Set<String> features) {
    ObjectNode protocol = JSON.objectNode();
    if (features.isEmpty()) {
      return protocol.put("minReaderVersion", 1).put("minWriterVersion", 2);
    }
    protocol.put("minReaderVersion", 3).put("minWriterVersion", 7);
    new TreeSet<>(features).forEach(protocol.putArray("readerFeatures")::add);
    Set<String> ofWriters = new TreeSet<>(features);
    ofWriters.addAll(IMPLIED);
    ofWriters.forEach(protocol.putArray("writerFeatures")::add);
    return protocol;
  }

  /** The metadata of a table. */
  public static ObjectNode metadata(
      String name,
      String schemaJson,
      List<String> partitionColumns,
      Map<String, String> configuration) {
    ObjectNode metadata = JSON.objectNode().put("name", name);
    metadata.putObject("format").put("provider", "parquet").putObject("options");
    metadata.put("schemaString", schemaJson);
    partitionColumns.forEach(metadata.putArray("partitionColumns")::add);
    ObjectNode properties = metadata.putObject("configuration");
    configuration.forEach(properties::put);
    return metadata;
  }

  /**
   * The addition of a file.
   *
   * @param path at the target, as its store spells it
   * @param partitionValues by physical name; empty for null
   */
  public static ObjectNode add(
      String path,
      Map<String, Optional<String>> partitionValues,
      long sizeBytes,
      Instant modified,
      String stats) {
    ObjectNode add = JSON.objectNode().put("path", DataPath.spelling(path));
    ObjectNode values = add.putObject("partitionValues");
    partitionValues.forEach((column, value) -> values.put(column, value.orElse(null)));
    return add.put("size", sizeBytes)
        .put("modificationTime", modified.toEpochMilli())
        .put("dataChange", true)
        .put("stats", stats);
  }

  /** Says in an addition which rows of the file are deleted. */
  public static void delete(ObjectNode add, DeletionVector vector, long rowCount) {
    add.putObject("deletionVector")
        .put("storageType", vector.storageType())
        .put("pathOrInlineDv", vector.pathOrInline())
        .put("offset", vector.offset())
        .put("sizeInBytes", vector.sizeBytes())
        .put("cardinality", rowCount);
  }

  /** Statistics of a file of which rows are deleted: their bounds hold, and need not be met. */
  public static String wide(String stats) {
    return stats.replaceFirst("\\{", "{\"tightBounds\":false,");
  }
}
