package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run writes, in which order, and which ports it keeps in Spark's cache in between. Making
 * one touches no data.
 *
 * <p>Writes are the only points at which Spark computes, so a port is kept if what is written reads
 * it more than once, and freed after the last write that does. Writes happen at the same time,
 * except that one which reads a kept port waits for the one that computes it. Inputs of the flow
 * and ports that are given are not kept: reading a table again is cheap beside storing it twice.
 * Those ports are kept first that spare the most nodes; those for which {@link CachePolicy} leaves
 * no room are in {@code recomputed}.
 *
 * @param inputs the inputs of the flow that are read
 * @param given the ports that are given rather than computed
 * @param nodes the nodes that run, in the order in which they are described
 * @param writes in the order in which they begin
 * @param cached the ports that are kept for a while
 * @param recomputed the ports that are read more than once and yet not kept
 * @param whyAgain why those are not kept
 * @param skipped the sinks that are left out because the nodes that fill them are not selected
 */
public record RunPlan(
    String flow,
    List<PortRef> inputs,
    List<PortRef> given,
    List<String> nodes,
    List<Write> writes,
    List<PortRef> cached,
    List<PortRef> recomputed,
    String whyAgain,
    List<Sink> skipped) {

  public RunPlan {
    inputs = List.copyOf(inputs);
    given = List.copyOf(given);
    nodes = List.copyOf(nodes);
    writes = List.copyOf(writes);
    cached = List.copyOf(cached);
    recomputed = List.copyOf(recomputed);
    skipped = List.copyOf(skipped);
  }

  /**
   * One write.
   *
   * @param end the port that is written, an output of the flow or of a node
   * @param source the port of the node that makes the rows
   * @param nodes the nodes whose work happens within this write; Spark runs them as one, so their
   *     times cannot be told apart
   * @param reads the cached ports that it reads or fills; each is freed when all writes that read
   *     it have ended
   * @param after the places in the plan, from 0, of the writes that fill what this one reads; it
   *     waits for them, and for no others
   */
  public record Write(
      Sink sink,
      PortRef end,
      PortRef source,
      List<String> nodes,
      List<PortRef> reads,
      List<Integer> after) {
    public Write {
      nodes = List.copyOf(nodes);
      reads = List.copyOf(reads);
      after = List.copyOf(after);
    }
  }

  /**
   * Plans the writing of {@code sinks} by the whole flow; {@link FlowRun#plan} is the general form.
   *
   * @throws UserException FLOW_SINK_UNKNOWN, FLOW_SINK_MODEL, FLOW_SINK_OVERLAP, FLOW_SINK_NONE
   */
  public static RunPlan of(FlowPlan plan, List<? extends Sink> sinks) {
    return of(plan, sinks, Set.of());
  }

  /** As {@link #of(FlowPlan, List)}, where {@code given} are not computed. */
  public static RunPlan of(FlowPlan plan, List<? extends Sink> sinks, Set<PortRef> given) {
    return of(plan, sinks, given, Selection.all(), CachePolicy.standard());
  }

  static RunPlan of(
      FlowPlan plan,
      List<? extends Sink> sinks,
      Set<PortRef> given,
      Selection selection,
      CachePolicy caching) {
    var wiring = new Wiring(plan);
    var problems = new ArrayList<Problem>();
    List<Cut.Target> targets = new SinkPorts(wiring, problems).targets(List.copyOf(sinks));
    Cut cut = Cut.of(wiring, targets, given, selection);
    problems.addAll(CutCheck.problems(wiring, targets, given, selection, cut));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new RunPlanner(wiring, cut, caching).plan();
  }

  /**
   * The ports that must be given so that {@code selection} alone can write {@code sinks}, as far as
   * it fills them. Frames only: a node that makes a model must be selected.
   */
  public static List<PortRef> mustGive(
      FlowPlan plan, List<? extends Sink> sinks, Selection selection) {
    var wiring = new Wiring(plan);
    List<Cut.Target> targets = new SinkPorts(wiring, new ArrayList<>()).targets(List.copyOf(sinks));
    return Cut.of(wiring, targets, Set.of(), selection).open().stream()
        .map(Cut.Open::port)
        .filter(port -> wiring.spec(port).isFrame())
        .distinct()
        .toList();
  }

  /** The plan as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add("run " + flow);
    given.forEach(port -> lines.add("  given " + port));
    cached.forEach(port -> lines.add("  keep %s for %s".formatted(port, readers(port))));
    recomputed.forEach(port -> lines.add("  compute again %s: %s".formatted(port, whyAgain)));
    for (Write write : writes) {
      String runs = write.nodes().isEmpty() ? "no node" : String.join(", ", write.nodes());
      lines.add(
          "  write %s to %s%s: runs %s"
              .formatted(write.end(), write.sink().target(), after(write), runs));
    }
    skipped.forEach(sink -> lines.add("  leave out " + sink.port()));
    return String.join("\n", lines) + "\n";
  }

  private String readers(PortRef port) {
    return writes.stream()
        .filter(write -> write.reads().contains(port))
        .map(write -> write.end().toString())
        .collect(Collectors.joining(", "));
  }

  private String after(Write write) {
    return write.after().isEmpty()
        ? ""
        : write.after().stream()
            .map(place -> writes.get(place).end().toString())
            .collect(Collectors.joining(", ", " after ", ""));
  }
}
