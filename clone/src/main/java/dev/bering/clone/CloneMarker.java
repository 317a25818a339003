package dev.bering.clone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The note in a target's {@code _bering} folder that says the folder was filled by a clone, and of
 * which table. It is written before the first file, so that an interrupted clone can tell its own
 * files from foreign ones.
 *
 * @param tableId the {@code metaData.id} of the table being cloned
 * @param source where from, for people
 */
record CloneMarker(String tableId, String source) {

  private static final String PATH = Store.OWN_FOLDER + "/clone.json";
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The marker of a store.
   *
   * @throws UserException CLONE_MARKER_UNREADABLE if there is one that cannot be understood
   */
  static Optional<CloneMarker> read(Store store) throws IOException {
    if (store.status(PATH).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = store.open(PATH)) {
      JsonNode json = JSON.readTree(in);
      if (json != null
          && json.path("format").asInt() == FORMAT
          && json.path("tableId").isTextual()
          && json.path("source").isTextual()) {
        return Optional.of(
            new CloneMarker(json.get("tableId").textValue(), json.get("source").textValue()));
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      // Falls through to the same sentence as a marker of the wrong shape.
    }
    throw UserException.usage(
        new Problem(
            "CLONE_MARKER_UNREADABLE",
            "Cannot clone to %s: its %s is not what this version writes."
                .formatted(store.name(), PATH),
            "use the Bering that made it, or clone into a new folder"));
  }

  void write(Store store) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("tableId", tableId).put("source", source);
    store.write(PATH, Content.of(JSON.writeValueAsBytes(json)));
  }
}
