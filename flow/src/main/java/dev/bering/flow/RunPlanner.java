package dev.bering.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which ports a run keeps and when it frees them. It knows the graph only, so it takes
 * every output of a node to need all of its inputs.
 */
final class RunPlanner {
  private final Wiring wiring;
  private final Cut cut;
  private final CachePolicy caching;
  private final List<FlowPlan.Node> nodes;
  private final List<String> order;
  private final Map<String, List<PortRef>> reads = new LinkedHashMap<>();

  RunPlanner(Wiring wiring, Cut cut, CachePolicy caching) {
    this.wiring = wiring;
    this.cut = cut;
    this.caching = caching;
    this.nodes =
        wiring.plan().nodes().stream().filter(node -> cut.nodes().contains(node.path())).toList();
    this.order = nodes.stream().map(FlowPlan.Node::path).toList();
    for (String node : order) {
      reads.put(
          node,
          wiring.reads(node).stream()
              .filter(read -> read.input().isFrame()) // a model is made while its node is described
              .map(Wiring.Read::source)
              .filter(source -> !source.isInput() && !cut.given().contains(source))
              .toList());
    }
  }

  RunPlan plan() {
    Map<PortRef, Integer> atLeast = computed(frames());
    List<PortRef> worthKeeping =
        frames().stream()
            .filter(port -> atLeast.getOrDefault(port, 0) > 1)
            .sorted(Comparator.comparingInt(port -> -spared(port, atLeast.getOrDefault(port, 0))))
            .limit(caching.maxPorts())
            .toList();
    var kept = new LinkedHashSet<>(frames());
    kept.retainAll(worthKeeping);
    Map<PortRef, Integer> limited = computed(kept);
    List<PortRef> again =
        frames().stream()
            .filter(port -> limited.getOrDefault(port, 0) > 1 && !kept.contains(port))
            .toList();
    return new RunPlan(
        wiring.plan().flow(),
        List.copyOf(cut.inputs()),
        List.copyOf(cut.given()),
        order,
        writes(kept),
        List.copyOf(kept),
        again,
        caching.whyNot(),
        cut.skipped());
  }

  /** The frames that the run makes. */
  private Set<PortRef> frames() {
    var frames = new LinkedHashSet<PortRef>();
    for (FlowPlan.Node node : nodes) {
      node.outputs().stream()
          .filter(PortSpec::isFrame)
          .map(port -> new PortRef(node.path(), port.name()))
          .filter(port -> !cut.given().contains(port))
          .forEach(frames::add);
    }
    return frames;
  }

  /** How often the writes have each port computed if those in {@code kept} are computed once. */
  private Map<PortRef, Integer> computed(Set<PortRef> kept) {
    var counts = new LinkedHashMap<PortRef, Integer>();
    cut.targets().forEach(target -> counts.merge(target.source(), 1, Integer::sum));
    for (int i = nodes.size() - 1; i >= 0; i--) { // consumers before producers
      FlowPlan.Node node = nodes.get(i);
      int runs = 0;
      for (PortSpec port : node.outputs()) {
        var ref = new PortRef(node.path(), port.name());
        int count = counts.getOrDefault(ref, 0);
        runs += kept.contains(ref) ? Math.min(1, count) : count;
      }
      for (PortRef from : readsOf(node.path())) {
        counts.merge(from, runs, Integer::sum);
      }
    }
    return counts;
  }

  /** How many runs of nodes are spared if {@code port} is kept. */
  private int spared(PortRef port, int count) {
    var upstream = new HashSet<String>();
    collect(port.node(), upstream);
    return (count - 1) * upstream.size();
  }

  private void collect(String node, Set<String> upstream) {
    if (upstream.add(node)) {
      readsOf(node).forEach(from -> collect(from.node(), upstream));
    }
  }

  private List<PortRef> readsOf(String node) {
    return reads.getOrDefault(node, List.of());
  }

  private List<RunPlan.Write> writes(Set<PortRef> kept) {
    var place = new LinkedHashMap<String, Integer>();
    order.forEach(node -> place.put(node, place.size()));
    List<Cut.Target> inOrder =
        cut.targets().stream()
            .sorted(Comparator.comparingInt(to -> place.getOrDefault(to.source().node(), -1)))
            .toList();
    var walks = new ArrayList<Walk>();
    var full = new HashSet<PortRef>();
    for (Cut.Target target : inOrder) {
      var walk = new Walk(kept, Set.copyOf(full));
      walk.visit(target.source());
      walks.add(walk);
      full.addAll(walk.used);
    }
    List<List<Integer>> waits =
        Waits.forFullCaches(walks.stream().map(walk -> List.copyOf(walk.used)).toList());
    var writes = new ArrayList<RunPlan.Write>();
    for (int i = 0; i < inOrder.size(); i++) {
      Walk walk = walks.get(i);
      Cut.Target target = inOrder.get(i);
      List<String> work = order.stream().filter(walk.nodes::contains).toList();
      writes.add(
          new RunPlan.Write(
              target.sink(),
              target.end(),
              target.source(),
              work,
              List.copyOf(walk.used),
              waits.get(i)));
    }
    return writes;
  }

  /** What one write has to compute: from its port back to the caches that are full. */
  private final class Walk {
    private final Set<PortRef> kept;
    private final Set<PortRef> full;
    private final Set<PortRef> used = new LinkedHashSet<>();
    private final Set<String> nodes = new HashSet<>();

    Walk(Set<PortRef> kept, Set<PortRef> full) {
      this.kept = kept;
      this.full = full;
    }

    void visit(PortRef port) {
      if (kept.contains(port)) {
        used.add(port);
      }
      if (!port.isInput() && !full.contains(port) && nodes.add(port.node())) {
        readsOf(port.node()).forEach(this::visit);
      }
    }
  }
}
