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

  Feed result(PortSpec output) {
    Feed feed = results.get(output.name());
    if (feed == null) {
      throw new IllegalStateException("Flow %s has no result for %s".formatted(flow, output));
    }
    return feed;
  }
}
