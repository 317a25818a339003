package dev.bering.engine;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and values as SQL text that cannot be mistaken for anything else. */
public final class Sql {

  private Sql() {}

  /** A name in double quotes. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text in single quotes. */
  public static String literal(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalStateException("NUL in a literal: " + text.replace('\0', '?'));
    }
    return "'" + text.replace("'", "''") + "'";
  }

  /** A file of this machine as a text that DuckDB takes for this one file, never for a pattern. */
  public static String file(Path file) {
    return literal(FilePattern.of(file.toAbsolutePath()));
  }

  /** {@code ['a', 'b']}. */
  static String literals(Collection<String> texts) {
    return texts.stream().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
  }
}
