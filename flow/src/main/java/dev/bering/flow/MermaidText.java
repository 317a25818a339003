package dev.bering.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A flow as a Mermaid flowchart. */
final class MermaidText {
  private final FlowPlan plan;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  MermaidText(FlowPlan plan) {
    this.plan = plan;
    lines.add("flowchart LR");
    for (PortSpec input : plan.inputs()) {
      lines.add("  %s([%s])".formatted(name(PortRef.input(input.name()).toString()), input.name()));
    }
    plan.states().forEach(state -> cylinder(state.before()));
    plan.histories().forEach(history -> cylinder(history.port()));
    group("", "  ");
    for (PortSpec output : plan.outputs()) {
      lines.add(
          "  %s([%s])".formatted(name(PortRef.output(output.name()).toString()), output.name()));
    }
    plan.states().forEach(state -> cylinder(state.after()));
    for (FlowPlan.Wire wire : plan.wires()) {
      lines.add("  %s -->|%s| %s".formatted(end(wire.from()), label(wire), end(wire.to())));
    }
  }

  /** What is stored between slices of time. */
  private void cylinder(PortRef port) {
    lines.add("  %s[(%s %s)]".formatted(name(port.toString()), port.node(), port.port()));
  }

  /** The nodes right inside the nested flow {@code path}, and the flows nested in it. */
  private void group(String path, String indent) {
    for (FlowPlan.Node node : plan.nodesIn(path)) {
      lines.add("%s%s[%s]".formatted(indent, name(node.path()), FlowPlan.id(node.path())));
    }
    for (FlowPlan.Nested inner : plan.nestedIn(path)) {
      lines.add(
          "%ssubgraph %s [%s]".formatted(indent, name(inner.path()), FlowPlan.id(inner.path())));
      group(inner.path(), indent + "  ");
      lines.add(indent + "end");
    }
  }

  /** The port it comes from, and what its columns mean. */
  private String label(FlowPlan.Wire wire) {
    List<String> meanings =
        plan.spec(wire.from()) instanceof PortSpec.Rows rows
            ? Meaning.all(rows.schema())
            : List.of();
    return meanings.isEmpty()
        ? wire.from().port()
        : wire.from().port() + ": " + String.join(", ", meanings);
  }

  private String end(PortRef port) {
    return name(plan.box(port));
  }

  /** Mermaid's names are narrow, so nodes are numbered and labelled. */
  private String name(String path) {
    return names.computeIfAbsent(path, key -> "n" + names.size());
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
