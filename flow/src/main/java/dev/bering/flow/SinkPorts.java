package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the ports that sinks name, and everything wrong with the sinks. */
final class SinkPorts {
  private final Wiring wiring;
  private final Map<String, PortRef> frames = new LinkedHashMap<>();
  private final Map<String, PortRef> models = new LinkedHashMap<>();
  private final List<Problem> problems;

  /**
   * @param problems takes up FLOW_SINK_NONE, FLOW_SINK_UNKNOWN, FLOW_SINK_MODEL, FLOW_SINK_OVERLAP
   */
  SinkPorts(Wiring wiring, List<Problem> problems) {
    this.wiring = wiring;
    this.problems = problems;
    wiring.plan().outputs().forEach(p -> index(p.name(), PortRef.output(p.name()), p));
    wiring.plan().states().forEach(s -> index(s.after().toString(), s.after(), s.rows()));
    for (FlowPlan.Node node : wiring.plan().nodes()) {
      for (PortSpec port : node.outputs()) {
        var ref = new PortRef(node.path(), port.name());
        index(ref.toString(), ref, port);
      }
    }
  }

  private void index(String written, PortRef ref, PortSpec port) {
    (port.isFrame() ? frames : models).put(written, ref);
  }

  /** The port of each sink, in the order given, as far as there is one. */
  List<Cut.Target> targets(List<Sink> sinks) {
    if (sinks.isEmpty()) {
      add(
          "FLOW_SINK_NONE",
          "Cannot run %s: no port is to be written.".formatted(flow()),
          "name a port and a location; there are " + names());
    }
    var targets = new ArrayList<Cut.Target>();
    for (Sink sink : sinks) {
      port(sink).ifPresent(end -> targets.add(new Cut.Target(sink, end, wiring.maker(end))));
    }
    for (int i = 0; i < sinks.size(); i++) {
      for (Sink before : sinks.subList(0, i)) {
        checkApart(before, sinks.get(i));
      }
    }
    return targets;
  }

  private Optional<PortRef> port(Sink sink) {
    PortRef port = frames.get(sink.port());
    if (port == null && models.containsKey(sink.port())) {
      add(
          "FLOW_SINK_MODEL",
          "Cannot write %s of %s: it is a model.".formatted(sink.port(), flow()),
          "choose one of " + names());
    } else if (port == null) {
      add(
          "FLOW_SINK_UNKNOWN",
          "Cannot write %s of %s: there is no such port.".formatted(sink.port(), flow()),
          NearestName.hint(sink.port(), new TreeSet<>(frames.keySet())));
    }
    return Optional.ofNullable(port);
  }

  private void checkApart(Sink before, Sink sink) {
    if (overlap(before.place(), sink.place())) {
      add(
          "FLOW_SINK_OVERLAP",
          "Cannot write %s of %s to %s: %s is written to %s."
              .formatted(sink.port(), flow(), sink.target(), before.port(), before.target()),
          "give each port a location outside the others'");
    }
  }

  private static boolean overlap(Optional<Location> a, Optional<Location> b) {
    return a.isPresent()
        && b.isPresent()
        && (a.get().isWithin(b.get()) || b.get().isWithin(a.get()));
  }

  private String flow() {
    return wiring.plan().flow();
  }

  private String names() {
    return String.join(", ", new TreeSet<>(frames.keySet()));
  }

  private void add(String code, String message, String hint) {
    problems.add(new Problem(code, message, hint));
  }
}
