package dev.bering.profile;

import dev.bering.flow.CachePolicy;
import dev.bering.flow.FlowPlan;
import dev.bering.flow.FlowRun;
import dev.bering.flow.NoopSink;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.flow.RunPlan;
import dev.bering.flow.Sink;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Decides where a flow is cut to be profiled, and what then runs on what. */
final class ProfilePlanner {
  private final FlowRun<?, ?> run;
  private final FlowPlan plan;
  private final RunPlan whole;
  private final Map<String, List<PortRef>> reads;

  private ProfilePlanner(FlowRun<?, ?> run) {
    this.run = run;
    this.plan = run.flow().plan();
    this.whole = run.plan();
    this.reads =
        plan.wires().stream()
            .collect(
                Collectors.groupingBy(
                    wire -> wire.to().node(),
                    Collectors.mapping(FlowPlan.Wire::from, Collectors.toList())));
  }

  /**
   * @param run what is to be timed; nothing is written where its sinks say
   * @throws UserException FLOW_PROFILE_NONE if there is nothing to time, FLOW_PROFILE_CUT for ports
   *     at which it cannot be cut, and what {@link FlowRun#plan} throws
   */
  static ProfilePlan plan(FlowRun<?, ?> run, Cuts cuts) {
    return new ProfilePlanner(dropping(run)).plan(cuts);
  }

