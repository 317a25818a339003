package dev.bering.tables;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path as a Delta log spells it, understood (Delta protocol, "Add File and Remove File": a URI
 * reference of RFC 2396, relative to the table's root or absolute).
 */
public sealed interface DataPath {

  /**
   * Below the table's root.
   *
   * @param path decoded and normalised
   */
  record Relative(String path) implements DataPath {}

  /** Outside the table, or not to be understood. */
  record Unusable(String fact) implements DataPath {}

  /** Understands {@code text}. */
  static DataPath of(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return new Unusable("path '%s' is no URI (%s)".formatted(text, e.getReason()));
    }
    if (uri.isAbsolute() || text.startsWith("/")) {
      return new Unusable("path '%s' is absolute".formatted(text));
    }
    String decoded = uri.getPath();
    if (decoded == null
        || decoded.isEmpty()
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      return new Unusable("path '%s' names no file".formatted(text));
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : decoded.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          return new Unusable("path '%s' leaves the table's folder".formatted(text));
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return parts.isEmpty()
        ? new Unusable("path '%s' names no file".formatted(text))
        : new Relative(String.join("/", parts));
  }
}
