package dev.bering.profile;

import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The groups of a profile as a table of text. */
final class ProfileTable {

  private ProfileTable() {}

  /**
   * One line a group, below a line of headings; all but the last column to the right.
   *
   * @param cut whether a group's own time differs from its whole
   */
  static List<String> lines(List<FlowProfile.Group> groups, boolean cut) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        cells(
            cut, "path", "own", "wall", "driver", "cpu", "gc", "shuffle", "spill", "rows", "bytes",
            "nodes"));
    for (FlowProfile.Group group : groups) {
      Figures spent = group.figures();
      String nodes = group.nodes().isEmpty() ? "no node" : String.join(", ", group.nodes());
      rows.add(
          cells(
              cut,
              group.share() == 0 ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * group.share()),
              Times.text(group.own()),
              Times.text(spent.elapsed()),
              Times.text(spent.driver()),
              Times.text(spent.cpu()),
              Times.text(spent.garbage()),
              Bytes.text(spent.shuffledBytes()),
              Bytes.text(spent.spilledBytes()),
              Counts.of(group.rows()),
              group.bytes().isPresent() ? Bytes.text(group.bytes().getAsLong()) : "-",
              cut ? nodes : group.name() + ": " + nodes));
    }
    return aligned(rows);
  }

  private static List<String> cells(boolean cut, String... all) {
    var cells = new ArrayList<>(List.of(all));
    if (!cut) {
      cells.remove(1);
    }
    return cells;
  }

  /** The columns at one width each, all but the last to the right. */
  static List<String> aligned(List<List<String>> rows) {
    int last = rows.get(0).size() - 1;
    int[] widths = new int[last];
    for (List<String> row : rows) {
      for (int i = 0; i < last; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream()
        .map(
            row -> {
              var line = new StringBuilder();
              for (int i = 0; i < last; i++) {
                line.append("  ").append(" ".repeat(widths[i] - row.get(i).length()));
                line.append(row.get(i));
              }
              return line.append("  ").append(row.get(last)).toString();
            })
        .toList();
  }
}
