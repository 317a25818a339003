package dev.bering.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A line of Prometheus's text format, version 0.0.4, without a time of its own.
 *
 * @param tags its labels, in their order
 */
record Sample(String name, Map<String, String> tags, double value) {

  Sample {
    tags = Map.copyOf(tags);
  }

  /** Empty if it is none: a comment, an empty line, or whatever else. */
  static Optional<Sample> of(String line) {
    int blank = line.lastIndexOf(' ');
    if (line.startsWith("#") || blank < 1) {
      return Optional.empty();
    }
    int open = line.indexOf('{');
    if (open < 0 || open > blank) {
      return number(line.substring(blank + 1))
          .map(value -> new Sample(line.substring(0, blank), Map.of(), value));
    }
    if (line.charAt(blank - 1) != '}') {
      return Optional.empty();
    }
    return tags(line.substring(open + 1, blank - 1))
        .flatMap(
            tags ->
                number(line.substring(blank + 1))
                    .map(value -> new Sample(line.substring(0, open), tags, value)));
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * {@code name="value",...}, in which a value's {@code \}, {@code "} and line ends are escaped.
   */
  private static Optional<Map<String, String>> tags(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      int quote = text.indexOf("=\"", at);
      if (quote < 0) {
        return Optional.empty();
      }
      StringBuilder value = new StringBuilder();
      int next = quote + 2;
      while (next < text.length() && text.charAt(next) != '"') {
        char letter = text.charAt(next++);
        if (letter == '\\' && next < text.length()) {
          char escaped = text.charAt(next++);
          letter = escaped == 'n' ? '\n' : escaped;
        }
        value.append(letter);
      }
      if (next >= text.length()) {
        return Optional.empty();
      }
      tags.put(text.substring(at, quote), value.toString());
      at = next + 1;
      if (at < text.length() && text.charAt(at++) != ',') {
        return Optional.empty();
      }
    }
    return Optional.of(tags);
  }
}
