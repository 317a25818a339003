package dev.bering.flow;

import java.util.ArrayList;
import java.util.List;

/** A flow in the DOT language of Graphviz: nested flows are clusters around their nodes. */
final class DotText {
  private final FlowPlan plan;
  private final List<String> lines = new ArrayList<>();

  DotText(FlowPlan plan) {
    this.plan = plan;
    lines.add("digraph " + quoted(plan.flow()) + " {");
    lines.add("  rankdir=LR;");
    lines.add("  node [shape=box];");
    plan.inputs().forEach(port -> end(PortRef.input(port.name())));
    plan.states().forEach(state -> stored(state.before()));
    plan.histories().forEach(history -> stored(history.port()));
    group("", "  ");
    plan.outputs().forEach(port -> end(PortRef.output(port.name())));
    plan.states().forEach(state -> stored(state.after()));
    for (FlowPlan.Wire wire : plan.wires()) {
      lines.add(
          "  %s -> %s [label=%s];"
              .formatted(
                  quoted(plan.box(wire.from())),
                  quoted(plan.box(wire.to())),
                  quoted(wire.from().port())));
    }
    lines.add("}");
  }

  private void end(PortRef port) {
    lines.add(
        "  %s [label=%s, shape=plaintext];".formatted(quoted(plan.box(port)), quoted(port.port())));
  }

  /** What is stored between slices of time. */
  private void stored(PortRef port) {
    lines.add(
        "  %s [label=%s, shape=cylinder];"
            .formatted(quoted(plan.box(port)), quoted(port.node() + " " + port.port())));
  }

  /** The nodes right inside the nested flow {@code path}, and the flows nested in it. */
  private void group(String path, String indent) {
    for (FlowPlan.Node node : plan.nodesIn(path)) {
      lines.add(
          "%s%s [label=%s];"
              .formatted(indent, quoted(node.path()), quoted(FlowPlan.id(node.path()))));
    }
    for (FlowPlan.Nested inner : plan.nestedIn(path)) {
      lines.add("%ssubgraph %s {".formatted(indent, quoted("cluster_" + inner.path())));
      lines.add("%s  label=%s;".formatted(indent, quoted(FlowPlan.id(inner.path()))));
      group(inner.path(), indent + "  ");
      lines.add(indent + "}");
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
