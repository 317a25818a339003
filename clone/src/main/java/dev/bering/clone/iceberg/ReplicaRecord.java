package dev.bering.clone.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a replica remembers of the runs that made it, in its {@code _bering} folder: which prefix
 * went to which folder, so that later runs send it there too, and which metadata files are its own,
 * so that a foreign one is noticed. It is written before the first file that is rewritten.
 *
 * @param root how its metadata spells the target; empty if nothing is published yet
 * @param folders the target's folder by the prefix that it takes
 * @param published the hash of each metadata file that clones have published, by its path
 * @param holes whether files of old snapshots were missing at the source when it was last read
 */
record ReplicaRecord(
    String root, Map<String, String> folders, Map<String, String> published, boolean holes) {

  static final String PATH = Store.OWN_FOLDER + "/iceberg.json";

  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a place to which no replica has gone. */
  static final ReplicaRecord EMPTY = new ReplicaRecord("", Map.of(), Map.of(), false);

  ReplicaRecord {
    folders = Map.copyOf(folders);
    published = Map.copyOf(published);
  }

  /**
   * The record of a store; an empty one if there is none.
   *
   * @throws UserException CLONE_MARKER_UNREADABLE if there is one that cannot be understood
   */
  static ReplicaRecord read(Store store) throws IOException {
    if (store.status(PATH).isEmpty()) {
      return EMPTY;
    }
    try (InputStream in = store.open(PATH)) {
      JsonNode json = JSON.readTree(in);
      if (json != null && json.path("format").asInt() == FORMAT) {
        Map<String, String> folders = new TreeMap<>();
        for (JsonNode folder : json.path("folders")) {
          folders.put(folder.path("prefix").asText(), folder.path("folder").asText());
        }
        Map<String, String> published = new TreeMap<>();
        for (JsonNode file : json.path("published")) {
          published.put(file.path("path").asText(), file.path("hash").asText());
        }
        return new ReplicaRecord(
            json.path("root").asText(), folders, published, json.path("holes").asBoolean());
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      // Falls through to the same sentence as a record of the wrong shape.
    }
    throw UserException.usage(
        new Problem(
            "CLONE_MARKER_UNREADABLE",
            "Cannot clone to %s: its %s is not what this version writes."
                .formatted(store.name(), PATH),
            "use the Bering that made it, or clone into a new folder"));
  }

  byte[] bytes() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("root", root).put("holes", holes);
    ArrayNode prefixes = json.putArray("folders");
    new TreeMap<>(folders)
        .forEach(
            (prefix, folder) -> prefixes.addObject().put("prefix", prefix).put("folder", folder));
    ArrayNode files = json.putArray("published");
    new TreeMap<>(published)
        .forEach((path, hash) -> files.addObject().put("path", path).put("hash", hash));
    return JSON.writeValueAsBytes(json);
  }

  /** Those of the metadata files of a store that no clone has published. */
  List<String> foreign(List<String> metadataFiles) {
    List<String> foreign = new ArrayList<>(metadataFiles);
    foreign.removeAll(published.keySet());
    return foreign;
  }
}
