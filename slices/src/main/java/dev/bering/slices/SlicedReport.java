package dev.bering.slices;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of the slices of a run.
 *
 * @param done the slices that ran, in the order in which they were published
 * @param current how many were up to date
 * @param rolledUp the days that were rolled up, as {@code detect_alerts_daily 2026-01-01}
 */
public record SlicedReport(
    String flow, SliceRange range, List<Done> done, long current, List<String> rolledUp) {

  public SlicedReport {
    done = List.copyOf(done);
    rolledUp = List.copyOf(rolledUp);
  }

  /** A slice that ran, why, and the entry that published it. */
  public record Done(Slice slice, List<Reason> reasons, LedgerEntry entry) {
    public Done {
      reasons = List.copyOf(reasons);
    }
  }

  /** The slices that ran. */
  public List<Slice> slices() {
    return done.stream().map(Done::slice).toList();
  }

  /** The report as people read it, without the times, which differ from run to run. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        "ran %d slices of %s, %s: %d up to date".formatted(done.size(), flow, range, current));
    for (Done slice : done) {
      lines.add(
          "  %s: %s"
              .formatted(
                  slice.slice(),
                  slice.reasons().stream()
                      .map(Reason::toString)
                      .collect(Collectors.joining(", "))));
      for (LedgerEntry.Written to : slice.entry().written()) {
        lines.add(
            "    %s: %d rows to %s version %d"
                .formatted(to.port(), to.rows(), to.table(), to.version()));
      }
    }
    rolledUp.forEach(day -> lines.add("  rolled up " + day));
    return String.join("\n", lines) + "\n";
  }
}