  /** {@code run} with all that it writes computed and dropped; all outputs if it writes nothing. */
  static <I extends Record, O extends Record> FlowRun<I, O> dropping(FlowRun<I, O> run) {
    List<String> ports =
        run.sinks().isEmpty()
            ? run.flow().plan().outputs().stream()
                .filter(PortSpec::isFrame)
                .map(PortSpec::name)
                .toList()
            : run.sinks().stream().map(Sink::port).toList();
    if (ports.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "FLOW_PROFILE_NONE",
              "Cannot profile %s: no output of it is a frame.".formatted(run.flow().name()),
              "profile a flow that computes something"));
    }
    return run.writing(ports.stream().distinct().map(NoopSink::new).toList());
  }

  private ProfilePlan plan(Cuts cuts) {
    if (cuts.extent() == Cuts.Extent.NOWHERE) {
      return new ProfilePlan(whole, List.of(), List.of(), List.of());
    }
    Set<PortRef> between = between();
    Set<PortRef> asked =
        cuts.extent() == Cuts.Extent.EVERYWHERE ? between : known(cuts.ports(), between);
    Set<PortRef> all = computedOnce(asked);
    List<PortRef> inOrder = between.stream().filter(all::contains).toList();
    return new ProfilePlan(
        whole,
        inOrder,
        inOrder.stream().filter(port -> !asked.contains(port)).toList(),
        steps(inOrder));
  }

  /** The frames that nodes of the run make and others read, in the order of the nodes. */
  private Set<PortRef> between() {
    Set<PortRef> read =
        whole.nodes().stream()
            .flatMap(node -> reads(node).stream())
            .filter(port -> whole.nodes().contains(port.node()) && plan.spec(port).isFrame())
            .filter(port -> !run.given().containsKey(port))
            .collect(Collectors.toSet());
    var inOrder = new LinkedHashSet<PortRef>();
    for (FlowPlan.Node node : plan.nodes()) {
      node.outputs().stream()
          .map(port -> new PortRef(node.path(), port.name()))
          .filter(read::contains)
          .forEach(inOrder::add);
    }
    return inOrder;
  }

  private List<PortRef> reads(String node) {
    return reads.getOrDefault(node, List.of());
  }

  private Set<PortRef> known(List<PortRef> asked, Set<PortRef> between) {
    List<Problem> problems =
        asked.stream()
            .filter(port -> !between.contains(port))
            .map(
                port ->
                    new Problem(
                        "FLOW_PROFILE_CUT",
                        "Cannot cut %s at %s: no node of the run reads a frame of that name."
                            .formatted(plan.flow(), port),
                        "cut at "
                            + between.stream()
                                .map(PortRef::toString)
                                .collect(Collectors.joining(", "))))
            .toList();
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new LinkedHashSet<>(asked);
  }

  /**
   * {@code asked} and every port that would be computed more than once between these cuts. What the
   * maker of a model reads is among them, because training reads it at once.
   */
  private Set<PortRef> computedOnce(Set<PortRef> asked) {
    var cuts = new LinkedHashSet<>(asked);
    for (FlowPlan.Node node : plan.nodes()) {
      if (whole.nodes().contains(node.path())
          && node.outputs().stream().anyMatch(port -> !port.isFrame())) {
        reads(node.path()).stream().filter(between()::contains).forEach(cuts::add);
      }
    }
    boolean more = true;
    while (more) {
      List<Sink> sinks = new ArrayList<>(ends(cuts));
      cuts.forEach(port -> sinks.add(new NoopSink(port.toString())));
      CachePolicy all = run.caching().withMaxPorts(Integer.MAX_VALUE);
      more = cuts.addAll(run.writing(sinks).caching(all).plan().cached());
    }
    return cuts;
  }

  /** What is written of ports that are not stored on the way. */
  private List<NoopSink> ends(Set<PortRef> cuts) {
    return whole.writes().stream()
        .filter(write -> !write.nodes().isEmpty() && !cuts.contains(write.source()))
        .map(write -> new NoopSink(write.sink().port()))
        .toList();
  }

  private List<ProfilePlan.Step> steps(List<PortRef> cuts) {
    Map<String, List<PortRef>> stores = new LinkedHashMap<>();
    Map<String, List<PortRef>> drops = new LinkedHashMap<>();
    cuts.forEach(port -> add(stores, port));
    whole.writes().stream()
        .filter(write -> !write.nodes().isEmpty() && !cuts.contains(write.source()))
        .map(RunPlan.Write::source)
        .distinct()
        .forEach(port -> add(drops, port));
    return whole.nodes().stream()
        .filter(node -> stores.containsKey(node) || drops.containsKey(node))
        .map(
            node ->
                step(
                    node,
                    cuts,
                    stores.getOrDefault(node, List.of()),
                    drops.getOrDefault(node, List.of())))
        .toList();
  }

  private static void add(Map<String, List<PortRef>> ports, PortRef port) {
    ports.computeIfAbsent(port.node(), node -> new ArrayList<>()).add(port);
  }

  private ProfilePlan.Step step(
      String maker, List<PortRef> cuts, List<PortRef> stores, List<PortRef> drops) {
    Set<PortRef> known = new HashSet<>(cuts);
    known.addAll(run.given().keySet());
    var timed = new HashSet<>(back(maker, known, port -> plan.spec(port).isFrame()).nodes());
    Way all = back(maker, known, port -> true);
    return new ProfilePlan.Step(
        whole.nodes().stream().filter(timed::contains).toList(),
        whole.nodes().stream()
            .filter(node -> all.nodes().contains(node) && !timed.contains(node))
            .toList(),
        List.copyOf(all.reads()),
        stores,
        drops);
  }

  /** Nodes, and the ports at which the way to them began. */
  private record Way(Set<String> nodes, Set<PortRef> reads) {}

  /** From {@code maker} back along {@code followed} ports, as far as those that are known. */
  private Way back(String maker, Set<PortRef> known, Predicate<PortRef> followed) {
    var way = new Way(new LinkedHashSet<>(List.of(maker)), new LinkedHashSet<>());
    var next = new ArrayDeque<>(List.of(maker));
    while (!next.isEmpty()) {
      for (PortRef port : reads(next.pop())) {
        if (known.contains(port)) {
          way.reads().add(port);
        } else if (whole.nodes().contains(port.node())
            && followed.test(port)
            && way.nodes().add(port.node())) {
          next.push(port.node());
        }
      }
    }
    return way;
  }
}
