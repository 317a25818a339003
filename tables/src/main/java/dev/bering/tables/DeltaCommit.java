package dev.bering.tables;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One version of a Delta table that Bering writes itself, gathered action by action and then
 * published in one step (Delta protocol, "Actions").
 */
public final class DeltaCommit {

  /** What a table needs that keeps notes of its writer in its log. */
  public static final String NOTES_FEATURE = "domainMetadata";

  private static final int FEATURES_READER = 3;
  private static final int FEATURES_WRITER = 7;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long version;
  private final Instant time;
  private final StringBuilder lines = new StringBuilder();

  /**
   * A version with nothing in it but who made it.
   *
   * @param operation for the table's history, such as {@code CLONE}
   * @param parameters for the table's history
   */
  public DeltaCommit(long version, Instant time, String operation, Map<String, String> parameters) {
    this.version = version;
    this.time = time;
    ObjectNode info = JSON.createObjectNode();
    info.put("timestamp", time.toEpochMilli()).put("operation", operation);
    ObjectNode shown = info.putObject("operationParameters");
    new TreeMap<>(parameters).forEach(shown::put);
    info.put("engineInfo", "bering");
    action("commitInfo", info);
  }

  /** Which table this is and what its columns are; only for the first version. */
  public DeltaCommit create(String tableId, String name, DeltaSchema schema) {
    Set<String> readerFeatures = schema.readerFeatures();
    ObjectNode protocol = JSON.createObjectNode();
    protocol.put("minReaderVersion", readerFeatures.isEmpty() ? 1 : FEATURES_READER);
    protocol.put("minWriterVersion", FEATURES_WRITER);
    if (!readerFeatures.isEmpty()) {
      readerFeatures.forEach(protocol.putArray("readerFeatures")::add);
    }
    Set<String> writerFeatures = new TreeSet<>(schema.writerFeatures());
    writerFeatures.add(NOTES_FEATURE);
    writerFeatures.forEach(protocol.putArray("writerFeatures")::add);
    action("protocol", protocol);

    ObjectNode metadata = JSON.createObjectNode().put("id", tableId).put("name", name);
    metadata.putObject("format").put("provider", "parquet").putObject("options");
    metadata.put("schemaString", schema.json());
    metadata.putArray("partitionColumns");
    metadata.putObject("configuration");
    metadata.put("createdTime", time.toEpochMilli());
    return action("metaData", metadata);
  }

  /** The rows of this file are in the table from here on. */
  public DeltaCommit add(LiveFile file) {
    return add(file, true);
  }

  /** A file that is live already is described anew; its rows are as before. */
  public DeltaCommit describe(LiveFile file) {
    return add(file, false);
  }

  private DeltaCommit add(LiveFile file, boolean dataChange) {
    ObjectNode add = JSON.createObjectNode().put("path", file.path());
    add.putObject("partitionValues");
    add.put("size", file.sizeBytes())
        .put("modificationTime", file.modifiedMillis())
        .put("dataChange", dataChange);
    if (!file.stats().isEmpty()) {
      add.put("stats", file.stats());
    }
    if (!file.tags().isEmpty()) {
      ObjectNode tags = add.putObject("tags");
      new TreeMap<>(file.tags()).forEach(tags::put);
    }
    return action("add", add);
  }

  /** The rows of this file are not in the table any more. */
  public DeltaCommit remove(LiveFile file) {
    ObjectNode remove =
        JSON.createObjectNode()
            .put("path", file.path())
            .put("deletionTimestamp", time.toEpochMilli())
            .put("dataChange", true)
            .put("extendedFileMetadata", true);
    remove.putObject("partitionValues");
    remove.put("size", file.sizeBytes());
    return action("remove", remove);
  }

  /** A note that changes together with the rows and outlives the log's clean-up. */
  public DeltaCommit note(String domain, String text) {
    return action(
        "domainMetadata",
        JSON.createObjectNode()
            .put("domain", domain)
            .put("configuration", text)
            .put("removed", false));
  }

  private DeltaCommit action(String name, ObjectNode content) {
    ObjectNode line = JSON.createObjectNode();
    line.set(name, content);
    lines.append(line).append('\n');
    return this;
  }

  /**
   * Publishes this version unless somebody else has published one with its number.
   *
   * @return whether this version is this commit
   */
  public boolean publish(Store store) throws IOException {
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    return store.writeIfAbsent(
        "%s/%020d.json".formatted(LogListing.FOLDER, version), Content.of(bytes), time);
  }
}
