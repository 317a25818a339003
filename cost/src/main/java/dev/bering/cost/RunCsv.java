package dev.bering.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * Cells between commas, in double quotes where they hold commas, quotes or line ends (RFC 4180).
 */
final class RunCsv {

  private RunCsv() {}

  /**
   * One row.
   *
   * @param number the line on which it begins, from 1
   */
  record Line(int number, List<String> cells) {}

  /** The text ends within quotes. */
  static final class OpenQuoteException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;

    OpenQuoteException(int line) {
      super("a quoted cell that begins in line %d has no end".formatted(line));
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  /** All rows but empty lines. */
  static List<Line> lines(String text) throws OpenQuoteException {
    List<Line> lines = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean isQuoted = false;
    int number = 1;
    int first = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isQuoted) {
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          isQuoted = false;
        } else {
          cell.append(c);
          number += c == '\n' ? 1 : 0;
        }
      } else if (c == '"' && cell.isEmpty()) {
        isQuoted = true;
      } else if (c == ',') {
        cells.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        end(lines, first, cells, cell);
        number++;
        first = number;
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    if (isQuoted) {
      throw new OpenQuoteException(first);
    }
    end(lines, first, cells, cell);
    return lines;
  }

  private static void end(List<Line> lines, int first, List<String> cells, StringBuilder cell) {
    if (!cells.isEmpty() || !cell.isEmpty()) {
      cells.add(cell.toString());
      lines.add(new Line(first, List.copyOf(cells)));
    }
    cells.clear();
    cell.setLength(0);
  }
}
