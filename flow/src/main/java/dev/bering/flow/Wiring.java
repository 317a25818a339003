package dev.bering.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The edges of a flow by their ends, so that walking them takes no search. */
final class Wiring {
  private final FlowPlan plan;
  private final Map<PortRef, PortRef> sources = new LinkedHashMap<>();
  private final Map<PortRef, PortSpec> specs = new LinkedHashMap<>();
  private final Map<String, List<Read>> reads = new LinkedHashMap<>();
  private final Set<PortRef> stored = new LinkedHashSet<>();
  private final Set<PortRef> kept = new LinkedHashSet<>();

  /** An input of a node, and what feeds it. */
  record Read(PortSpec input, PortRef source) {}

  Wiring(FlowPlan plan) {
    this.plan = plan;
    plan.wires().forEach(wire -> sources.put(wire.to(), wire.from()));
    plan.inputs().forEach(port -> specs.put(PortRef.input(port.name()), port));
    plan.outputs().forEach(port -> specs.put(PortRef.output(port.name()), port));
    for (FlowPlan.StatePort state : plan.states()) {
      stored.add(state.before());
      kept.add(state.after());
      specs.put(state.before(), state.rows());
      specs.put(state.after(), state.rows());
    }
    for (FlowPlan.History history : plan.histories()) {
      stored.add(history.port());
      specs.put(history.port(), history.rows());
    }
    for (FlowPlan.Node node : plan.nodes()) {
      node.outputs().forEach(port -> specs.put(new PortRef(node.path(), port.name()), port));
      var inputs = new ArrayList<Read>();
      for (PortSpec port : node.inputs()) {
        inputs.add(new Read(port, source(new PortRef(node.path(), port.name()))));
      }
      reads.put(node.path(), inputs);
    }
  }

  FlowPlan plan() {
    return plan;
  }

  /** Where {@code to} reads from: an input of a node, or an output of the flow. */
  PortRef source(PortRef to) {
    PortRef from = sources.get(to);
    if (from == null) {
      throw new IllegalStateException("%s reads nothing".formatted(to));
    }
    return from;
  }

  /** What {@code port} declares, which is an output of a node, or one of the flow's own ports. */
  PortSpec spec(PortRef port) {
    PortSpec spec = specs.get(port);
    if (spec == null) {
      throw new IllegalStateException("%s is no port of %s".formatted(port, plan.flow()));
    }
    return spec;
  }

  /** What the nodes read of earlier slices: states and histories. They can only be given. */
  Set<PortRef> stored() {
    return stored;
  }

  /** What makes the rows of {@code end}, a port that can be written. */
  PortRef maker(PortRef end) {
    return end.node().equals(PortRef.OUTPUT) || kept.contains(end) ? source(end) : end;
  }

  /** Whether {@code port} is an output of a node. */
  boolean makes(PortRef port) {
    return specs.containsKey(port) && reads.containsKey(port.node());
  }

  /** What the inputs of {@code node} read; nothing if it is the flow itself. */
  List<Read> reads(String node) {
    return reads.getOrDefault(node, List.of());
  }
}
