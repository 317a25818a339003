package dev.bering.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a flow consists of. Nested flows are taken apart: their nodes stand here with their paths,
 * such as {@code detect/score}.
 *
 * @param nodes in an order in which each comes after those it reads from
 * @param wires from an output of a node, or an input of the flow, to an input of a node, or an
 *     output of the flow
 * @param nested the flows that were nested
 * @param ignored the ports that nothing reads, on purpose
 * @param states what each slice of time leaves for the next
 * @param histories what is read of earlier slices
 */
public record FlowPlan(
    String flow,
    List<PortSpec> inputs,
    List<Node> nodes,
    List<Wire> wires,
    List<PortSpec> outputs,
    List<Nested> nested,
    List<Ignored> ignored,
    List<StatePort> states,
    List<History> histories) {

  public FlowPlan {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    wires = List.copyOf(wires);
    outputs = List.copyOf(outputs);
    nested = List.copyOf(nested);
    ignored = List.copyOf(ignored);
    states = List.copyOf(states);
    histories = List.copyOf(histories);
  }

  /**
   * One component at its place.
   *
   * @param empty the optional and repeated inputs that nothing feeds
   */
  public record Node(
      String path,
      String component,
      String version,
      List<PortSpec> inputs,
      List<PortSpec> empty,
      List<PortSpec> outputs) {
    public Node {
      inputs = List.copyOf(inputs);
      empty = List.copyOf(empty);
      outputs = List.copyOf(outputs);
    }
  }

  /** One edge. */
  public record Wire(PortRef from, PortRef to) {}

  /** The flow {@code flow}, taken apart under {@code path}. */
  public record Nested(String path, String flow) {
    Nested within(String id) {
      return new Nested(id + "/" + path, flow);
    }
  }

  /** A port that nothing reads, and why. */
  public record Ignored(PortRef port, String reason) {
    Ignored within(String id) {
      return new Ignored(port.within(id), reason);
    }
  }

  /**
   * A state. What the slice before left is read at {@link #before}, what this one leaves is made at
   * {@link #after}.
   *
   * @param path the ids that lead to it, such as {@code detect/series}
   */
  public record StatePort(String path, PortSpec.Rows rows) {
    /** Where the nodes read it. */
    public PortRef before() {
      return new PortRef(path, PortRef.BEFORE);
    }

    /** What it is fed with, spelled as a sink spells it. */
    public PortRef after() {
      return new PortRef(path, PortRef.AFTER);
    }
  }

  /**
   * Earlier slices of a port.
   *
   * @param port where the nodes read it
   * @param of the port whose slices they are: an output of a node, or an input of the flow
   */
  public record History(PortRef port, PortRef of, Last window, PortSpec.Rows rows) {}

  static FlowPlan of(
      Program program,
      List<PortSpec> inputs,
      List<PortSpec> outputs,
      List<Nested> nested,
      List<Ignored> ignored) {
    var wires = new ArrayList<Wire>();
    for (Call call : program.calls()) {
      for (PortSpec port : call.signature().in().ports()) {
        wires.add(new Wire(call.feed(port).source(), new PortRef(call.path(), port.name())));
      }
    }
    for (PortSpec port : outputs) {
      wires.add(new Wire(program.result(port).source(), PortRef.output(port.name())));
    }
    var states = new ArrayList<StatePort>();
    for (StateWires state : program.states()) {
      states.add(new StatePort(state.path(), state.rows()));
      wires.add(new Wire(state.after().source(), new PortRef(state.path(), PortRef.AFTER)));
    }
    return new FlowPlan(
        program.flow(),
        inputs,
        program.calls().stream().map(FlowPlan::node).toList(),
        wires,
        outputs,
        nested,
        ignored,
        states,
        program.histories());
  }

  private static Node node(Call call) {
    Signature<?, ?> signature = call.signature();
    return new Node(
        call.path(),
        signature.component(),
        signature.version(),
        signature.in().ports(),
        signature.in().empty(),
        signature.out().ports());
  }

  /** Where the input {@code to} reads from. */
  public PortRef source(PortRef to) {
    return wires.stream()
        .filter(wire -> wire.to().equals(to))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%s reads nothing".formatted(to)))
        .from();
  }

  /**
   * What {@code port} declares, which is an output of a node, a state or a history, or one of the
   * flow's own ports.
   */
  public PortSpec spec(PortRef port) {
    return betweenSlices(port).orElseGet(() -> withinSlice(port));
  }

  /** Whether {@code port} belongs to a node, rather than to the flow, a state or a history. */
  boolean isOfNode(PortRef port) {
    boolean ofFlow = port.isInput() || port.node().equals(PortRef.OUTPUT);
    return !ofFlow && betweenSlices(port).isEmpty();
  }

  /** Where pictures show {@code port}: in the box of its node, or as a box of its own. */
  String box(PortRef port) {
    return isOfNode(port) ? port.node() : port.toString();
  }

  /** The columns of a state or a history; empty for other ports. */
  private Optional<PortSpec> betweenSlices(PortRef port) {
    Stream<PortSpec> ofStates =
        states.stream()
            .filter(state -> state.before().equals(port) || state.after().equals(port))
            .map(StatePort::rows);
    Stream<PortSpec> ofHistories =
        histories.stream().filter(h -> h.port().equals(port)).map(History::rows);
    return Stream.concat(ofStates, ofHistories).findFirst();
  }

  private PortSpec withinSlice(PortRef port) {
    Stream<PortSpec> ports =
        port.isInput()
            ? inputs.stream()
            : port.node().equals(PortRef.OUTPUT)
                ? outputs.stream()
                : nodes.stream()
                    .filter(node -> node.path().equals(port.node()))
                    .flatMap(node -> node.outputs().stream());
    return ports
        .filter(spec -> spec.name().equals(port.port()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%s is no port of %s".formatted(port, flow)));
  }

  /** The nodes right inside the nested flow {@code path}; empty is the flow itself. */
  List<Node> nodesIn(String path) {
    return nodes.stream().filter(node -> parent(node.path()).equals(path)).toList();
  }

  /** The flows nested right inside the nested flow {@code path}; empty is the flow itself. */
  List<Nested> nestedIn(String path) {
    return nested.stream().filter(inner -> parent(inner.path()).equals(path)).toList();
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The last part of a path. */
  static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The flow in Graphviz's language, nested flows as clusters around their nodes. */
  public String dot() {
    return new DotText(this).toString();
  }

  /** The flow as a Mermaid flowchart, nested flows as boxes around their nodes. */
  public String mermaid() {
    return new MermaidText(this).toString();
  }

  /** Where to draw each node. */
  public FlowLayout layout() {
    return FlowLayout.of(this);
  }

  /** The plan as people read it, one line a port. */
  @Override
  public String toString() {
    var wiring = new Wiring(this);
    var lines = new ArrayList<String>();
    lines.add("flow " + flow);
    inputs.forEach(
        port ->
            lines.add("  in %s%s: %s".formatted(port.name(), occurring(port), port.declared())));
    for (Node node : nodes) {
      lines.add("  node %s (%s %s)".formatted(node.path(), node.component(), node.version()));
      node.inputs().forEach(port -> lines.add("    " + reading(wiring, node.path(), port)));
      node.empty().forEach(port -> lines.add("    in %s: left empty".formatted(port.name())));
      node.outputs()
          .forEach(port -> lines.add("    out %s: %s".formatted(port.name(), port.declared())));
    }
    outputs.forEach(
        port ->
            lines.add("  " + reading(wiring, PortRef.OUTPUT, port).replaceFirst("^in ", "out ")));
    nested.stream()
        .sorted(Comparator.comparing(Nested::path))
        .forEach(inner -> lines.add("  nested %s: flow %s".formatted(inner.path(), inner.flow())));
    ignored.forEach(port -> lines.add("  ignored %s: %s".formatted(port.port(), port.reason())));
    states.forEach(
        state ->
            lines.add(
                "  state %s <- %s: %s"
                    .formatted(state.path(), source(state.after()), state.rows().declared())));
    histories.forEach(h -> lines.add("  history of %s, %s".formatted(h.of(), h.window())));
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static String occurring(PortSpec port) {
    return switch (port.occurs()) {
      case ONCE -> "";
      case OPTIONAL -> " (optional)";
      case REPEATED -> " (repeated)";
    };
  }

  private static String reading(Wiring wiring, String node, PortSpec port) {
    PortRef source = wiring.source(new PortRef(node, port.name()));
    boolean late = wiring.spec(source) instanceof PortSpec.AnyRows && port instanceof PortSpec.Rows;
    return "in %s <- %s: %s%s"
        .formatted(port.name(), source, port.declared(), late ? ", checked when it runs" : "");
  }
}
