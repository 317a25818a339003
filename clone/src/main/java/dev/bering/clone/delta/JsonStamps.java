package dev.bering.clone.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.tables.LogReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts times into JSON log files. Lines that hold no rule of the table stay as they are; the line
 * with the commit's own story becomes the first, as readers look for the time there.
 */
final class JsonStamps {

  private static final JsonMapper JSON = LogReader.EXACT_JSON;

  private final StampRules rules;

  JsonStamps(StampRules rules) {
    this.rules = rules;
  }

  /**
   * Copies a log file.
   *
   * @param time of the commit; empty for files that are none
   * @param scratch a file that may be written
   */
  void rewrite(InputStream in, OptionalLong time, Path scratch, OutputStream out)
      throws IOException {
    ObjectNode story = JSON.createObjectNode();
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        OutputStream rest = Files.newOutputStream(scratch)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ObjectNode changed = rule(line, time.isPresent());
        if (changed != null && changed.get("commitInfo") instanceof ObjectNode info) {
          story = info;
        } else {
          rest.write(
              changed == null
                  ? line.getBytes(StandardCharsets.UTF_8)
                  : JSON.writeValueAsBytes(changed));
          rest.write('\n');
        }
      }
    }
    if (time.isPresent()) {
      if (!story.has("timestamp")) {
        story.put("timestamp", time.getAsLong());
      }
      story.put("inCommitTimestamp", time.getAsLong());
      ObjectNode first = JSON.createObjectNode();
      first.set("commitInfo", story);
      out.write(JSON.writeValueAsBytes(first));
      out.write('\n');
    }
    Files.copy(scratch, out);
    Files.delete(scratch);
  }

  /** The action of a line that is to be changed or moved; null for every other. */
  private @Nullable ObjectNode rule(String line, boolean commit) throws IOException {
    boolean mayBe =
        line.contains("\"protocol\"")
            || line.contains("\"metaData\"")
            || (commit && line.contains("\"commitInfo\""));
    if (!mayBe || !(JSON.readTree(line) instanceof ObjectNode action)) {
      return null;
    }
    if (action.get("protocol") instanceof ObjectNode protocol) {
      rules.toProtocol(protocol);
      return action;
    }
    if (action.get("metaData") instanceof ObjectNode metadata) {
      rules.toMetadata(metadata);
      return action;
    }
    return commit && action.get("commitInfo") instanceof ObjectNode ? action : null;
  }

  /** The checksum of a version that bears a time; what is no JSON object is of use to nobody. */
  byte[] checksum(byte[] text, long time) throws IOException {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return text;
    }
    if (!(tree instanceof ObjectNode checksum)) {
      return text;
    }
    if (checksum.get("protocol") instanceof ObjectNode protocol) {
      rules.toProtocol(protocol);
    }
    if (checksum.get("metadata") instanceof ObjectNode metadata) {
      rules.toMetadata(metadata);
    }
    checksum.put("inCommitTimestampOpt", time);
    return JSON.writeValueAsBytes(checksum);
  }
}
