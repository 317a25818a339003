package dev.bering.slices;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The ports of a flow that can be published, by the names that sinks give them. */
record PublishedPorts(FlowPlan plan, Map<String, PortSpec> specs) {

  static PublishedPorts of(FlowPlan plan) {
    var specs = new LinkedHashMap<String, PortSpec>();
    plan.outputs().forEach(port -> specs.put(port.name(), port));
    plan.nodes()
        .forEach(
            node ->
                node.outputs().forEach(port -> specs.put(node.path() + "." + port.name(), port)));
    plan.states().forEach(state -> specs.put(state.after().toString(), state.rows()));
    return new PublishedPorts(plan, specs);
  }

  Optional<PortSpec> spec(String port) {
    return Optional.ofNullable(specs.get(port));
  }

  /** The output of a node whose rows a port has; of an output of the flow, what feeds it. */
  Optional<PortRef> end(String port) {
    if (!specs.containsKey(port)) {
      return Optional.empty();
    }
    if (port.indexOf('.') < 0) {
      return Optional.of(plan.source(new PortRef("out", port)));
    }
    int dot = port.lastIndexOf('.');
    var ref = new PortRef(port.substring(0, dot), port.substring(dot + 1));
    boolean state = plan.states().stream().anyMatch(s -> s.after().equals(ref));
    return Optional.of(state ? plan.source(ref) : ref);
  }
}
