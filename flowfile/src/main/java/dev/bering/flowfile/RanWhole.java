package dev.bering.flowfile;

import dev.bering.flow.FlowReport;
import dev.bering.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run of a flow on whole tables read and wrote.
 *
 * @param read the tables, with their versions
 * @param took the whole run
 * @param alarms of the budget, in the order in which they were raised
 * @param text the report as people read it, without times
 */
public record RanWhole(
    String flow,
    String runId,
    List<String> read,
    List<Port> written,
    Duration took,
    List<String> alarms,
    String text) {

  public RanWhole {
    read = List.copyOf(read);
    written = List.copyOf(written);
    alarms = List.copyOf(alarms);
  }

  /**
   * A port that was written.
   *
   * @param version of the table since, if it has versions
   * @param cpu the time of processors that its tasks took
   */
  public record Port(
      String port, long rows, String table, OptionalLong version, Duration took, Duration cpu) {}

  static RanWhole of(FlowReport report, List<String> alarms) {
    return new RanWhole(
        report.flow(),
        report.runId(),
        report.tables().stream().map(in -> "%s: %s".formatted(in.port(), in.table())).toList(),
        report.written().stream().map(RanWhole::port).toList(),
        report.elapsed(),
        alarms,
        report.toString());
  }

  private static Port port(FlowReport.Written written) {
    return new Port(
        written.port(),
        written.rows(),
        written.sink().target(),
        written.receipt().version(),
        written.elapsed(),
        written.cost().tasks().cpu());
  }

  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    for (Port port : written) {
      lines.add(
          "  %s took %s, %s of processors"
              .formatted(port.port(), Durations.text(port.took()), Durations.text(port.cpu())));
    }
    lines.add("took " + Durations.text(took));
    alarms.forEach(alarm -> lines.add("over budget: " + alarm));
    return text + String.join("\n", lines) + "\n";
  }
}
