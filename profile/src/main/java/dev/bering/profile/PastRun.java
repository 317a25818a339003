package dev.bering.profile;

import dev.bering.flow.FlowReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a run of a flow took that has ended well.
 *
 * @param label what tells it from others, such as its slice
 * @param inputBytes how much it read
 * @param writes for each output by its name, how long it took to compute and write
 */
public record PastRun(String label, long inputBytes, Map<String, Duration> writes) {

  public PastRun {
    writes = Map.copyOf(writes);
  }

  /** What {@code report} tells of its run. */
  public static PastRun of(FlowReport report) {
    var writes = new LinkedHashMap<String, Duration>();
    long bytes = 0;
    for (FlowReport.Written written : report.written()) {
      writes.put(written.port(), written.elapsed());
      bytes += written.cost().data().inputBytes();
    }
    return new PastRun(report.label(), bytes, writes);
  }
}
