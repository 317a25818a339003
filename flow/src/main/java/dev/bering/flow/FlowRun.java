package dev.bering.flow;

import dev.bering.model.UserException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A run of a flow, before it happens: what it reads, what it writes, and where it begins.
 *
 * <pre>{@code
 * FlowRun<In, Out> run = FlowRun.of(detect, in).writing(List.of(Sink.of("alerts", "/lake/alerts")));
 * FlowReport all = runner.run(run);
 * FlowReport again = runner.run(run.given(Map.of(PortRef.of("enrich.features"), features)));
 * }</pre>
 *
 * <p>A run is <em>cut</em> at the ports that are given: their frames stand for what their nodes
 * would make, so nodes that only feed them do not run, and inputs of the flow that only feed those
 * are not read. Given frames pass the gate of their port like all others. Everything that runs a
 * part of a flow does it by this.
 *
 * @param in the inputs
 * @param sinks what is written
 * @param given the ports that are not computed, and what they hold
 * @param selection the nodes that may run
 * @param caching how much is kept in Spark's cache
 * @param retry how often a write is tried whose failure may pass
 * @param parallel how many ports are written at the same time at most, from 1
 */
public record FlowRun<I extends Record, O extends Record>(
    Flow<I, O> flow,
    I in,
    List<Sink> sinks,
    Map<PortRef, Frame<?>> given,
    Selection selection,
    CachePolicy caching,
    Retry retry,
    int parallel) {
  private static final int AT_ONCE = 4;

  public FlowRun {
    Objects.requireNonNull(flow, "flow is null");
    Objects.requireNonNull(in, "in is null");
    sinks = List.copyOf(sinks);
    given = inOrder(given);
    Objects.requireNonNull(selection, "selection is null");
    Objects.requireNonNull(caching, "caching is null");
    Objects.requireNonNull(retry, "retry is null");
    if (parallel < 1) {
      throw new IllegalStateException("%d writes at the same time".formatted(parallel));
    }
  }

  private static Map<PortRef, Frame<?>> inOrder(Map<PortRef, ? extends Frame<?>> given) {
    var sorted = new TreeMap<PortRef, Frame<?>>(Comparator.comparing(PortRef::toString));
    sorted.putAll(given);
    return Collections.unmodifiableMap(sorted);
  }

  /** A run that writes nothing yet; four ports at the same time, three attempts each. */
  public static <I extends Record, O extends Record> FlowRun<I, O> of(Flow<I, O> flow, I in) {
    return new FlowRun<>(
        flow.shapedFor(in),
        in,
        List.of(),
        Map.of(),
        Selection.all(),
        CachePolicy.standard(),
        Retry.standard(),
        AT_ONCE);
  }

  /** This run, writing {@code ports} and nothing else. */
  public FlowRun<I, O> writing(List<? extends Sink> ports) {
    return new FlowRun<>(flow, in, List.copyOf(ports), given, selection, caching, retry, parallel);
  }

  /** This run, cut at {@code ports} and nowhere else. Models are not given but made again. */
  public FlowRun<I, O> given(Map<PortRef, ? extends Frame<?>> ports) {
    return new FlowRun<>(flow, in, sinks, inOrder(ports), selection, caching, retry, parallel);
  }

  /** This run of {@code nodes} alone; sinks that other nodes fill are left out. */
  public FlowRun<I, O> only(Selection nodes) {
    return new FlowRun<>(flow, in, sinks, given, nodes, caching, retry, parallel);
  }

  /** This run, keeping as much as {@code policy} says. */
  public FlowRun<I, O> caching(CachePolicy policy) {
    return new FlowRun<>(flow, in, sinks, given, selection, policy, retry, parallel);
  }

  /** This run, trying its writes as often as {@code policy} says. */
  public FlowRun<I, O> retrying(Retry policy) {
    return new FlowRun<>(flow, in, sinks, given, selection, caching, policy, parallel);
  }

  /** This run, writing {@code ports} at the same time at most. */
  public FlowRun<I, O> parallel(int ports) {
    return new FlowRun<>(flow, in, sinks, given, selection, caching, retry, ports);
  }

  /**
   * What this run would do. It reads no data.
   *
   * @throws UserException the FLOW_SINK_, FLOW_GIVEN_ and FLOW_SELECTION_ codes
   */
  public RunPlan plan() {
    return RunPlan.of(flow.plan(), sinks, given.keySet(), selection, caching);
  }
}
