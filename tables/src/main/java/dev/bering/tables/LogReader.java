package dev.bering.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the actions of JSON log files: commits and JSON checkpoints. Unknown actions and unknown
 * fields are passed over here because the bytes are copied as they are.
 */
public final class LogReader {

  private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);

  /** Reads and writes actions so that every number stays as it is written. */
  public static final JsonMapper EXACT_JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Store store;

  /** A reader of the table at the root of {@code store}. */
  public LogReader(Store store) {
    this.store = store;
  }

  /**
   * Hands on every action of a file in its order.
   *
   * @throws UserException DELTA_LOG_CORRUPT if a line is not what the protocol allows
   */
  public void read(String path, LogAction.Sink sink) throws IOException {
    read(path, () -> store.open(path), sink);
  }

  /**
   * As {@link #read(String, LogAction.Sink)}, from {@code content}, which is told of as {@code
   * path}.
   */
  public void read(String path, Content content, LogAction.Sink sink) throws IOException {
    int line = 1;
    try (InputStream in = content.open();
        MappingIterator<JsonNode> lines = JSON.readValues(in)) {
      while (lines.hasNextValue()) {
        JsonNode action = lines.nextValue();
        if (!action.isObject()) {
          throw corrupt(path, line, "it is no JSON object", null);
        }
        parse(path, line, action, sink);
        line++;
      }
    } catch (JsonProcessingException e) {
      throw corrupt(path, line, e.getOriginalMessage(), e);
    }
  }

  /** Hears whole actions, each an object with one field that is named after the action. */
  @FunctionalInterface
  public interface TreeSink {
    /** Called once for each action, those that nobody knows among them. */
    void accept(ObjectNode action) throws IOException;
  }

  /**
   * Hands on every action of a file as it stands there: with every field, and every number as it is
   * written.
   *
   * @throws UserException DELTA_LOG_CORRUPT if a line is no JSON object
   */
  public void readTrees(String path, TreeSink sink) throws IOException {
    int line = 1;
    try (InputStream in = store.open(path);
        MappingIterator<JsonNode> lines = EXACT_JSON.readerFor(JsonNode.class).readValues(in)) {
      while (lines.hasNextValue()) {
        if (!(lines.nextValue() instanceof ObjectNode action)) {
          throw corrupt(path, line, "it is no JSON object", null);
        }
        sink.accept(action);
        line++;
      }
    } catch (JsonProcessingException e) {
      throw corrupt(path, line, e.getOriginalMessage(), e);
    }
  }

  /**
   * The version that a {@code _last_checkpoint} names; -1 if it is no such hint, as readers see it.
   */
  public static long hintedVersion(byte[] hint) {
    try {
      return JSON.readTree(hint).path("version").asLong(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  /** What an action's {@code add} says of its file. */
  public LogAction.Add add(String where, JsonNode add) {
    return new Fields(where, 1, add).add();
  }

  /** What an action's {@code remove} says of its file. */
  public LogAction.Remove remove(String where, JsonNode remove) {
    return new Fields(where, 1, remove).remove();
  }

  /** What an action's {@code protocol} asks for. */
  public LogAction.Protocol protocol(String where, JsonNode protocol) {
    return new Fields(where, 1, protocol).protocol();
  }

  /**
   * The in-commit timestamp of a commit, which stands in its first action; empty if it has none.
   */
  public Optional<Instant> inCommitTime(String path) throws IOException {
    try (InputStream in = store.open(path);
        MappingIterator<JsonNode> lines = JSON.readValues(in)) {
      if (!lines.hasNextValue()) {
        return Optional.empty();
      }
      JsonNode time = lines.nextValue().path("commitInfo").path("inCommitTimestamp");
      return time.canConvertToLong()
          ? Optional.of(Instant.ofEpochMilli(time.longValue()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw corrupt(path, 1, e.getOriginalMessage(), e);
    }
  }

  private void parse(String path, int line, JsonNode node, LogAction.Sink sink) throws IOException {
    Fields action = new Fields(path, line, node);
    hand(action.object("add").map(Fields::add), sink);
    hand(action.object("remove").map(Fields::remove), sink);
    hand(
        action
            .object("cdc")
            .map(cdc -> new LogAction.Change(cdc.text("path"), cdc.number("size", 0))),
        sink);
    hand(
        action
            .object("sidecar")
            .map(file -> new LogAction.Sidecar(file.text("path"), file.number("sizeInBytes", 0))),
        sink);
    hand(action.object("protocol").map(Fields::protocol), sink);
    hand(
        action.object("metaData").map(metadata -> new LogAction.Metadata(metadata.text("id"))),
        sink);
  }

  private static void hand(Optional<? extends LogAction> action, LogAction.Sink sink)
      throws IOException {
    if (action.isPresent()) {
      sink.accept(action.get());
    }
  }

  private UserException corrupt(String path, int line, String fact, @Nullable Throwable cause) {
    Problem problem =
        new Problem(
            "DELTA_LOG_CORRUPT",
            "Cannot read %s: line %d of %s is not a Delta action (%s)."
                .formatted(store.name(), line, path, fact),
            "restore the file from a backup, or clone from a healthy copy of the table");
    return cause == null ? UserException.source(problem) : UserException.source(problem, cause);
  }

  /** One JSON object of a log line, with where it stands. */
  private final class Fields {
    private final String path;
    private final int line;
    private final JsonNode node;

    Fields(String path, int line, JsonNode node) {
      this.path = path;
      this.line = line;
      this.node = node;
    }

    Optional<Fields> object(String name) {
      JsonNode value = node.get(name);
      if (value == null || value.isNull()) {
        return Optional.empty();
      }
      if (!value.isObject()) {
        throw corrupt(path, line, "'%s' is no object".formatted(name), null);
      }
      return Optional.of(new Fields(path, line, value));
    }

    String text(String name) {
      JsonNode value = node.get(name);
      if (value == null || !value.isTextual()) {
        throw corrupt(path, line, "'%s' is missing or no text".formatted(name), null);
      }
      return value.textValue();
    }

    long number(String name, long absent) {
      JsonNode value = node.get(name);
      if (value == null || value.isNull()) {
        return absent;
      }
      if (!value.canConvertToLong()) {
        throw corrupt(path, line, "'%s' is no number".formatted(name), null);
      }
      return value.longValue();
    }

    List<String> texts(String name) {
      JsonNode value = node.get(name);
      List<String> texts = new ArrayList<>();
      if (value != null && !value.isNull()) {
        for (JsonNode element : value) {
          if (!element.isTextual()) {
            throw corrupt(path, line, "'%s' holds something else than text".formatted(name), null);
          }
          texts.add(element.textValue());
        }
      }
      return texts;
    }

    LogAction.Add add() {
      return new LogAction.Add(text("path"), number("size", 0), deletionVector());
    }

    LogAction.Remove remove() {
      return new LogAction.Remove(
          text("path"), deletionVector(), node.path("dataChange").asBoolean(true));
    }

    LogAction.Protocol protocol() {
      return new LogAction.Protocol(
          Math.toIntExact(number("minReaderVersion", 0)),
          Math.toIntExact(number("minWriterVersion", 0)),
          texts("readerFeatures"),
          texts("writerFeatures"));
    }

    private Optional<DeletionVector> deletionVector() {
      return object("deletionVector")
          .map(
              vector ->
                  new DeletionVector(
                      vector.text("storageType"),
                      vector.text("pathOrInlineDv"),
                      Math.toIntExact(vector.number("offset", 0)),
                      Math.toIntExact(vector.number("sizeInBytes", 0))));
    }
  }
}
