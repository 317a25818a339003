package dev.bering.clone.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.tables.LiveFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A data file and the rows that were in its range of the key when it was read. The range and the
 * fingerprint stand in the file's tags in the Delta log, so that they change in the same commit as
 * the rows.
 */
record Chunk(KeyRange range, Fingerprint fingerprint, LiveFile file) {

  private static final String AFTER = "bering.after";
  private static final String UP_TO = "bering.upTo";
  private static final String FINGERPRINT = "bering.fingerprint";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The file with tags that say what this says. */
  LiveFile tagged() {
    return file.withTags(
        Map.of(
            AFTER, json(range.after()),
            UP_TO, json(range.upTo()),
            FINGERPRINT, fingerprint.text()));
  }

  private static String json(List<String> key) {
    try {
      return JSON.writeValueAsString(key);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a live file's tags say; empty if no clone has written them. */
  static Optional<Chunk> of(LiveFile file) {
    String after = file.tags().get(AFTER);
    String upTo = file.tags().get(UP_TO);
    String fingerprint = file.tags().get(FINGERPRINT);
    if (after == null || upTo == null || fingerprint == null) {
      return Optional.empty();
    }
    try {
      TypeReference<List<String>> texts = new TypeReference<>() {};
      return Optional.of(
          new Chunk(
              new KeyRange(JSON.readValue(after, texts), JSON.readValue(upTo, texts)),
              Fingerprint.of(fingerprint),
              file));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
