package dev.bering.platforms;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A table beside these classes: one row a line, cells between bars, notes after a hash. */
final class PlainTable {

  private PlainTable() {}

  /** Its rows. */
  static List<List<String>> rows(String resource, int columns) {
    try (InputStream in = PlainTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> cells(resource, line, columns))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String resource, String line, int columns) {
    List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    if (cells.size() != columns) {
      throw new IllegalStateException("%s: not %d columns: %s".formatted(resource, columns, line));
    }
    return cells;
  }
}
