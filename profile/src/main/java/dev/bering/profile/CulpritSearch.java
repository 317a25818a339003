package dev.bering.profile;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowPlan;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRun;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.NoopSink;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the node of a flow that eats its time. The flow runs once, which tells the group of nodes
 * that takes the longest; nodes of a group run as one, so their times cannot be told apart. The
 * group is then cut in two at its ports, again and again: the part before the cut runs, what
 * crosses the cut is stored, and the search goes on in the slower part. At the end the node that is
 * left runs by itself, which must confirm its time and shows its operators.
 *
 * <p>A model cannot be stored between runs: the node that makes it runs again in every part that
 * needs it.
 *
 * <p>Nodes can also be slow before anything is written, while they describe their frames or make
 * models in the driver. That is timed by node in the first run, so it needs no cuts.
 *
 * <p>Nothing is published: outputs are computed and dropped. What is stored lies in a folder of its
 * own below the scratch folder, which is removed, also after a failure.
 */
public final class CulpritSearch {
  private static final String DESCRIBING = "describing";
  private static final double FAIR_SHARES = 3;
  private static final double LEAST_SHARE = 0.35;
  private static final double MOST_SHARE = 0.8;

  private final FlowContext ctx;
  private final Location scratch;
  private final Progress progress;

  /**
   * @param scratch a folder below which rows may be stored for a while
   */
  public CulpritSearch(FlowContext ctx, Location scratch, Progress progress) {
    this.ctx = ctx;
    this.scratch = scratch;
    this.progress = progress;
  }

  /**
   * Searches {@code flow} on {@code in}.
   *
   * @throws dev.bering.model.UserException as {@link FlowRunner#run}
   */
  public <I extends Record, O extends Record> Culprit search(Flow<I, O> flow, I in) {
    return search(FlowRun.of(flow, in));
  }

  /**
   * Searches what {@code run} computes, on what it reads and is given. It is not carried out: what
   * it would write is computed and dropped; all outputs if it writes nothing.
   *
   * @throws dev.bering.model.UserException as {@link FlowRunner#run}
   */
  public Culprit search(FlowRun<?, ?> run) {
    try (var folder = new Scratch(ctx, scratch)) {
      return new Search<>(run, folder).search();
    }
  }

  /** One search. */
  private final class Search<I extends Record, O extends Record> {
    private final FlowRun<I, O> run;
    private final Flow<I, O> flow;
    private final FlowPlan plan;
    private final List<String> ports;
    private final Scratch folder;
    private int partialRuns;

    Search(FlowRun<I, O> run, Scratch folder) {
      this.run = run.caching(run.caching().withMaxPorts(Integer.MAX_VALUE));
      this.folder = folder;
      this.flow = run.flow();
      this.plan = flow.plan();
      this.ports =
          run.sinks().isEmpty()
              ? plan.outputs().stream().filter(PortSpec::isFrame).map(PortSpec::name).toList()
              : run.sinks().stream().map(Sink::port).toList();
    }

    Culprit search() {
      if (plan.nodes().isEmpty() || ports.isEmpty()) {
        throw UserException.usage(
            new Problem(
                "FLOW_CULPRIT_NONE",
                "Cannot search %s for a slow node: no node of it makes a frame that is an output."
                    .formatted(flow.name()),
                "search a flow that computes something"));
      }
      FlowReport all = runAll();
      List<Culprit.Group> groups = groups(all);
      if (groups.get(0).port().equals(DESCRIBING)) {
        return describing(groups, all.describing());
      }
      List<List<String>> units = units(groups.get(0).nodes());
      double[] weights = units.stream().mapToDouble(List::size).toArray();
      Bisection.Found found =
          Bisection.search(weights, groups.get(0).took(), (from, cut) -> runPart(units, from, cut));
      List<String> unit = units.get(found.node());
      Isolated alone = runAlone(unit);
      return new Culprit(
          flow.name(),
          groups,
          found.halvings().stream().map(halving -> cutting(units, halving)).toList(),
          String.join(", ", unit),
          alone.took(),
          verdict(groups, plan.nodes().size(), found.time(), alone.took()),
          alone.evidence(),
          partialRuns);
    }

