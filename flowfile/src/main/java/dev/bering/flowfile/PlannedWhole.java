package dev.bering.flowfile;

import dev.bering.flow.PortRef;
import dev.bering.flow.RunPlan;
import java.util.List;

/**
 * What a run of a flow on whole tables would do.
 *
 * @param given the ports that are read rather than computed
 * @param kept the ports that are kept in Spark's cache for a while
 * @param skipped the ports that are left out because the nodes that make them are not selected
 * @param text the plan as people read it, without the forecast
 */
public record PlannedWhole(
    String flow,
    List<String> nodes,
    List<String> given,
    List<String> kept,
    List<Write> writes,
    List<String> skipped,
    RunForecast forecast,
    String text) {

  public PlannedWhole {
    nodes = List.copyOf(nodes);
    given = List.copyOf(given);
    kept = List.copyOf(kept);
    writes = List.copyOf(writes);
    skipped = List.copyOf(skipped);
  }

  /**
   * A table that is written.
   *
   * @param nodes the nodes whose work happens within this write
   */
  public record Write(String port, String table, List<String> nodes) {
    public Write {
      nodes = List.copyOf(nodes);
    }
  }

  static PlannedWhole of(RunPlan plan, RunForecast forecast) {
    return new PlannedWhole(
        plan.flow(),
        plan.nodes(),
        texts(plan.given()),
        texts(plan.cached()),
        plan.writes().stream()
            .map(to -> new Write(to.sink().port(), to.sink().target(), to.nodes()))
            .toList(),
        plan.skipped().stream().map(sink -> sink.port()).toList(),
        forecast,
        plan.toString());
  }

  private static List<String> texts(List<PortRef> ports) {
    return ports.stream().map(PortRef::toString).toList();
  }

  @Override
  public String toString() {
    return text + forecast + "\n";
  }
}
