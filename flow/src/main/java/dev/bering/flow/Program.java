package dev.bering.flow;

import java.util.List;
import java.util.Map;

/**
 * A flow, ready to run: its components in an order in which every input is there before it is
 * needed. Nested flows are taken apart, so there is one list and one loop.
 *
 * @param results where each output of the flow, by its name, comes from
 */
record Program(String flow, List<Call> calls, Map<String, Feed> results) {

  Program {
    calls = List.copyOf(calls);
    results = Map.copyOf(results);
  }

  Feed result(PortSpec output) {
    Feed feed = results.get(output.name());
    if (feed == null) {
      throw new IllegalStateException("Flow %s has no result for %s".formatted(flow, output));
    }
    return feed;
  }
}
