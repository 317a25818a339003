package dev.bering.porting;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.ModelItem;
import dev.bering.flow.Part;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which parts of a flow can be checked by themselves. Each node is checked in the smallest part
 * around it all of whose inputs were recorded, and one of whose outputs; the largest is the flow
 * itself.
 */
final class FlowParts {

  private final FlowParity parity;
  private final FlowPlan plan;
  private final Map<PortRef, Recorded> recorded = new HashMap<>();
  private final Map<PortRef, ModelItem<?>> models = new HashMap<>();
  private final Map<PortRef, Expected> expected = new HashMap<>();
  private final Map<String, PortRef> ends = new LinkedHashMap<>();
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, Integer> uncovered = new LinkedHashMap<>();

  /**
   * Something to check.
   *
   * @param end the place of its last node in the flow
   */
  record Unit(ComponentParity parity, int end) {}

  FlowParts(FlowParity parity) {
    this.parity = parity;
    this.plan = parity.flow().plan();
    names();
    settle();
    plan.nodes().forEach(node -> cover(node.path()));
    units.sort(Comparator.comparingInt(Unit::end));
  }

  List<Unit> units() {
    return List.copyOf(units);
  }

  /** The reports of the units, and of the nodes that none covers, in the order of the flow. */
  List<ComponentReport> inOrder(List<ComponentReport> reports) {
    record Placed(int at, ComponentReport report) {}
    var placed = new ArrayList<Placed>();
    for (int i = 0; i < reports.size(); i++) {
      placed.add(new Placed(units.get(i).end(), reports.get(i)));
    }
    uncovered.forEach(
        (path, at) -> placed.add(new Placed(at, ComponentReport.notRecorded(path, gaps(path)))));
    placed.sort(Comparator.comparingInt(Placed::at));
    return placed.stream().map(Placed::report).toList();
  }

  /** The flow from end to end, with everything compared that was recorded on the way. */
  ComponentParity whole() {
    ComponentParity whole = ComponentParity.of(parity.flow().name(), parity.flow());
    for (Map.Entry<String, Recorded> input : parity.inputs().entrySet()) {
      whole = whole.input(input.getKey(), input.getValue());
    }
    for (Map.Entry<String, ModelItem<?>> model : parity.models().entrySet()) {
      whole = whole.model(model.getKey(), model.getValue());
    }
    var judged = new TreeSet<String>();
    for (Map.Entry<String, Expected> output : parity.outputs().entrySet()) {
      String sink = sink(output.getKey());
      whole = whole.output(sink, output.getValue());
      judged.add(sink);
    }
    for (PortSpec port : plan.outputs()) {
      if (port.isFrame() && !judged.contains(port.name())) {
        boolean elsewhere = expected.containsKey(plan.source(new PortRef("out", port.name())));
        whole =
            whole.leaving(
                port.name(), elsewhere ? "it is compared where it is made" : "it was not recorded");
      }
    }
    return whole;
  }

  /** What the flow calls an output: its own name for it, or the node's. */
  private String sink(String name) {
    boolean own = plan.outputs().stream().anyMatch(port -> port.name().equals(name));
    PortRef end = ends.get(name);
    return own || end == null ? name : end.toString();
  }

  private void names() {
    for (Part part : parity.flow().parts()) {
      part.makes().forEach((port, made) -> ends.put(part.path() + "." + port, made));
    }
    for (PortSpec port : plan.outputs()) {
      ends.put(port.name(), plan.source(new PortRef("out", port.name())));
    }
  }

  private void settle() {
    parity.inputs().forEach((port, table) -> recorded.put(new PortRef("in", port), table));
    parity.models().forEach((port, model) -> models.put(new PortRef("in", port), model));
    var problems = new ArrayList<Problem>();
    parity
        .outputs()
        .forEach(
            (name, wanted) -> {
              PortRef end = ends.get(name);
              if (end == null || end.isInput() || expected.containsKey(end)) {
                problems.add(
                    new Problem(
                        "PORTING_EDGE_UNKNOWN",
                        "Cannot check flow %s: %s %s."
                            .formatted(
                                plan.flow(),
                                name,
                                end == null
                                    ? "is no output of it or of a part of it"
                                    : end.isInput()
                                        ? "is an input of it, handed on"
                                        : "is recorded twice, it is " + end),
                        "there are " + String.join(", ", ends.keySet())));
                return;
              }
              expected.put(end, wanted);
              recorded.put(end, wanted.recorded());
            });
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private void cover(String node) {
    for (String path = node; !path.isEmpty(); path = parent(path)) {
      Optional<ComponentParity> found = check(path);
      if (found.isPresent()) {
        if (units.stream().noneMatch(unit -> unit.parity().name().equals(found.get().name()))) {
          units.add(new Unit(found.get(), end(path)));
        }
        return;
      }
    }
    uncovered.put(node, end(node));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private int end(String path) {
    int end = -1;
    for (int i = 0; i < plan.nodes().size(); i++) {
      String node = plan.nodes().get(i).path();
      if (node.equals(path) || node.startsWith(path + "/")) {
        end = i;
      }
    }
    return end;
  }

  private Part part(String path) {
    return parity.flow().parts().stream()
        .filter(part -> part.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no part %s".formatted(path)));
  }

  /** The check of a part by itself, if enough was recorded. */
  private Optional<ComponentParity> check(String path) {
    Part part = part(path);
    ComponentParity check = ComponentParity.of(path, part.flow());
    for (PortSpec port : part.flow().plan().inputs()) {
      PortRef source = PortRefs.of(part.reads(), port.name());
      Recorded table = recorded.get(source);
      ModelItem<?> model = models.get(source);
      if (port.isFrame() && table != null) {
        check = check.input(port.name(), table);
      } else if (!port.isFrame() && model != null) {
        check = check.model(port.name(), model);
      } else {
        return Optional.empty();
      }
    }
    boolean judged = false;
    for (PortSpec port : part.flow().plan().outputs()) {
      Expected wanted = expected.get(PortRefs.of(part.makes(), port.name()));
      if (wanted != null) {
        check = check.output(port.name(), wanted);
        judged = true;
      } else if (port.isFrame()) {
        check = check.leaving(port.name(), "it was not recorded");
      }
    }
    return judged ? Optional.of(check) : Optional.empty();
  }

  private String gaps(String path) {
    Part part = part(path);
    var gaps = new ArrayList<String>();
    part.flow().plan().inputs().stream()
        .filter(
            port -> {
              PortRef source = PortRefs.of(part.reads(), port.name());
              return !recorded.containsKey(source) && !models.containsKey(source);
            })
        .forEach(port -> gaps.add("input " + port.name()));
    part.flow().plan().outputs().stream()
        .filter(port -> !expected.containsKey(PortRefs.of(part.makes(), port.name())))
        .forEach(port -> gaps.add("output " + port.name()));
    return "nothing was recorded for " + String.join(", ", gaps);
  }

  /** Ports by name that must be there. */
  private static final class PortRefs {
    static PortRef of(Map<String, PortRef> ports, String name) {
      PortRef port = ports.get(name);
      if (port == null) {
        throw new IllegalStateException("no port %s among %s".formatted(name, ports.keySet()));
      }
      return port;
    }
  }
}
