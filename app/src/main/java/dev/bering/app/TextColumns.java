package dev.bering.app;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells, each column as wide as its widest cell. */
final class TextColumns {
  private final List<List<String>> lines = new ArrayList<>();

  /** One more line; all have as many cells. */
  TextColumns line(String... cells) {
    lines.add(List.of(cells));
    return this;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /**
   * The lines.
   *
   * @param indent stands before each
   */
  String text(String indent) {
    int columns = lines.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder(indent);
      for (int i = 0; i < line.size(); i++) {
        row.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
