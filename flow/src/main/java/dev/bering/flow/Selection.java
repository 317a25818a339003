package dev.bering.flow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The nodes of a flow that may run, by their paths; that of a nested flow stands for all nodes
 * inside. What the selected nodes read from others must be given. Conditions add up: {@code
 * Selection.all().from("enrich").to("score")} are the nodes on the ways between the two.
 *
 * @param from these nodes and all that read from them, however far down; all if there are none
 * @param to these nodes and all that they read from, however far up; all if there are none
 * @param only these nodes; all if there are none
 */
public record Selection(List<String> from, List<String> to, List<String> only) {
  private static final Selection ALL = new Selection(List.of(), List.of(), List.of());

  public Selection {
    from = List.copyOf(from);
    to = List.copyOf(to);
    only = List.copyOf(only);
  }

  /** Every node. */
  public static Selection all() {
    return ALL;
  }

  /** Of these, the nodes at {@code paths} and after them. */
  public Selection from(String... paths) {
    return new Selection(joined(from, paths), to, only);
  }

  /** Of these, the nodes at {@code paths} and before them. */
  public Selection to(String... paths) {
    return new Selection(from, joined(to, paths), only);
  }

  /** Of these, the nodes at {@code paths}. */
  public Selection only(String... paths) {
    return new Selection(from, to, joined(only, paths));
  }

  private static List<String> joined(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  boolean isAll() {
    return equals(ALL);
  }

  /** The paths that are none of {@code plan}. */
  List<String> unknown(FlowPlan plan) {
    Set<String> known = paths(plan);
    return Stream.of(from, to, only)
        .flatMap(List::stream)
        .distinct()
        .filter(path -> !known.contains(path))
        .toList();
  }

  /** All paths that can be named: nodes and nested flows. */
  static Set<String> paths(FlowPlan plan) {
    var paths = new TreeSet<String>();
    plan.nodes().forEach(node -> paths.add(node.path()));
    plan.nested().forEach(inner -> paths.add(inner.path()));
    return paths;
  }

  /** The paths of the nodes that are selected, in the order of the plan. */
  Set<String> nodes(Wiring wiring) {
    List<String> order = wiring.plan().nodes().stream().map(FlowPlan.Node::path).toList();
    var nodes = new LinkedHashSet<>(order);
    if (!from.isEmpty()) {
      nodes.retainAll(after(order, wiring));
    }
    if (!to.isEmpty()) {
      nodes.retainAll(before(order, wiring));
    }
    if (!only.isEmpty()) {
      nodes.removeIf(path -> !isAt(path, only));
    }
    return nodes;
  }

  private Set<String> after(List<String> order, Wiring wiring) {
    var found = new LinkedHashSet<String>();
    for (String node : order) { // each comes after those it reads from
      if (isAt(node, from)
          || wiring.reads(node).stream().anyMatch(read -> found.contains(read.source().node()))) {
        found.add(node);
      }
    }
    return found;
  }

  private Set<String> before(List<String> order, Wiring wiring) {
    var found = new LinkedHashSet<String>();
    for (int i = order.size() - 1; i >= 0; i--) {
      String node = order.get(i);
      if (isAt(node, to) || found.contains(node)) {
        found.add(node);
        wiring.reads(node).forEach(read -> found.add(read.source().node()));
      }
    }
    return found;
  }

  private static boolean isAt(String node, List<String> paths) {
    return paths.stream().anyMatch(path -> node.equals(path) || node.startsWith(path + "/"));
  }

  /** As part of a sentence: {@code from enrich to score}; empty if all nodes are selected. */
  @Override
  public String toString() {
    var parts = new ArrayList<String>();
    add(parts, "from", from);
    add(parts, "to", to);
    add(parts, "only", only);
    return String.join(" ", parts);
  }

  private static void add(List<String> parts, String word, List<String> paths) {
    if (!paths.isEmpty()) {
      parts.add(word + " " + String.join(", ", paths));
    }
  }
}
