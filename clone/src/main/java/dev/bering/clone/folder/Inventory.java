package dev.bering.clone.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Sorter;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The note at a target that says which state of which file it holds, so that a file that was
 * overwritten at the source is noticed though its name, and perhaps its length, are what they were.
 * A run writes it twice: before the first copy, with what is about to be copied, and after the
 * last. One JSON object a line, the first of which tells the format.
 */
final class Inventory {

  static final String PATH = Store.OWN_FOLDER + "/folder.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "{\"format\":1}";

  private Inventory() {}

  /**
   * Hands on what the target's inventory says; nothing if it has none.
   *
   * @throws UserException CLONE_INVENTORY_UNREADABLE
   */
  static void read(Store target, Sorter.Sink<Held> sink) throws IOException {
    if (target.status(PATH).isEmpty()) {
      return;
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(target.open(PATH), StandardCharsets.UTF_8))) {
      if (!HEADER.equals(lines.readLine())) {
        throw unreadable(target);
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<Held> held;
        try {
          held = parse(JSON.readTree(line));
        } catch (JsonProcessingException | DateTimeException e) {
          throw unreadable(target);
        }
        sink.accept(held.orElseThrow(() -> unreadable(target)));
      }
    }
  }

  private static Optional<Held> parse(JsonNode json) {
    return json.path("path").isTextual() && isMark(json)
        ? Optional.of(
            new Held(
                json.path("path").textValue(),
                mark(json),
                isMark(json.path("over"))
                    ? Optional.of(mark(json.path("over")))
                    : Optional.empty()))
        : Optional.empty();
  }

  private static boolean isMark(JsonNode json) {
    return json.path("size").isIntegralNumber() && json.path("modified").isTextual();
  }

  private static FileMark mark(JsonNode json) {
    return new FileMark(
        json.path("size").longValue(),
        Instant.parse(json.path("modified").textValue()),
        json.path("tag").asText(""));
  }

  private static UserException unreadable(Store target) {
    return UserException.usage(
        new Problem(
            "CLONE_INVENTORY_UNREADABLE",
            "Cannot clone to %s: its %s is not what this version writes."
                .formatted(target.name(), PATH),
            "use the Bering that made it, or clone into a new folder"));
  }

  /** Writes an inventory to a file of this machine. */
  static final class Writing implements AutoCloseable {
    private final Writer out;

    Writing(Path file) throws IOException {
      this.out = new BufferedWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), 1 << 16);
      out.write(HEADER);
      out.write('\n');
    }

    void add(Held held) throws IOException {
      ObjectNode line = JSON.createObjectNode().put("path", held.path());
      put(line, held.source());
      if (held.over().isPresent()) {
        put(line.putObject("over"), held.over().get());
      }
      out.write(JSON.writeValueAsString(line));
      out.write('\n');
    }

    private static void put(ObjectNode json, FileMark mark) {
      json.put("size", mark.sizeBytes()).put("modified", mark.modified().toString());
      if (!mark.tag().isEmpty()) {
        json.put("tag", mark.tag());
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
