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
 * Decides which ports a run keeps and which writes wait for each other. It knows the graph only, so
 * it takes every output of a node to need all of its inputs.
 */
final class RunPlanner {
  private static final long COUNTLESS = 1L << 40;

  private final String flow;
  private final Cut cut;
  private final CachePolicy caching;
  private final CutGraph graph;

  RunPlanner(Wiring wiring, Cut cut, CachePolicy caching) {
    this.flow = wiring.plan().flow();
    this.cut = cut;
    this.caching = caching;
    this.graph = new CutGraph(wiring, cut);
  }

  RunPlan plan() {
    Set<PortRef> frames = graph.frames();
    Map<PortRef, Long> atLeast = computed(frames);
    Map<PortRef, Long> worth = new LinkedHashMap<>();
    frames.stream()
        .filter(port -> count(atLeast, port) > 1)
        .forEach(port -> worth.put(port, spared(port, count(atLeast, port))));
    List<PortRef> best =
        worth.keySet().stream()
            .sorted(Comparator.comparingLong(port -> -count(worth, port)))
            .limit(caching.maxPorts())
            .toList();
    var kept = new LinkedHashSet<>(frames);
    kept.retainAll(new HashSet<>(best));
    Map<PortRef, Long> limited = computed(kept);
    List<PortRef> again =
        frames.stream().filter(port -> count(limited, port) > 1 && !kept.contains(port)).toList();
    return new RunPlan(
        flow,
        List.copyOf(cut.inputs()),
        List.copyOf(cut.given()),
        graph.paths(),
        writes(kept),
        List.copyOf(kept),
        again,
        caching.whyNot(),
        cut.skipped());
  }

  private static long count(Map<PortRef, Long> counts, PortRef port) {
    return counts.getOrDefault(port, 0L);
  }

  /** How often the writes have each port computed if those in {@code kept} are computed once. */
  private Map<PortRef, Long> computed(Set<PortRef> kept) {
    var counts = new LinkedHashMap<PortRef, Long>();
    cut.targets().forEach(target -> counts.merge(target.source(), 1L, Long::sum));
    for (int node = graph.size() - 1; node >= 0; node--) { // consumers before producers
      long runs = 0;
      for (PortRef port : graph.makes(node)) {
        long count = count(counts, port);
        runs += kept.contains(port) ? Math.min(1, count) : count;
      }
      long bounded = Math.min(runs, COUNTLESS); // it may double with every node
      graph.reads(node).forEach(from -> counts.merge(from, bounded, Long::sum));
    }
    return counts;
  }

  /** How many runs of nodes are spared if {@code port} is kept. */
  private long spared(PortRef port, long count) {
    return (count - 1) * graph.to(port, Set.of(), Set.of()).nodes().cardinality();
  }

  private List<RunPlan.Write> writes(Set<PortRef> kept) {
    List<Cut.Target> inOrder =
        cut.targets().stream()
            .sorted(Comparator.comparingInt(target -> graph.maker(target.source())))
            .toList();
    var ways = new ArrayList<CutGraph.Way>();
    var full = new HashSet<PortRef>();
    for (Cut.Target target : inOrder) {
      CutGraph.Way way = graph.to(target.source(), kept, full);
      ways.add(way);
      full.addAll(way.reads());
    }
    List<List<Integer>> waits =
        Waits.forFullCaches(ways.stream().map(way -> List.copyOf(way.reads())).toList());
    List<String> paths = graph.paths();
    var writes = new ArrayList<RunPlan.Write>();
    for (int i = 0; i < inOrder.size(); i++) {
      Cut.Target target = inOrder.get(i);
      CutGraph.Way way = ways.get(i);
      writes.add(
          new RunPlan.Write(
              target.sink(),
              target.end(),
              target.source(),
              way.nodes().stream().mapToObj(paths::get).toList(),
              List.copyOf(way.reads()),
              waits.get(i)));
    }
    return writes;
  }
}
