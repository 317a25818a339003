package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tables by the look of their paths: {@code /lake/sales/*}, {@code s3://bucket/*}{@code /orders_*},
 * {@code /lake/**}. A {@code *} stands for any part of one folder's name; a last part {@code **}
 * for every table below, however deep.
 *
 * @param root the folder above the first part with a {@code *}
 * @param parts what follows it, at least one
 */
record TablePattern(Location root, List<String> parts) {

  private static final String ALL_BELOW = "**";

  TablePattern {
    parts = List.copyOf(parts);
  }

  /**
   * The pattern that a text is; empty if it names one table.
   *
   * @throws UserException CLONE_PATTERN if it is a pattern of no known form
   */
  static Optional<TablePattern> of(String text) {
    int star = text.indexOf('*');
    if (star < 0 || JdbcOptions.isDatabase(text)) {
      return Optional.empty();
    }
    int slash = text.lastIndexOf('/', star);
    String root = slash < 0 ? "." : slash == 0 ? "/" : text.substring(0, slash);
    List<String> parts = List.of(text.substring(slash + 1).split("/"));
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw unknown(text, "its part '%s' names no folder".formatted(part));
      }
      if (part.contains(ALL_BELOW) && (!part.equals(ALL_BELOW) || i < parts.size() - 1)) {
        throw unknown(text, "'**' is not its whole last part");
      }
    }
    return Optional.of(new TablePattern(Location.of(root), parts));
  }

  private static UserException unknown(String text, String fact) {
    return UserException.usage(
        new Problem(
            "CLONE_PATTERN",
            "Cannot look for tables by '%s': %s.".formatted(text, fact),
            "write FOLDER/*, FOLDER/orders_* or FOLDER/**, in quotes"));
  }

  /** Whether the part that is so many folders below the root stands for everything below. */
  boolean isAllBelow(int depth) {
    return parts.get(depth).equals(ALL_BELOW);
  }

  /** Whether tables lie so many folders below the root. */
  boolean endsAt(int depth) {
    return depth == parts.size() - 1;
  }

  /** Whether a folder so many folders below the root has a name that fits. */
  boolean fits(int depth, String name) {
    String regex =
        List.of(parts.get(depth).split("\\*", -1)).stream()
            .map(Pattern::quote)
            .reduce((before, after) -> before + ".*" + after)
            .orElse("");
    return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
  }

  /** As people write it. */
  @Override
  public String toString() {
    return "%s/%s".formatted(root, String.join("/", parts));
  }
}
