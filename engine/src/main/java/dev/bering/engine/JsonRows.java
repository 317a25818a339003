package dev.bering.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.WholeGzip;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The objects of a JSON file, one after the other or in one list (RFC 8259). Every value arrives as
 * text; the file is read as it is written, and nothing in it is passed over.
 */
final class JsonRows {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final TableSnapshot.Json json;

  JsonRows(TableSnapshot.Json json) {
    this.json = json;
  }

  /** A value that is not null. */
  record Value(TextContent content, String text, int line) {}

  /** Hears of objects in their order. */
  interface Sink {
    /**
     * One object.
     *
     * @param values by name, without those that are null
     * @param names of all its members, in order
     */
    void row(Map<String, Value> values, List<String> names) throws IOException;
  }

  /**
   * Hands on every object.
   *
   * @throws UserException JSON_MALFORMED with the line, TABLE_UNREADABLE
   */
  void read(Sink sink) {
    try (JsonParser parser = JSON.createParser(WholeGzip.open(json.file()))) {
      JsonToken first = parser.nextToken();
      boolean listed = first == JsonToken.START_ARRAY;
      JsonToken token = listed ? parser.nextToken() : first;
      while (token != null && token != JsonToken.END_ARRAY) {
        if (token != JsonToken.START_OBJECT) {
          throw malformed(parser.currentTokenLocation().getLineNr(), "it is no object");
        }
        row(parser, sink);
        token = parser.nextToken();
      }
      if (token == JsonToken.END_ARRAY && (!listed || parser.nextToken() != null)) {
        throw malformed(
            parser.currentTokenLocation().getLineNr(), "something follows the end of the list");
      }
      if (listed && token == null) {
        throw malformed(parser.currentLocation().getLineNr(), "the list does not end");
      }
    } catch (JsonProcessingException e) {
      throw malformed(
          e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e.getOriginalMessage());
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "TABLE_UNREADABLE",
              "Cannot read %s: %s.".formatted(json.location(), e.getMessage()),
              "check that the file is complete and readable"),
          e);
    }
  }

  private UserException malformed(int line, String fact) {
    String reason = fact.lines().findFirst().orElse(fact).strip().replaceFirst("[.]$", "");
    return UserException.source(
        new Problem(
            "JSON_MALFORMED",
            "Cannot read %s: line %d is malformed, %s.".formatted(json.location(), line, reason),
            "mend the line; nothing is skipped"));
  }

  private void row(JsonParser parser, Sink sink) throws IOException {
    Map<String, Value> values = new TreeMap<>();
    List<String> names = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = sound(parser.currentName(), parser.currentTokenLocation().getLineNr());
      names.add(name);
      JsonToken token = parser.nextToken();
      int line = parser.currentTokenLocation().getLineNr();
      if (token != JsonToken.VALUE_NULL) {
        values.put(name, new Value(content(parser, token, line), text(parser, token, line), line));
      }
    }
    sink.row(values, names);
  }

  private TextContent content(JsonParser parser, JsonToken token, int line) throws IOException {
    return switch (token) {
      case VALUE_STRING -> TextContent.TEXT;
      case VALUE_TRUE, VALUE_FALSE -> TextContent.TRUTH;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          isOfDouble(parser.getText(), line) ? TextContent.NUMBER : TextContent.LONG_NUMBER;
      default -> TextContent.NESTED;
    };
  }

  private boolean isOfDouble(String number, int line) {
    try {
      return JsonNumber.isOfDouble(number);
    } catch (ArithmeticException e) {
      throw malformed(line, String.valueOf(e.getMessage()));
    }
  }

  private String text(JsonParser parser, JsonToken token, int line) throws IOException {
    return switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText(), line);
      case START_OBJECT, START_ARRAY -> nested(parser, token, line);
      default -> sound(parser.getText(), line);
    };
  }

  /** UTF-8 has no half characters: an engine would take another one for them. */
  private String sound(String text, int line) {
    boolean half =
        text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    if (half) {
      throw malformed(line, "a text or name holds half of a surrogate pair");
    }
    return text;
  }

  private String number(String spelled, int line) {
    try {
      return JsonNumber.text(spelled);
    } catch (ArithmeticException e) {
      throw malformed(line, String.valueOf(e.getMessage()));
    }
  }

  /** As JSON without blanks, keys in order, so that equal values have equal texts. */
  private String nested(JsonParser parser, JsonToken token, int line) throws IOException {
    if (token == JsonToken.START_ARRAY) {
      List<String> elements = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        elements.add(nested(parser, next, line));
      }
      return "[" + String.join(",", elements) + "]";
    }
    if (token == JsonToken.START_OBJECT) {
      Map<String, String> members = new TreeMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = sound(parser.currentName(), line);
        members.put(name, nested(parser, parser.nextToken(), line));
      }
      List<String> parts = new ArrayList<>();
      members.forEach((name, value) -> parts.add(quoted(name) + ":" + value));
      return "{" + String.join(",", parts) + "}";
    }
    return token == JsonToken.VALUE_STRING
        ? quoted(sound(parser.getText(), line))
        : text(parser, token, line);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