    /** The node that takes the longest before anything is written. */
    private Culprit describing(List<Culprit.Group> groups, Map<String, Duration> took) {
      String slowest =
          took.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(Map.Entry::getKey)
              .orElseThrow(() -> new IllegalStateException("Nothing was described"));
      Duration found = took.getOrDefault(slowest, Duration.ZERO);
      FlowReport again = runOnly(withReader(slowest));
      Duration alone = again.describing().getOrDefault(slowest, Duration.ZERO);
      return new Culprit(
          flow.name(),
          groups,
          List.of(),
          slowest,
          alone,
          verdict(groups, plan.nodes().size(), found, alone),
          List.of(EvidenceRules.describing(alone, again.described())),
          partialRuns);
    }

    /**
     * {@code node} and, if it makes models only, what reads them up to a node that makes frames.
     */
    private List<String> withReader(String node) {
      var nodes = new ArrayList<>(List.of(node));
      String last = node;
      while (!makesFrame(last)) {
        String from = last;
        last =
            plan.wires().stream()
                .filter(wire -> wire.from().node().equals(from))
                .map(wire -> wire.to().node())
                .filter(reader -> plan.nodes().stream().anyMatch(n -> n.path().equals(reader)))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalStateException("Nothing reads what %s makes".formatted(from)));
        nodes.add(last);
      }
      return nodes;
    }

    private boolean makesFrame(String path) {
      return plan.nodes().stream()
          .filter(node -> node.path().equals(path))
          .anyMatch(node -> node.outputs().stream().anyMatch(PortSpec::isFrame));
    }

    /**
     * The nodes in parts between which the group can be cut: where a frame crosses, which can be
     * stored. Nodes that only a model joins stay together.
     */
    private List<List<String>> units(List<String> nodes) {
      var units = new ArrayList<List<String>>();
      int from = 0;
      for (int cut = 1; cut < nodes.size(); cut++) {
        if (!crossing(nodes.subList(0, cut), nodes.subList(cut, nodes.size())).isEmpty()) {
          units.add(nodes.subList(from, cut));
          from = cut;
        }
      }
      units.add(nodes.subList(from, nodes.size()));
      return units;
    }

    private static List<String> joined(List<List<String>> units) {
      return units.stream().flatMap(List::stream).toList();
    }

    /** Runs all of the flow. Ports that are kept between writes are stored, for runs of parts. */
    private FlowReport runAll() {
      List<Sink> sinks = new ArrayList<>();
      ports.forEach(port -> sinks.add(new NoopSink(port)));
      Set<PortRef> kept = new LinkedHashSet<>();
      List<PortRef> more = run.writing(sinks).plan().cached();
      while (kept.addAll(more)) {
        List<Sink> all = new ArrayList<>(sinks);
        kept.forEach(port -> all.add(folder.sink(port)));
        more = run.writing(all).plan().cached();
      }
      kept.forEach(port -> sinks.add(folder.sink(port)));
      FlowReport report = run(run.writing(sinks));
      kept.forEach(folder::readBack);
      return report;
    }

    private static List<Culprit.Group> groups(FlowReport report) {
      var groups = new ArrayList<Culprit.Group>();
      for (FlowReport.Written written : report.written()) {
        if (!written.nodes().isEmpty()) {
          groups.add(new Culprit.Group(written.port(), written.nodes(), written.elapsed()));
        }
      }
      groups.add(
          new Culprit.Group(
              DESCRIBING,
              List.copyOf(report.describing().keySet()),
              sum(report.describing().values().stream())));
      groups.sort(Comparator.comparing(Culprit.Group::took).reversed());
      return groups;
    }

    private Duration runPart(List<List<String>> units, int from, int cut) {
      List<String> part = joined(units.subList(from, cut));
      Set<PortRef> frontier = crossing(part, joined(units.subList(cut, units.size())));
      partialRuns++;
      FlowReport report =
          run(run.writing(frontier.stream().map(folder::sink).toList()).given(given(part)));
      frontier.forEach(folder::readBack);
      return took(report);
    }

