package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the ports of a running flow hold so far. */
final class PortValues {
  private final String flow;
  private final Map<PortRef, Handle> values = new LinkedHashMap<>();

  PortValues(String flow) {
    this.flow = flow;
  }

  void put(PortRef port, Handle value) {
    values.put(port, value);
  }

  boolean has(Feed feed) {
    return values.containsKey(feed.source());
  }

  /**
   * What reaches {@code port} of {@code node} through {@code feed}.
   *
   * @throws UserException if it does not fit; edges that declare their columns were checked when
   *     the flow was built
   */
  Handle take(Feed feed, String node, PortSpec port) {
    Handle value = values.get(feed.source());
    if (value == null) {
      throw new IllegalStateException("%s holds nothing in flow %s".formatted(feed, flow));
    }
    for (PortSpec crossed : feed.then(port).through()) {
      String subject =
          "Cannot pass %s/%s to %s".formatted(flow, feed.source(), new PortRef(node, port.name()));
      List<Problem> problems = PortGate.problems(subject, value, crossed);
      if (!problems.isEmpty()) {
        throw UserException.usage(problems);
      }
      value = PortGate.pass(value, crossed);
    }
    return value;
  }

  /** As {@link #take}, of a port for frames. */
  Frame<?> frame(Feed feed, String node, PortSpec port) {
    return (Frame<?>) take(feed, node, port);
  }

  /** The outputs of the flow. */
  <O extends Record> O results(Bundle<O> out, Program program) {
    return out.make(port -> take(program.result(port), PortRef.OUTPUT, port));
  }
}
