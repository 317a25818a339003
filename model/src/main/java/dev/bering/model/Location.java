package dev.bering.model;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a table, a file or a folder is: a scheme and an absolute path within it.
 *
 * <p>Text without a scheme is a path of the local file system, taken against the working directory.
 * The path is as the store spells it, never percent-encoded: a {@code %} in it is a {@code %} of
 * the name. Equal locations name the same place, so {@code a/../b} and {@code b} are equal.
 *
 * @param scheme {@code file}, {@code s3}, ... in lower case
 * @param path absolute and normalised, without a trailing slash; for other schemes than {@code
 *     file} it starts with the authority, as in {@code //bucket/key}
 */
public record Location(String scheme, String path) {

  public Location {
    Objects.requireNonNull(scheme, "scheme is null");
    Objects.requireNonNull(path, "path is null");
  }

  /**
   * Reads a location as people write it: {@code dir}, {@code /abs/dir}, {@code file:///abs/dir},
   * {@code s3://bucket/key}.
   *
   * @throws UserException LOCATION_INVALID if the text is empty or no path
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
      if (!rest.startsWith("//")) {
        throw invalid(text, "'" + scheme + ":' must be followed by '//'");
      }
      return new Location(scheme, "/" + Path.of(rest).normalize());
    }
    if (hasScheme && rest.startsWith("//")) {
      rest = rest.substring(2);
      if (!rest.startsWith("/")) {
        throw invalid(text, "a file location has no host");
      }
    }
    return of(toPath(text, rest));
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
            "write a path such as data/orders or /data/orders"));
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
              "Cannot open %s: this version reads and writes the local file system only, not '%s:'."
                  .formatted(this, scheme),
              "copy or mount it locally first"));
    }
    return Path.of(path);
  }

  /** The URI as Hadoop and Delta spell it, percent-encoded where needed. */
  public URI toUri() {
    return isLocal() ? Path.of(path).toUri() : URI.create(scheme + ":" + path);
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