    /** The ports of {@code part} that {@code later} nodes read. */
    private Set<PortRef> crossing(List<String> part, List<String> later) {
      var ports = new LinkedHashSet<PortRef>();
      plan.wires().stream()
          .filter(wire -> part.contains(wire.from().node()) && later.contains(wire.to().node()))
          .map(FlowPlan.Wire::from)
          .filter(port -> plan.spec(port).isFrame())
          .forEach(ports::add);
      return ports;
    }

    /** What {@code part} reads of what is stored, and of what the run is given. */
    private Map<PortRef, Frame<?>> given(List<String> part) {
      Map<PortRef, Frame<?>> known = new HashMap<>(run.given());
      known.putAll(folder.stored());
      var given = new LinkedHashMap<PortRef, Frame<?>>();
      plan.wires().stream()
          .filter(wire -> part.contains(wire.to().node()) && !part.contains(wire.from().node()))
          .map(FlowPlan.Wire::from)
          .filter(known::containsKey)
          .forEach(port -> given.put(port, known.get(port)));
      return given;
    }

    private Isolated runAlone(List<String> unit) {
      try (var plans = new PlanWatch(ctx.spark())) {
        FlowReport report = runOnly(unit);
        return new Isolated(
            took(report), EvidenceRules.of(plans.plans(), Figures.of(report, cores())));
      }
    }

    /** Stores what was stored when it was timed before, so that like is compared with like. */
    private FlowReport runOnly(List<String> unit) {
      partialRuns++;
      List<Sink> sinks = new ArrayList<>();
      for (FlowPlan.Node node : plan.nodes()) {
        if (unit.contains(node.path())) {
          node.outputs().stream()
              .filter(PortSpec::isFrame)
              .map(port -> new PortRef(node.path(), port.name()))
              .forEach(
                  port ->
                      sinks.add(
                          folder.stored().containsKey(port)
                              ? folder.sink(port)
                              : new NoopSink(port.toString())));
        }
      }
      return run(run.writing(sinks).given(given(unit)));
    }

    /** One write after the other, so that none waits for another's tasks. */
    private FlowReport run(FlowRun<I, O> part) {
      return new FlowRunner(ctx, progress).run(part.parallel(1));
    }

    private int cores() {
      return ctx.spark().sparkContext().defaultParallelism();
    }

    private Culprit.Cutting cutting(List<List<String>> units, Bisection.Halving halving) {
      return new Culprit.Cutting(
          joined(units.subList(halving.from(), halving.cut())),
          halving.first(),
          joined(units.subList(halving.cut(), halving.to())),
          halving.second());
    }
  }

  /** A node that ran by itself. */
  private record Isolated(Duration took, List<Evidence> evidence) {}

  private static Duration took(FlowReport report) {
    return sum(report.written().stream().map(FlowReport.Written::elapsed));
  }

  private static Duration sum(Stream<Duration> times) {
    return times.reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Only what a node takes by itself accuses it: what the cuts leave for it may have been taken by
   * something else.
   *
   * @param nodes of the flow
   * @param found the time of the node, as far as the cuts tell
   * @param alone its time by itself
   */
  private static Culprit.Verdict verdict(
      List<Culprit.Group> groups, int nodes, Duration found, Duration alone) {
    Duration others = sum(groups.stream().map(Culprit.Group::took)).minus(found);
    double least = Math.min(MOST_SHARE, Math.max(LEAST_SHARE, FAIR_SHARES / nodes));
    if (nodes == 1 || share(alone, others) >= least) {
      return Culprit.Verdict.FOUND;
    }
    return share(found, others) >= least ? Culprit.Verdict.NOT_CONFIRMED : Culprit.Verdict.SPREAD;
  }

  private static double share(Duration time, Duration others) {
    return (double) time.toNanos() / Math.max(1, time.plus(others).toNanos());
  }
}
