package dev.bering.parity;

import java.util.ArrayList;
import java.util.List;

/** A report for a terminal as it grows. */
final class ReportLines {

  private final List<String> lines = new ArrayList<>();

  /** The sign of a verdict: understandable without colour. */
  static String glyph(Rung rung) {
    if (rung.isGreen()) {
      return "=";
    }
    return rung == Rung.MISMATCH ? "*" : "!";
  }

  void add(String line) {
    lines.add(line);
  }

  /** A title and its lines below, indented; nothing if there are none. */
  void section(String title, List<String> content) {
    if (!content.isEmpty()) {
      lines.add("");
      lines.add(title);
      content.forEach(line -> lines.add("  " + line));
    }
  }

  /** All of them, each ended by a line feed. */
  String text() {
    return String.join("\n", lines) + "\n";
  }
}
