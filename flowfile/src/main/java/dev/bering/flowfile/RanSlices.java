package dev.bering.flowfile;

import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.model.Location;
import dev.bering.slices.LedgerEntry;
import dev.bering.slices.Reason;
import dev.bering.slices.SlicedReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What became of slices that were to be brought up to date.
 *
 * @param slices the range that was looked at, as {@code 2026-01-01T00 to 2026-01-01T23}
 * @param current how many were up to date
 * @param done the slices that ran, in the order in which they were published
 * @param rolledUp the days that were rolled up
 * @param alarms of the budget, in the order in which they were raised
 */
public record RanSlices(
    String flow,
    String slices,
    long current,
    List<Done> done,
    List<String> rolledUp,
    List<String> alarms) {

  public RanSlices {
    done = List.copyOf(done);
    rolledUp = List.copyOf(rolledUp);
    alarms = List.copyOf(alarms);
  }

  /**
   * A slice that ran.
   *
   * @param cost what it took, by names such as {@code cpu-ms} and {@code input-bytes}
   */
  public record Done(
      String slice, List<Reason> reasons, List<Port> ports, Duration took, Map<String, Long> cost) {
    public Done {
      reasons = List.copyOf(reasons);
      ports = List.copyOf(ports);
      cost = Map.copyOf(cost);
    }
  }

  /** What was published of a port. */
  public record Port(String port, long rows, Location table, long version) {}

  static RanSlices of(SlicedReport report, List<String> alarms) {
    return new RanSlices(
        report.flow(),
        report.range().toString(),
        report.current(),
        report.done().stream().map(RanSlices::done).toList(),
        report.rolledUp(),
        alarms);
  }

  private static Done done(SlicedReport.Done done) {
    LedgerEntry entry = done.entry();
    return new Done(
        done.slice().label(),
        done.reasons(),
        entry.written().stream()
            .map(to -> new Port(to.port(), to.rows(), to.table(), to.version()))
            .toList(),
        entry.elapsed(),
        entry.cost());
  }

  /** The report as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        "%s, %s: ran %s, %s up to date"
            .formatted(flow, slices, Counts.of(done.size(), "slice"), Counts.of(current)));
    for (Done slice : done) {
      lines.add(
          "  %s: %s; took %s, %s of processors in %s"
              .formatted(
                  slice.slice(),
                  PlannedSlices.text(slice.reasons()),
                  Durations.text(slice.took()),
                  Durations.text(Duration.ofMillis(slice.cost().getOrDefault("cpu-ms", 0L))),
                  Counts.of(slice.cost().getOrDefault("tasks", 0L), "task")));
      slice
          .ports()
          .forEach(
              port ->
                  lines.add(
                      "    %s: %s to %s version %d"
                          .formatted(
                              port.port(),
                              Counts.of(port.rows(), "row"),
                              port.table(),
                              port.version())));
    }
    rolledUp.forEach(day -> lines.add("  rolled up " + day));
    alarms.forEach(alarm -> lines.add("  over budget: " + alarm));
    return String.join("\n", lines) + "\n";
  }
}
