package dev.bering.flow;

import dev.bering.model.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gate at each port while a flow runs. */
final class PortGate {

  private PortGate() {}

  /**
   * Everything that keeps {@code given} from passing {@code port}. Spark's nullability flags are
   * not looked at.
   *
   * @param subject how the messages begin: {@code Cannot run detect/score: output alerts}
   */
  static List<Problem> problems(String subject, @Nullable Handle given, PortSpec port) {
    if (given == null) {
      return List.of(
          new Problem("FLOW_HANDLE_NULL", subject + ": it is null.", "give it " + kind(port)));
    }
    if (Symbol.of(given) != null) {
      return List.of(
          new Problem(
              "FLOW_HANDLE_SYMBOLIC",
              "%s: it is a symbol of a flow under construction, %s.".formatted(subject, given),
              "give it " + kind(port)));
    }
    if (port instanceof PortSpec.Rows rows && given instanceof Frame<?> frame) {
      return Covering.problems(subject, frame.schema(), rows.schema(), Covering.Nulls.IGNORED);
    }
    if (port instanceof PortSpec.Model model
        && given instanceof ModelItem<?> item
        && !model.type().isInstance(item.model())) {
      return List.of(
          new Problem(
              "FLOW_MODEL_TYPE",
              "%s: the model is a %s, wanted a %s."
                  .formatted(
                      subject, TypeName.of(item.model().getClass()), TypeName.of(model.type())),
              "give it " + kind(port)));
    }
    if (port instanceof PortSpec.Model model && given instanceof ModelItem<?> item) {
      return model.signature().problems(subject, item);
    }
    return List.of();
  }

  private static String kind(PortSpec port) {
    return port.isFrame() ? "a frame with rows" : "a loaded " + port.declared();
  }

  /** What of {@code given} passes {@code port}. */
  static Handle pass(Handle given, PortSpec port) {
    return given instanceof Frame<?> frame ? frame.through(port) : given;
  }
}
