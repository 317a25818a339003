package dev.bering.clone.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.bering.model.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rewrites locations in text files of one JSON value a line: every text that is one of the old
 * locations, or lies below one, gets the new one in its place. All other bytes stay.
 */
final class PrefixMoves {

  private static final JsonFactory JSON = new JsonFactory();

  /** How one service is spelled, by who reads it. */
  private static final List<String> S3_SCHEMES = List.of("s3", "s3a", "s3n");

  private final Map<String, String> prefixes = new LinkedHashMap<>();

  /** Moves from the keys to the values; where one key lies below another, it must come first. */
  PrefixMoves(Map<Location, Location> moves) {
    moves.forEach(
        (from, to) -> {
          if (from.isLocal()) {
            spell(from.toUri().getRawPath(), to.toUri().getRawPath(), to.isLocal(), to);
          } else if (from.scheme().equals("s3")) {
            S3_SCHEMES.forEach(
                scheme ->
                    prefixes.put(
                        scheme + ":" + from.path(),
                        to.scheme().equals("s3") ? scheme + ":" + to.path() : to.toString()));
          } else {
            prefixes.put(from.toString(), to.toString());
          }
        });
  }

  /** The ways in which Hadoop and Java write one local path. */
  private void spell(String from, String to, boolean local, Location target) {
    String old = withoutSlash(from);
    String plain = local ? withoutSlash(to) : target.toString();
    prefixes.put("file://" + old, local ? "file://" + plain : plain);
    prefixes.put("file:" + old, local ? "file:" + plain : plain);
    prefixes.put(old, plain);
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** The same text with every location moved. */
  byte[] apply(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 256);
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || text[i] == '\n') {
        line(text, start, i, out);
        if (i < text.length) {
          out.write('\n');
        }
        start = i + 1;
      }
    }
    return out.toByteArray();
  }

  private void line(byte[] text, int start, int end, ByteArrayOutputStream out) throws IOException {
    List<int[]> places = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text, start, end - start)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          int from = (int) parser.currentTokenLocation().getByteOffset();
          Optional<String> moved = move(parser.getText());
          if (moved.isPresent()) {
            places.add(new int[] {from, (int) parser.currentLocation().getByteOffset()});
            values.add(moved.get());
          }
        }
      }
    } catch (JsonProcessingException e) {
      places.clear(); // a version line such as v1
    }
    int done = start;
    for (int i = 0; i < places.size(); i++) {
      out.write(text, done, start + places.get(i)[0] - done);
      String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(values.get(i)));
      out.writeBytes(('"' + quoted + '"').getBytes(StandardCharsets.UTF_8));
      done = start + places.get(i)[1];
    }
    out.write(text, done, Math.max(0, end - done));
  }

  private Optional<String> move(String text) {
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
      String old = prefix.getKey();
      if (text.equals(old) || text.startsWith(old + "/")) {
        return Optional.of(prefix.getValue() + text.substring(old.length()));
      }
    }
    return Optional.empty();
  }
}
