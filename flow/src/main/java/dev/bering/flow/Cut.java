package dev.bering.flow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of a flow that a run needs: from the ports to write back to the inputs of the flow and
 * the ports that are given.
 *
 * @param targets what is written
 * @param skipped the sinks left out because the nodes that fill them are
 * @param given where the part begins, besides the inputs
 * @param nodes the paths of the nodes that run, in the order of the plan
 * @param inputs the inputs of the flow that are read
 * @param open the ports that are read and neither made nor given
 */
record Cut(
    List<Target> targets,
    List<Sink> skipped,
    Set<PortRef> given,
    Set<String> nodes,
    Set<PortRef> inputs,
    List<Open> open) {

  /**
   * A port to write.
   *
   * @param end the port that the sink names, an output of the flow or of a node
   * @param source the port of the node that makes the rows, or the input that they are
   */
  record Target(Sink sink, PortRef end, PortRef source) {}

  /**
   * The node {@code reader}, or the output of the flow, reads {@code port}, which nothing makes.
   */
  record Open(String reader, PortRef port) {}

  static Cut of(Wiring wiring, List<Target> targets, Set<PortRef> given, Selection selection) {
    Set<String> selected = selection.nodes(wiring);
    var written = new ArrayList<Target>();
    var skipped = new ArrayList<Sink>();
    for (Target target : targets) {
      if (selection.isAll() || selected.contains(target.source().node())) {
        written.add(target);
      } else {
        skipped.add(target.sink());
      }
    }
    var walk = new Walk(wiring, given, selected);
    written.forEach(target -> walk.need(target.end().node(), target.source()));
    walk.back();
    return new Cut(written, skipped, walk.given, walk.nodesInOrder(), walk.inputs, walk.open);
  }

  /** Goes from consumers to producers. */
  private static final class Walk {
    private final Wiring wiring;
    private final Set<PortRef> offered;
    private final Set<String> selected;
    private final Set<String> needed = new LinkedHashSet<>();
    private final Set<PortRef> given = new LinkedHashSet<>();
    private final Set<PortRef> inputs = new LinkedHashSet<>();
    private final List<Open> open = new ArrayList<>();

    Walk(Wiring wiring, Set<PortRef> offered, Set<String> selected) {
      this.wiring = wiring;
      this.offered = offered;
      this.selected = selected;
    }

    void need(String reader, PortRef port) {
      if (offered.contains(port)) {
        given.add(port);
      } else if (port.isInput()) {
        inputs.add(port);
      } else if (selected.contains(port.node())) {
        needed.add(port.node());
      } else {
        open.add(new Open(reader, port));
      }
    }

    void back() {
      List<FlowPlan.Node> nodes = wiring.plan().nodes();
      for (int i = nodes.size() - 1; i >= 0; i--) { // consumers before producers
        String node = nodes.get(i).path();
        if (needed.contains(node)) {
          wiring.reads(node).forEach(read -> need(node, read.source()));
        }
      }
    }

    Set<String> nodesInOrder() {
      var ordered = new LinkedHashSet<String>();
      wiring.plan().nodes().stream()
          .map(FlowPlan.Node::path)
          .filter(needed::contains)
          .forEach(ordered::add);
      return ordered;
    }
  }
}
