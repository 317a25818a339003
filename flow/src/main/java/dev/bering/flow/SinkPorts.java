package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the ports that sinks name, and everything wrong with the sinks. */
final class SinkPorts {
  private final FlowPlan plan;
  private final Map<String, PortRef> frames = new LinkedHashMap<>();
  private final Map<String, PortRef> models = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private SinkPorts(FlowPlan plan) {
    this.plan = plan;
    plan.outputs().forEach(port -> index(port.name(), PortRef.output(port.name()), port));
    for (FlowPlan.Node node : plan.nodes()) {
      for (PortSpec port : node.outputs()) {
        var ref = new PortRef(node.path(), port.name());
        index(ref.toString(), ref, port);
      }
    }
  }

  private void index(String written, PortRef ref, PortSpec port) {
    (port.isFrame() ? frames : models).put(written, ref);
  }

  /**
   * The port of each sink, in the order given.
   *
   * @throws UserException FLOW_SINK_NONE, FLOW_SINK_UNKNOWN, FLOW_SINK_MODEL, FLOW_SINK_OVERLAP
   */
  static Map<Sink, PortRef> resolve(FlowPlan plan, List<Sink> sinks) {
    return new SinkPorts(plan).resolve(sinks);
  }

  private Map<Sink, PortRef> resolve(List<Sink> sinks) {
    var ends = new LinkedHashMap<Sink, PortRef>();
    if (sinks.isEmpty()) {
      add(
          "FLOW_SINK_NONE",
          "Cannot run %s: no port is to be written.".formatted(plan.flow()),
          "name a port and a location; there are " + names());
    }
    for (Sink sink : sinks) {
      port(sink).ifPresent(port -> ends.put(sink, port));
    }
    for (int i = 0; i < sinks.size(); i++) {
      for (Sink before : sinks.subList(0, i)) {
        checkApart(before, sinks.get(i));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return ends;
  }

  private Optional<PortRef> port(Sink sink) {
    PortRef port = frames.get(sink.port());
    if (port == null && models.containsKey(sink.port())) {
      add(
          "FLOW_SINK_MODEL",
          "Cannot write %s of %s: it is a model.".formatted(sink.port(), plan.flow()),
          "choose one of " + names());
    } else if (port == null) {
      add(
          "FLOW_SINK_UNKNOWN",
          "Cannot write %s of %s: there is no such port.".formatted(sink.port(), plan.flow()),
          NearestName.hint(sink.port(), new TreeSet<>(frames.keySet())));
    }
    return Optional.ofNullable(port);
  }

  private void checkApart(Sink before, Sink sink) {
    if (sink.location().isWithin(before.location())
        || before.location().isWithin(sink.location())) {
      add(
          "FLOW_SINK_OVERLAP",
          "Cannot write %s of %s to %s: %s is written to %s."
              .formatted(
                  sink.port(), plan.flow(), sink.location(), before.port(), before.location()),
          "give each port a location outside the others'");
    }
  }

  private String names() {
    return String.join(", ", new TreeSet<>(frames.keySet()));
  }

  private void add(String code, String message, String hint) {
    problems.add(new Problem(code, message, hint));
  }
}
