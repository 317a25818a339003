package dev.bering.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the actions of JSON log files: commits and JSON checkpoints. Unknown actions and unknown
 * fields are passed over here because the bytes are copied as they are.
 */
public final class LogReader {

  private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);

  private final Store store;

  public LogReader(Store store) {
    this.store = store;
  }

  /**
   * Hands on every action of a file in its order.
   *
   * @throws UserException DELTA_LOG_CORRUPT if a line is not what the protocol allows
   */
  public void read(String path, Consumer<LogAction> sink) throws IOException {
    int line = 1;
    try (InputStream in = store.open(path);
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

  private void parse(String path, int line, JsonNode node, Consumer<LogAction> sink) {
    Fields action = new Fields(path, line, node);
    action.object("add").ifPresent(add -> sink.accept(add.add()));
    action.object("remove").ifPresent(remove -> sink.accept(remove.remove()));
    action
        .object("cdc")
        .ifPresent(
            cdc -> sink.accept(new LogAction.Change(cdc.text("path"), cdc.number("size", 0))));
    action
        .object("sidecar")
        .ifPresent(
            sidecar ->
                sink.accept(
                    new LogAction.Sidecar(sidecar.text("path"), sidecar.number("sizeInBytes", 0))));
    action.object("protocol").ifPresent(protocol -> sink.accept(protocol.protocol()));
    action
        .object("metaData")
        .ifPresent(metadata -> sink.accept(new LogAction.Metadata(metadata.text("id"))));
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
      return new LogAction.Remove(text("path"), deletionVector());
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
