package dev.bering.flow;

import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run of a flow writes, in which order, and which ports it keeps in Spark's cache in
 * between. Making one touches no data.
 *
 * <p>Writes are the only points at which Spark computes, so a port is kept if what is written reads
 * it more than once, and freed after the last write that does. Inputs of the flow are not kept:
 * reading a table again is cheap beside storing it twice. At most {@value #CACHE_LIMIT} ports are
 * kept, those first that spare the most nodes; the others are in {@code recomputed}.
 *
 * @param writes in the order in which they happen
 * @param cached the ports that are kept for a while
 * @param recomputed the ports that are read more than once and yet not kept
 */
public record RunPlan(
    String flow, List<Write> writes, List<PortRef> cached, List<PortRef> recomputed) {
  static final int CACHE_LIMIT = 4;

  public RunPlan {
    writes = List.copyOf(writes);
    cached = List.copyOf(cached);
    recomputed = List.copyOf(recomputed);
  }

  /**
   * One write.
   *
   * @param end the port that is written, an output of the flow or of a node
   * @param source the port of the node that makes the rows
   * @param nodes the nodes whose work happens within this write; Spark runs them as one, so their
   *     times cannot be told apart
   * @param frees the cached ports that nothing reads afterwards
   */
  public record Write(
      Sink sink, PortRef end, PortRef source, List<String> nodes, List<PortRef> frees) {
    public Write {
      nodes = List.copyOf(nodes);
      frees = List.copyOf(frees);
    }
  }

  /**
   * Plans the writing of {@code sinks}.
   *
   * @throws UserException FLOW_SINK_UNKNOWN, FLOW_SINK_MODEL, FLOW_SINK_OVERLAP, FLOW_SINK_NONE
   */
  public static RunPlan of(FlowPlan plan, List<Sink> sinks) {
    return new RunPlanner(plan, SinkPorts.resolve(plan, sinks)).plan();
  }

  /** The plan as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add("run " + flow);
    cached.forEach(port -> lines.add("  keep " + port));
    recomputed.forEach(port -> lines.add("  compute again " + port));
    for (Write write : writes) {
      String frees =
          write.frees().isEmpty()
              ? ""
              : write.frees().stream()
                  .map(PortRef::toString)
                  .collect(Collectors.joining(", ", ", then free ", ""));
      lines.add(
          "  write %s to %s: runs %s%s"
              .formatted(
                  write.end(), write.sink().location(), String.join(", ", write.nodes()), frees));
    }
    return String.join("\n", lines) + "\n";
  }
}
