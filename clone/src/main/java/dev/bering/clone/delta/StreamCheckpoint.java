package dev.bering.clone.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The checkpoint of a Spark structured stream: who it is and how far it has come (Spark, {@code
 * StreamingCheckpointConstants}; Delta, {@code DeltaSourceOffset}).
 *
 * @param id the stream's id, by which a Delta sink knows it
 * @param lastPlanned the newest batch whose offsets are written
 * @param lastCommitted the newest batch that has ended
 * @param reads the Delta tables among its sources, as of the newest offsets
 */
record StreamCheckpoint(
    String id, OptionalLong lastPlanned, OptionalLong lastCommitted, List<TableOffset> reads) {

  private static final int MAX_TEXT_BYTES = 16 << 20;

  StreamCheckpoint {
    reads = List.copyOf(reads);
  }

  /**
   * How far a stream has read a Delta table.
   *
   * @param version the next one to be read, or, with an index from 0, the one that is being read
   */
  record TableOffset(String tableId, long version, long index) {

    /** The newest version that the table must have for this offset to make sense. */
    long needsVersion() {
      return index < 0 ? version - 1 : version;
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws UserException CHECKPOINT_UNREADABLE if there is none, or its files are not understood
   */
  static StreamCheckpoint read(Location location, Store store) throws IOException {
    if (store.status("metadata").isEmpty()) {
      throw unreadable(location, "it has no file 'metadata'");
    }
    String id = json(location, text(store, "metadata"), "metadata").path("id").asText();
    if (id.isEmpty()) {
      throw unreadable(location, "its file 'metadata' names no stream id");
    }
    OptionalLong planned = newest(store, "offsets");
    List<TableOffset> reads =
        planned.isPresent()
            ? offsets(location, text(store, "offsets/" + planned.getAsLong()))
            : List.of();
    return new StreamCheckpoint(id, planned, newest(store, "commits"), reads);
  }

  private static OptionalLong newest(Store store, String folder) throws IOException {
    return store.list(folder).stream()
        .map(StoredFile::path)
        .map(path -> path.substring(folder.length() + 1))
        .filter(name -> name.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .max();
  }

  /** First a version line, then the batch's own settings, then one line for each source. */
  private static List<TableOffset> offsets(Location location, String text) {
    List<TableOffset> reads = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 2; i < lines.size(); i++) {
      if (lines.get(i).startsWith("{")) {
        JsonNode offset = json(location, lines.get(i), "offsets");
        if (offset.has("reservoirId")) {
          reads.add(
              new TableOffset(
                  offset.path("reservoirId").asText(),
                  offset.path("reservoirVersion").asLong(),
                  offset.path("index").asLong()));
        }
      }
    }
    return reads;
  }

  private static String text(Store store, String path) throws IOException {
    try (InputStream in = store.open(path)) {
      return new String(in.readNBytes(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode json(Location location, String text, String file) {
    try {
      return LogReader.EXACT_JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw unreadable(location, "its file '%s' is no JSON".formatted(file));
    }
  }

  private static UserException unreadable(Location location, String fact) {
    return UserException.source(
        new Problem(
            "CHECKPOINT_UNREADABLE",
            "Cannot read streaming checkpoint %s: %s.".formatted(location, fact),
            "name the folder that the stream has as checkpointLocation"));
  }
}
