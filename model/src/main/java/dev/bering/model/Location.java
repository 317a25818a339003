package dev.bering.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a table, a file or a folder is: a scheme and an absolute path within it.
 *
 * <p>Text without a scheme is a path of the local file system, taken against the working directory.
 * The path is as the store spells it, never percent-encoded: a {@code %} in it is a {@code %} of
 * the name. Equal locations name the same place, so {@code a/../b} and {@code b} are equal, and so
 * are {@code s3:}, {@code s3a:} and {@code s3n:}, three spellings of one service. Empty parts of a
 * path count for nothing, as with every reader of tables.
 *
 * <p>A location never holds credentials: it is printed in plans, logs and messages.
 *
 * @param scheme {@code file}, {@code s3}, ... in lower case
 * @param path absolute and normalised, without a trailing slash; for other schemes than {@code
 *     file} it starts with the authority, as in {@code //bucket/key}
 */
public record Location(String scheme, String path) {

  private static final Map<String, String> SAME_SERVICE = Map.of("s3a", "s3", "s3n", "s3");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]+)?");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9$-]+@[A-Za-z0-9.-]+");
  private static final Map<String, Pattern> AUTHORITIES =
      Map.of(
          "s3", BUCKET, "abfs", CONTAINER, "abfss", CONTAINER, "wasb", CONTAINER, "wasbs",
          CONTAINER);

  public Location {
    Objects.requireNonNull(scheme, "scheme is null");
    Objects.requireNonNull(path, "path is null");
  }

  /**
   * Reads a location as people write it: {@code dir}, {@code /abs/dir}, {@code file:///abs/dir},
   * {@code s3://bucket/key}, {@code hdfs://host:port/dir}, {@code
   * abfss://container@account.dfs.core.windows.net/dir}.
   *
   * @throws UserException LOCATION_INVALID if the text is empty or no path, or may hold
   *     credentials, which are then not repeated
   */
  public static Location of(String text) {
    int colon = text.indexOf(':');
    boolean hasScheme = colon > 1 && text.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*");
    String scheme = hasScheme ? text.substring(0, colon).toLowerCase(Locale.ROOT) : "file";
    String rest = hasScheme ? text.substring(colon + 1) : text;
    if (rest.isBlank()) {
      throw invalid(text, "it is empty");
    }
    if (!scheme.equals("file")) {
      return inStore(SAME_SERVICE.getOrDefault(scheme, scheme), text, rest);
    }
    if (hasScheme && rest.startsWith("//")) {
      rest = rest.substring(2);
      if (!rest.startsWith("/")) {
        throw invalid(text, "a file location has no host");
      }
    }
    return of(toPath(text, rest));
  }

  private static Location inStore(String scheme, String text, String rest) {
    // Past this point the text may hold a secret: at worst it is shown up to the first '/'.
    String hidden = text.substring(0, text.indexOf(':')) + "://...";
    if (!rest.startsWith("//")) {
      boolean safe = rest.indexOf('@') < 0 && rest.indexOf(':') < 0;
      throw invalid(safe ? text : hidden, "'" + scheme + ":' must be followed by '//'");
    }
    if (scheme.equals("http") || scheme.equals("https")) {
      throw invalid(hidden, "a web address is no store");
    }
    int slash = rest.indexOf('/', 2);
    String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
    Pattern wanted = AUTHORITIES.getOrDefault(scheme, HOST);
    if (!wanted.matcher(authority).matches()) {
      throw invalid(
          hidden,
          "what follows '//' is no %s (credentials do not belong into a location)"
              .formatted(scheme.equals("s3") ? "bucket" : "host"));
    }
    StringBuilder path = new StringBuilder("//").append(authority);
    for (String part : parts(text, slash < 0 ? "" : rest.substring(slash))) {
      path.append('/').append(part);
    }
    return new Location(scheme, path.toString());
  }

  private static Deque<String> parts(String text, String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!part.equals("..")) {
        parts.addLast(part);
      } else if (parts.pollLast() == null) {
        throw invalid(text, "'..' leads out of it");
      }
    }
    return parts;
  }

  /** The location of a local path, taken against the working directory. */
  public static Location of(Path path) {
    return new Location("file", path.toAbsolutePath().normalize().toString());
  }

  private static Path toPath(String text, String rest) {
    try {
      return Path.of(rest);
    } catch (InvalidPathException e) {
      throw invalid(text, e.getReason());
    }
  }

  private static UserException invalid(String text, String fact) {
    return UserException.usage(
        new Problem(
            "LOCATION_INVALID",
            "Cannot read location '%s': %s.".formatted(text, fact),
            "write a path such as data/orders, or a location such as s3://bucket/orders"));
  }

  /** Whether this is on the local file system. */
  public boolean isLocal() {
    return scheme.equals("file");
  }

  /**
   * The local path.
   *
   * @throws UserException LOCATION_NOT_LOCAL if this is in another store
   */
  public Path toPath() {
    if (!isLocal()) {
      throw UserException.usage(
          new Problem(
              "LOCATION_NOT_LOCAL",
              "Cannot open %s: this works on files of the local file system only, not of '%s:'."
                  .formatted(this, scheme),
              "copy or mount it locally first"));
    }
    return Path.of(path);
  }

  /** The bucket, the host with its port, the container with its account; empty for local files. */
  public String authority() {
    if (isLocal()) {
      return "";
    }
    int slash = path.indexOf('/', 2);
    return slash < 0 ? path.substring(2) : path.substring(2, slash);
  }

  /** The path below the authority: empty for the authority itself, else starting with a slash. */
  public String pathInAuthority() {
    return isLocal() ? path : path.substring(2 + authority().length());
  }

  /** The URI, percent-encoded where needed. */
  public URI toUri() {
    if (isLocal()) {
      return Path.of(path).toUri();
    }
    try {
      return new URI(scheme, authority(), pathInAuthority(), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("location without a URI: " + this, e);
    }
  }

  /** The last part of the path: what people call the table. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether this is {@code other} or lies below it. */
  public boolean isWithin(Location other) {
    return scheme.equals(other.scheme)
        && (path.equals(other.path)
            || path.startsWith(other.path.endsWith("/") ? other.path : other.path + "/"));
  }

  /** As people write it: a plain path for local files, a URI otherwise. */
  @Override
  public String toString() {
    return isLocal() ? path : scheme + ":" + path;
  }
}
