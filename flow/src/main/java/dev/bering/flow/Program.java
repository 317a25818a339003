package dev.bering.flow;

import java.util.List;
import java.util.Map;

/**
 * A flow, ready to run: its components in an order in which every input is there before it is
 * needed. Nested flows are taken apart, so there is one list and one loop.
 *
 * @param results where each output of the flow, by its name, comes from
 * @param states what slices hand on
 * @param histories what is read of earlier slices
 */
record Program(
    String flow,
    List<Call> calls,
    Map<String, Feed> results,
    List<StateWires> states,
    List<FlowPlan.History> histories) {

  Program {
    calls = List.copyOf(calls);
    results = Map.copyOf(results);
    states = List.copyOf(states);
    histories = List.copyOf(histories);
  }

  /** Where the rows of {@code end} come from: an output of the flow or of a node, or a state. */
  Feed feed(PortRef end, PortSpec port) {
    if (end.node().equals(PortRef.OUTPUT)) {
      return result(port);
    }
    return states.stream()
        .filter(state -> end.equals(new PortRef(state.path(), PortRef.AFTER)))
        .map(StateWires::after)
        .findFirst()
        .orElseGet(() -> Feed.of(end));
  }

  Feed result(PortSpec output) {
    Feed feed = results.get(output.name());
    if (feed == null) {
      throw new IllegalStateException("Flow %s has no result for %s".formatted(flow, output));
    }
    return feed;
  }
}
