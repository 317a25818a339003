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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The note in a target's {@code _bering} folder that says the folder was filled by a clone, and of
 * which table. It is written before the first file, so that an interrupted clone can tell its own
 * files from foreign ones.
 *
 * @param tableId the {@code metaData.id} of the table being cloned
 * @param source where from, for people
 * @param relocations folders outside the source that files came from, by the folder of the target
 *     that holds them; whoever looks for a file of the old log finds it by this
 * @param completeAt where the source stood when the last clone ended, such as {@code version 12};
 *     empty from the moment a clone begins until it ends
 */
public record CloneMarker(
    String tableId, String source, Map<String, String> relocations, Optional<String> completeAt) {

  public CloneMarker {
    relocations = Map.copyOf(relocations);
  }

  private static final String PATH = Store.OWN_FOLDER + "/clone.json";
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether the last clone that began here has also ended. */
  public boolean isComplete() {
    return completeAt.isPresent();
  }

  /** The same marker when the clone has ended. */
  CloneMarker completedAt(String state) {
    return new CloneMarker(tableId, source, relocations, Optional.of(state));
  }

  /**
   * The marker of a store.
   *
   * @throws UserException CLONE_MARKER_UNREADABLE if there is one that cannot be understood
   */
  public static Optional<CloneMarker> read(Store store) throws IOException {
    if (store.status(PATH).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = store.open(PATH)) {
      JsonNode json = JSON.readTree(in);
      if (json != null
          && json.path("format").asInt() == FORMAT
          && json.path("tableId").isTextual()
          && json.path("source").isTextual()) {
        Map<String, String> relocations = new TreeMap<>();
        json.path("relocations")
            .properties()
            .forEach(folder -> relocations.put(folder.getKey(), folder.getValue().asText()));
        return Optional.of(
            new CloneMarker(
                json.get("tableId").textValue(),
                json.get("source").textValue(),
                relocations,
                Optional.ofNullable(json.path("completeAt").textValue())));
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

  /** What is another text after every writing of the marker; empty if there is none. */
  static String fingerprint(Store store) throws IOException {
    return store.status(PATH).isEmpty() ? "" : store.hash(PATH).hex();
  }

  /**
   * Writes the marker, which then also knows the relocations of an earlier one. No two writings are
   * the same, so that a plan notices a run that took place after it was made.
   */
  public void write(Store store) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("tableId", tableId).put("source", source);
    json.put("writing", UUID.randomUUID().toString());
    completeAt.ifPresent(state -> json.put("completeAt", state));
    Map<String, String> all = new TreeMap<>();
    read(store).ifPresent(earlier -> all.putAll(earlier.relocations()));
    all.putAll(relocations);
    if (!all.isEmpty()) {
      ObjectNode folders = json.putObject("relocations");
      all.forEach(folders::put);
    }
    store.write(PATH, Content.of(JSON.writeValueAsBytes(json)));
  }
}
