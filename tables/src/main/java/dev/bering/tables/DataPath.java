package dev.bering.tables;

import dev.bering.model.Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;

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

  /**
   * Named by its whole location, which may still be below the table's root.
   *
   * @param location decoded and normalised
   */
  record Absolute(Location location) implements DataPath {}

  /** Leaving the table's root by a relative path, or not to be understood. */
  record Unusable(String fact) implements DataPath {}

  /**
   * Understands {@code text} of the log of {@code table}. A path that begins with a slash and names
   * no store is one of the table's own store, as references are resolved (RFC 2396, section 5.2).
   */
  static DataPath of(String text, Location table) {
    DataPath path = of(text);
    if (table.isLocal() || !text.startsWith("/") || !(path instanceof Absolute absolute)) {
      return path;
    }
    if (text.startsWith("//")) {
      return new Unusable("path '%s' names a store and not what kind".formatted(text));
    }
    return new Absolute(
        Location.of(
            "%s://%s%s".formatted(table.scheme(), table.authority(), absolute.location().path())));
  }

  /** Understands {@code text}, where the table is on the local file system. */
  static DataPath of(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return new Unusable("path '%s' is no URI (%s)".formatted(text, e.getReason()));
    }
    String decoded = uri.getPath();
    if (decoded == null
        || decoded.isEmpty()
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      return new Unusable("path '%s' names no file".formatted(text));
    }
    if (uri.isAbsolute() || text.startsWith("/")) {
      return absolute(uri, decoded);
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

  /**
   * How a log spells a path below the table's root. Names stay what they are: nothing in them is
   * normalised, and a percent sign becomes {@code %25}.
   */
  static String spelling(String path) {
    String plain = "/-_.!~*'()@&=+$,;"; // besides letters and digits (RFC 2396, "Path Component")
    StringBuilder text = new StringBuilder(path.length() + 16);
    boolean first = true;
    for (byte unit : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (unit & 0xff);
      first &= c != '/';
      // A colon in the first segment would end a scheme.
      if (c < 0x80
          && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0 || (c == ':' && !first))) {
        text.append(c);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
      }
    }
    return text.toString();
  }

  private static DataPath absolute(URI uri, String decoded) {
    String scheme = uri.getScheme() == null ? "file" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return new Absolute(Location.of(Path.of(decoded)));
    }
    String authority = uri.getRawAuthority();
    return authority == null
        ? new Unusable("path '%s' names no store".formatted(uri))
        : new Absolute(Location.of(scheme + "://" + authority + decoded));
  }
}
