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
    group("", "  ");
    for (PortSpec output : plan.outputs()) {
      lines.add(
          "  %s([%s])".formatted(name(PortRef.output(output.name()).toString()), output.name()));
    }
    for (FlowPlan.Wire wire : plan.wires()) {
      lines.add("  %s -->|%s| %s".formatted(end(wire.from()), label(wire), end(wire.to())));
    }
  }

  /** The nodes right inside the nested flow {@code path}, and the flows nested in it. */
  private void group(String path, String indent) {
    for (FlowPlan.Node node : plan.nodes()) {
      if (parent(node.path()).equals(path)) {
        lines.add("%s%s[%s]".formatted(indent, name(node.path()), id(node.path())));
      }
    }
    for (FlowPlan.Nested inner : plan.nested()) {
      if (parent(inner.path()).equals(path)) {
        lines.add("%ssubgraph %s [%s]".formatted(indent, name(inner.path()), id(inner.path())));
        group(inner.path(), indent + "  ");
        lines.add(indent + "end");
      }
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
    boolean ofFlow = port.isInput() || port.node().equals(PortRef.OUTPUT);
    return name(ofFlow ? port.toString() : port.node());
  }

  /** Mermaid's names are narrow, so nodes are numbered and labelled. */
  private String name(String path) {
    return names.computeIfAbsent(path, key -> "n" + names.size());
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
