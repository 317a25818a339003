package dev.bering.engine;

import java.nio.file.Path;

/**
 * Paths as DuckDB takes them. It reads every path as a pattern, so that {@code we[i]rd.parquet}
 * would silently open {@code weird.parquet}; a character class of one character means that
 * character.
 */
final class FilePattern {

  private FilePattern() {}

  static String of(Path path) {
    StringBuilder pattern = new StringBuilder();
    for (char c : path.toString().toCharArray()) {
      if (c == '*' || c == '?' || c == '[') {
        pattern.append('[').append(c).append(']');
      } else {
        pattern.append(c);
      }
    }
    return pattern.toString();
  }
}
