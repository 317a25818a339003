package dev.bering.engine;

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

  /** {@code ['a', 'b']}. */
  static String literals(Collection<String> texts) {
    return texts.stream().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
  }
}
