package dev.bering.flowfile;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.PortSpec;
import dev.bering.model.NearestName;
import dev.bering.yaml.YamlFile;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** The names in a flow file, against those of the flow: the file complains of what does not fit. */
final class FlowNames {
  private final FlowPlan plan;
  private final boolean cut;
  private final YamlFile yaml;
  private final Node document;
  private final Map<String, Map<String, Node>> sections;

  /**
   * @param cut whether the flow runs in slices
   * @param sections what stands at the keys whose values are names and what is said of them
   */
  FlowNames(
      FlowPlan plan,
      boolean cut,
      YamlFile yaml,
      Node document,
      Map<String, Map<String, Node>> sections) {
    this.plan = plan;
    this.cut = cut;
    this.yaml = yaml;
    this.document = document;
    this.sections = sections;
  }

  void check() {
    List<String> frames = inputs(true);
    List<String> models = inputs(false);
    known("inputs", "input", frames, models, "models");
    known("models", "model", models, frames, "inputs");
    each("inputs", "input", frames);
    each("models", "model", models);
    Set<String> ports = ports();
    known("outputs", "port", ports, List.of(), "");
    if (names("outputs").isEmpty()) {
      yaml.wrong(
          document, "nothing is published", "write 'outputs:' with " + String.join(", ", ports));
    }
    List<String> states = plan.states().stream().map(FlowPlan.StatePort::path).toList();
    known("state", "state", states, List.of(), "");
    if (cut) {
      each("state", "state", states);
    } else if (!states.isEmpty() || !plan.histories().isEmpty()) {
      yaml.wrong(
          document,
          "%s reads what earlier slices left, and there are none without 'every'"
              .formatted(plan.flow()),
          "write 'every: hour'");
    }
    known("daily", "output in the file", names("outputs").keySet(), List.of(), "");
    known("budgets", "output in the file, node or nested flow", parts(), List.of(), "");
  }

  private List<String> inputs(boolean frames) {
    return plan.inputs().stream()
        .filter(port -> port.isFrame() == frames)
        .map(PortSpec::name)
        .toList();
  }

  /** What may have a budget of its own: what is computed while something is written. */
  private Set<String> parts() {
    var parts = new LinkedHashSet<>(names("outputs").keySet());
    List<String> timed =
        plan.nodes().stream()
            .filter(node -> node.outputs().stream().anyMatch(PortSpec::isFrame))
            .map(FlowPlan.Node::path)
            .toList();
    parts.addAll(timed);
    plan.nested().stream()
        .map(FlowPlan.Nested::path)
        .filter(path -> timed.stream().anyMatch(node -> node.startsWith(path + "/")))
        .forEach(parts::add);
    return parts;
  }

  /** The ports that can be published: outputs of the flow, and those of its nodes. */
  private Set<String> ports() {
    var ports = new LinkedHashSet<String>();
    plan.outputs().stream().filter(PortSpec::isFrame).forEach(port -> ports.add(port.name()));
    plan.nodes()
        .forEach(
            node ->
                node.outputs().stream()
                    .filter(PortSpec::isFrame)
                    .forEach(port -> ports.add(node.path() + "." + port.name())));
    return ports;
  }

  private Map<String, Node> names(String section) {
    return sections.getOrDefault(section, Map.of());
  }

  /** Complains of names that are none of {@code known}. */
  private void known(
      String section, String what, Collection<String> known, List<String> others, String place) {
    names(section)
        .forEach(
            (name, node) -> {
              if (others.contains(name)) {
                yaml.wrongName(
                    node,
                    "'%s' of %s is no %s".formatted(name, plan.flow(), what),
                    "write it under '%s:'".formatted(place));
              } else if (!known.contains(name)) {
                yaml.wrongName(
                    node,
                    "%s has no %s '%s'".formatted(plan.flow(), what, name),
                    NearestName.hint(name, known));
              }
            });
  }

  /** Complains of every name that is not there. */
  private void each(String section, String what, List<String> wanted) {
    for (String name : wanted) {
      if (!names(section).containsKey(name)) {
        yaml.wrong(
            document,
            "%s '%s' of %s is missing".formatted(what, name, plan.flow()),
            "write '%s: ...' under '%s:'".formatted(name, section));
      }
    }
  }
}
