package dev.bering.flow;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs of a flow by name, from callers that know them from a file rather than from Java. */
final class NamedInputs {
  private final String flow;
  private final Map<String, ? extends Handle> given;
  private final List<Problem> problems = new ArrayList<>();

  NamedInputs(String flow, Map<String, ? extends Handle> given) {
    this.flow = flow;
    this.given = given;
  }

  /**
   * The bundle that they make up.
   *
   * @throws UserException FLOW_INPUT_UNKNOWN, FLOW_INPUT_MISSING, FLOW_INPUT_KIND for each name
   */
  <I extends Record> I bind(Bundle<I> declared) {
    Bundle<I> in = declared.shapedFor(given.keySet());
    List<String> names = in.ports().stream().map(PortSpec::name).toList();
    given.keySet().stream()
        .filter(name -> !names.contains(name))
        .sorted()
        .forEach(
            name ->
                add(
                    "FLOW_INPUT_UNKNOWN",
                    "it has no input " + name,
                    NearestName.hint(name, names)));
    in.ports().forEach(port -> check(port, given.get(port.name())));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return in.make(port -> given.get(port.name()));
  }

  private void check(PortSpec port, @Nullable Handle handle) {
    String hint = "give it a " + (port.isFrame() ? "frame" : "model");
    if (handle == null) {
      add("FLOW_INPUT_MISSING", "its input %s is not given".formatted(port.name()), hint);
    } else if (port.isFrame() != handle instanceof Frame<?>) {
      add("FLOW_INPUT_KIND", "its input %s is given %s".formatted(port.name(), handle), hint);
    }
  }

  private void add(String code, String fact, String hint) {
    problems.add(new Problem(code, "Cannot run %s: %s.".formatted(flow, fact), hint));
  }
}
