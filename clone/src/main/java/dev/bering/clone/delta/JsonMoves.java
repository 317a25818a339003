package dev.bering.clone.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.bering.tables.DeletionVector;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the paths in JSON log files. Only the bytes of the values that change are replaced;
 * every other byte stays, actions and fields that nobody here knows among them.
 */
final class JsonMoves {

  private static final JsonFactory JSON = new JsonFactory();

  /** Where a checksum file lists the files of its version, if it does. */
  private static final String FILES_OF_CHECKSUM = "allFiles";

  private final LogMoves moves;

  JsonMoves(LogMoves moves) {
    this.moves = moves;
  }

  /** Copies a log file, line by line. */
  void rewrite(InputStream in, OutputStream out) throws IOException {
    InputStream buffered = new BufferedInputStream(in, 1 << 16);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = buffered.read(); next >= 0; next = buffered.read()) {
      if (next == '\n') {
        out.write(rewrite(line.toByteArray()));
        out.write('\n');
        line.reset();
      } else {
        line.write(next);
      }
    }
    out.write(rewrite(line.toByteArray()));
  }

  /**
   * Copies a file that is one JSON value, however many lines it takes.
   *
   * @return false if it is none, and then no reader goes by it
   */
  boolean rewriteWhole(byte[] value, OutputStream out) throws IOException {
    try {
      out.write(rewrite(value));
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** A value in a line. */
  private record Value(String text, int start, int end) {}

  /** What takes the place of a value. */
  private record Edit(Value value, String replacement) {}

  private byte[] rewrite(byte[] line) throws IOException {
    List<Edit> edits = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String action = parser.currentName();
          parser.nextToken();
          if (parser.currentToken() == JsonToken.START_OBJECT) {
            edit(action, fields(parser, ""), edits);
          } else if (action.equals(FILES_OF_CHECKSUM)
              && parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
              edit("add", fields(parser, ""), edits);
            }
          } else {
            parser.skipChildren();
          }
        }
      }
    }
    return edits.isEmpty() ? line : apply(line, edits);
  }

  /** The scalar fields of an object and, with a dot, of its deletion vector. */
  private static Map<String, Value> fields(JsonParser parser, String prefix) throws IOException {
    Map<String, Value> fields = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && name.equals("deletionVector")) {
        fields.putAll(fields(parser, "deletionVector."));
      } else if (token.isScalarValue()) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String text = parser.getText();
        fields.put(name, new Value(text, start, (int) parser.currentLocation().getByteOffset()));
      } else {
        parser.skipChildren();
      }
    }
    return fields;
  }

  private void edit(String action, Map<String, Value> fields, List<Edit> edits) throws IOException {
    Value path = fields.get("path");
    if (path == null) {
      return;
    }
    switch (action) {
      case "add", "remove", "cdc" -> {
        editText(path, moves.path(path.text()), edits);
        editVector(fields, edits);
      }
      case "sidecar" -> {
        Value size = fields.get("sizeInBytes");
        if (size != null) {
          edits.add(new Edit(size, Long.toString(moves.sidecarSizeBytes(path.text()))));
        }
      }
      default -> {
        // No other action names a file of the table.
      }
    }
  }

  private void editVector(Map<String, Value> fields, List<Edit> edits) throws IOException {
    Value type = fields.get("deletionVector.storageType");
    Value path = fields.get("deletionVector.pathOrInlineDv");
    if (type == null || path == null) {
      return;
    }
    DeletionVector moved =
        moves.vector(
            new DeletionVector(
                type.text(),
                path.text(),
                number(fields.get("deletionVector.offset")),
                number(fields.get("deletionVector.sizeInBytes"))));
    editText(type, moved.storageType(), edits);
    editText(path, moved.pathOrInline(), edits);
  }

  private static int number(@Nullable Value value) {
    return value == null || value.text().equals("null") ? 0 : Integer.parseInt(value.text());
  }

  private static void editText(Value value, String text, List<Edit> edits) {
    if (!value.text().equals(text)) {
      String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
      edits.add(new Edit(value, '"' + quoted + '"'));
    }
  }

  private static byte[] apply(byte[] line, List<Edit> edits) {
    edits.sort((a, b) -> Integer.compare(a.value().start(), b.value().start()));
    ByteArrayOutputStream out = new ByteArrayOutputStream(line.length + 64);
    int from = 0;
    for (Edit edit : edits) {
      out.write(line, from, edit.value().start() - from);
      out.writeBytes(edit.replacement().getBytes(StandardCharsets.UTF_8));
      from = edit.value().end();
    }
    out.write(line, from, line.length - from);
    return out.toByteArray();
  }
}
