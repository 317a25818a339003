package dev.bering.porting;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.PortSpec;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether every port of a component is declared once, and nothing else is. */
final class DeclarationCheck {

  private final ComponentParity parity;
  private final List<Problem> problems = new ArrayList<>();

  DeclarationCheck(ComponentParity parity) {
    this.parity = parity;
  }

  /**
   * Refuses what is wrong.
   *
   * @throws UserException with all of it
   */
  void check() {
    FlowPlan plan = parity.flow().plan();
    plan.inputs().forEach(this::input);
    unknown("INPUT", "input", names(plan.inputs()), parity.inputs().keySet());
    unknown("INPUT", "input", names(plan.inputs()), parity.models().keySet());
    Set<String> outputs = outputs(plan);
    unknown("OUTPUT", "output", outputs, parity.outputs().keySet());
    unknown("OUTPUT", "output", outputs, parity.left().keySet());
    plan.outputs().stream().filter(PortSpec::isFrame).forEach(this::output);
    if (parity.outputs().isEmpty()) {
      add("PORTING_OUTPUT_UNJUDGED", "no output is compared", "declare a recorded output");
    }
    parity.inputs().values().forEach(this::laws);
    parity.outputs().values().forEach(expected -> laws(expected.recorded()));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private void input(PortSpec port) {
    boolean given =
        (port.isFrame() ? parity.inputs().keySet() : parity.models().keySet())
            .contains(port.name());
    if (!given) {
      add(
          "PORTING_INPUT_MISSING",
          "its input %s is given no %s"
              .formatted(port.name(), port.isFrame() ? "recorded table" : "model"),
          port.isFrame() ? "declare a recorded table for it" : "declare the model for it");
    }
  }

  private void output(PortSpec port) {
    boolean judged = parity.outputs().containsKey(port.name());
    boolean left = parity.left().containsKey(port.name());
    if (judged == left) {
      add(
          "PORTING_OUTPUT_UNJUDGED",
          judged
              ? "its output %s is both compared and left".formatted(port.name())
              : "its output %s is neither compared nor left".formatted(port.name()),
          "declare its recorded output, or leave it for a reason");
    }
  }

  private void unknown(
      String code, String kind, Collection<String> known, Collection<String> named) {
    for (String port : named) {
      if (!known.contains(port)) {
        add(
            "PORTING_%s_UNKNOWN".formatted(code),
            "it has no %s %s".formatted(kind, port),
            "there are " + String.join(", ", known));
      }
    }
  }

  private void laws(Recorded recorded) {
    recorded
        .translator()
        .filter(translator -> translator.laws().isEmpty())
        .ifPresent(
            translator ->
                add(
                    "PORTING_LAW_NONE",
                    "translator %s has no law that could be tested".formatted(translator.name()),
                    "declare what it keeps, such as Law.rows(1, 1) or Law.sum(...)"));
  }

  /** The outputs of the component, and, if it is a flow, of the nodes in it. */
  private static Set<String> outputs(FlowPlan plan) {
    var names = new LinkedHashSet<>(names(plan.outputs()));
    for (FlowPlan.Node node : plan.nodes()) {
      node.outputs().stream()
          .filter(PortSpec::isFrame)
          .forEach(port -> names.add(node.path() + "." + port.name()));
    }
    return names;
  }

  private static List<String> names(List<PortSpec> ports) {
    return ports.stream().map(PortSpec::name).toList();
  }

  private void add(String code, String fact, String hint) {
    problems.add(
        new Problem(code, "Cannot check component %s: %s.".formatted(parity.name(), fact), hint));
  }
}
