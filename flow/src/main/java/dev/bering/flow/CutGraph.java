package dev.bering.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run computes: the nodes of a cut by their places, and the frames that they read from each
 * other. Flows have thousands of nodes, so nothing here searches.
 */
final class CutGraph {
  private final List<FlowPlan.Node> nodes;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final List<List<PortRef>> reads = new ArrayList<>();
  private final List<List<PortRef>> makes = new ArrayList<>();

  CutGraph(Wiring wiring, Cut cut) {
    nodes =
        wiring.plan().nodes().stream().filter(node -> cut.nodes().contains(node.path())).toList();
    for (FlowPlan.Node node : nodes) {
      places.put(node.path(), places.size());
      reads.add(
          wiring.reads(node.path()).stream()
              .filter(read -> read.input().isFrame()) // a model is made while its node is described
              .map(Wiring.Read::source)
              .filter(source -> !source.isInput() && !cut.given().contains(source))
              .toList());
      makes.add(
          node.outputs().stream()
              .filter(PortSpec::isFrame)
              .map(port -> new PortRef(node.path(), port.name()))
              .filter(port -> !cut.given().contains(port))
              .toList());
    }
  }

  int size() {
    return nodes.size();
  }

  /** The paths of the nodes, each after those it reads from. */
  List<String> paths() {
    return nodes.stream().map(FlowPlan.Node::path).toList();
  }

  /** The place of the node that makes {@code port}; before all of them if none does. */
  int maker(PortRef port) {
    return places.getOrDefault(port.node(), -1);
  }

  /** The frames that the node at {@code place} reads from others. */
  List<PortRef> reads(int place) {
    return reads.get(place);
  }

  /** The frames that the node at {@code place} makes. */
  List<PortRef> makes(int place) {
    return makes.get(place);
  }

  /** All frames that are made. */
  Set<PortRef> frames() {
    var frames = new LinkedHashSet<PortRef>();
    makes.forEach(frames::addAll);
    return frames;
  }

  /**
   * The nodes that must run to make {@code port}, and the kept ports that are read on the way.
   *
   * @param kept the ports that are kept
   * @param full those of them that have been computed already
   */
  Way to(PortRef port, Set<PortRef> kept, Set<PortRef> full) {
    var way = new Way(new BitSet(size()), new LinkedHashSet<>());
    var next = new ArrayDeque<PortRef>(List.of(port));
    while (!next.isEmpty()) {
      PortRef at = next.pop();
      if (kept.contains(at)) {
        way.reads().add(at);
      }
      int maker = maker(at);
      if (maker >= 0 && !full.contains(at) && !way.nodes().get(maker)) {
        way.nodes().set(maker);
        reads(maker).forEach(next::push);
      }
    }
    return way;
  }

  /** Nodes by their places, and kept ports. */
  record Way(BitSet nodes, Set<PortRef> reads) {}
}
