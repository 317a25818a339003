package dev.bering.app;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.profile.Budget;
import dev.bering.profile.FlowProfile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A flow to look at.
 *
 * @param times where its time went, if that is known
 */
public record FlowGraph(FlowPlan plan, Optional<FlowTimes> times) {

  static FlowGraph of(FlowPlan plan) {
    return new FlowGraph(plan, Optional.empty());
  }

  /** With times and rows of a profile. */
  static FlowGraph of(FlowPlan plan, FlowProfile profile, Budget budget) {
    return new FlowGraph(plan, Optional.of(new FlowTimes(profile, budget, false)));
  }

  /** With the times and rows of runs that ended well. */
  FlowGraph after(FlowProfile past, Budget budget) {
    return new FlowGraph(plan, Optional.of(new FlowTimes(past, budget, true)));
  }

  /**
   * The flow as JSON.
   *
   * @param inputs of the flow itself
   * @param nodes in an order in which each comes after those it reads from
   * @param outputs of the flow itself
   * @param nested the paths of the flows that were nested
   */
  public record Document(
      String flow, List<Port> inputs, List<Node> nodes, List<Port> outputs, List<String> nested) {}

  /** One component at its place. */
  public record Node(
      String path, String component, String version, List<Port> inputs, List<Port> outputs) {

    /** What it is; of a check, what it asks for. */
    public String told() {
      return component.equals("check") ? "check " + version : component + ", version " + version;
    }
  }

  /**
   * A port.
   *
   * @param from the port it reads from; empty if it is one that is read
   * @param declared its columns, or what else may pass
   */
  public record Port(String name, Optional<String> from, String declared) {}

  /** The flow, for JSON and for the page. */
  public Document document() {
    return new Document(
        plan.flow(),
        ports(plan.inputs(), port -> Optional.empty()),
        plan.nodes().stream().map(this::node).toList(),
        ports(plan.outputs(), port -> Optional.of(plan.source(PortRef.output(port)).toString())),
        plan.nested().stream().map(FlowPlan.Nested::path).sorted().toList());
  }

  private Node node(FlowPlan.Node node) {
    return new Node(
        node.path(),
        node.component(),
        node.version(),
        ports(
            node.inputs(),
            port -> Optional.of(plan.source(new PortRef(node.path(), port)).toString())),
        ports(node.outputs(), port -> Optional.empty()));
  }

  private static List<Port> ports(List<PortSpec> ports, Function<String, Optional<String>> from) {
    return ports.stream()
        .map(port -> new Port(port.name(), from.apply(port.name()), port.declared()))
        .toList();
  }

  /** The flow as text in one of its forms. */
  String text(FlowFormat format) {
    return switch (format) {
      case TEXT -> plan.toString();
      case MERMAID -> plan.mermaid();
      case DOT -> plan.dot();
    };
  }

  /** The flow as a picture and tables. */
  String page() {
    return Pages.flow(this);
  }

  /** The picture; each line says which ports and columns it carries, and how many rows. */
  public FlowPicture picture() {
    return FlowPicture.of(
        plan.layout(),
        node -> times.map(known -> known.tone(node)).orElse("plain"),
        node -> times.map(known -> known.note(node)).orElse(""),
        port ->
            "%s: %s%s"
                .formatted(
                    port.port(),
                    plan.spec(port).declared(),
                    times.map(known -> known.rows(port)).orElse("")));
  }
}
