package dev.bering.stores;

import java.util.Optional;
import java.util.regex.Pattern;

/** The paths below a root that mean the same in every store. */
final class StorePaths {

  private static final Pattern SLASH = Pattern.compile("/");

  private StorePaths() {}

  /**
   * The path as it is.
   *
   * @throws IllegalStateException if it leaves the root or is not in its plainest form
   */
  static String checked(String path, String root) {
    Optional<String> odd = oddPart(path);
    if (odd.isPresent()) {
      throw new IllegalStateException(
          odd.get().equals("..")
              ? "Path '%s' leaves root %s".formatted(path, root)
              : "Path '%s' below root %s has a part '%s'".formatted(path, root, odd.get()));
    }
    return path;
  }

  /** The first part that is empty or has a meaning of its own on file systems. */
  static Optional<String> oddPart(String path) {
    return SLASH
        .splitAsStream(path)
        .filter(part -> part.isEmpty() || part.equals(".") || part.equals(".."))
        .findFirst()
        .or(() -> path.endsWith("/") ? Optional.of("") : Optional.empty());
  }
}
