package dev.bering.tables.iceberg;

import dev.bering.model.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path as Iceberg metadata spells it: absolute, literal, never percent-encoded. One place has
 * several spellings; the canonical one makes them comparable.
 */
public final class RecordedPath {

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");
  private static final Pattern S3 = Pattern.compile("s3[an]?");
  private static final Pattern REMOTE = Pattern.compile("//[^/]+(/.*)?");

  private RecordedPath() {}

  /** A path that cannot be followed. */
  public static final class UnusablePath extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why. */
    public UnusablePath(String fact) {
      super(fact);
    }
  }

  /**
   * The one spelling: {@code file:/path} or {@code scheme://authority/path}, without a slash at the
   * end. What follows the scheme stays literal, but that a local path's repeated slashes are one.
   */
  public static String canonical(String text) throws UnusablePath {
    Matcher matcher = SCHEME.matcher(text);
    boolean hasScheme = matcher.matches();
    String scheme = hasScheme ? matcher.group(1).toLowerCase(java.util.Locale.ROOT) : "file";
    String rest = withoutTrailingSlash(hasScheme ? matcher.group(2) : text);
    for (String segment : rest.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw new UnusablePath("path '%s' has a segment '%s'".formatted(text, segment));
      }
    }
    if (scheme.equals("file")) {
      if (hasScheme && rest.startsWith("//") && !rest.startsWith("///")) {
        throw new UnusablePath("path '%s' names a host".formatted(text));
      }
      if (!rest.startsWith("/")) {
        throw new UnusablePath("path '%s' is not absolute".formatted(text));
      }
      return "file:" + rest.replaceAll("/+", "/");
    }
    if (!REMOTE.matcher(rest).matches()) {
      throw new UnusablePath("path '%s' names no bucket or host".formatted(text));
    }
    if (rest.indexOf("//", 2) >= 0) {
      throw new UnusablePath("path '%s' has an empty segment".formatted(text));
    }
    return (S3.matcher(scheme).matches() ? "s3" : scheme) + ":" + rest;
  }

  /** Whether two locations are one place: the same path, or a path through a link. */
  public static boolean isSamePlace(Location one, Location other) throws UnusablePath {
    if (canonical(one.toString()).equals(canonical(other.toString()))) {
      return true;
    }
    try {
      return one.isLocal()
          && other.isLocal()
          && Files.exists(one.toPath())
          && Files.exists(other.toPath())
          && Files.isSameFile(one.toPath(), other.toPath());
    } catch (IOException e) {
      return false; // what cannot be looked at is not known to be the same
    }
  }

  /** Whether a canonical path is a canonical prefix or lies below it. */
  public static boolean isWithin(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  private static String withoutTrailingSlash(String text) {
    int end = text.length();
    while (end > 1 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }
}
