package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;

/** The gate of what one slice of time takes from others: a run without slices has nothing there. */
final class BetweenSlices {

  private BetweenSlices() {}

  /**
   * Refuses to run a flow that would have to make up a state or a history.
   *
   * @throws UserException FLOW_STATE_UNBOUND for each
   */
  static void refuseUnbound(FlowPlan plan) {
    var problems = new ArrayList<Problem>();
    plan.states().forEach(state -> problems.add(unbound(plan, state.before())));
    plan.histories().forEach(history -> problems.add(unbound(plan, history.port())));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** {@code port} is that of a state or a history, and nobody says what it holds. */
  static Problem unbound(FlowPlan plan, PortRef port) {
    String what =
        plan.histories().stream()
            .filter(history -> history.port().equals(port))
            .map(history -> "the %s of %s".formatted(history.window(), history.of()))
            .findFirst()
            .orElse("state " + port.node());
    return new Problem(
        "FLOW_STATE_UNBOUND",
        "Cannot run %s: %s is not bound.".formatted(plan.flow(), what),
        "run it in slices, or give the rows of " + port);
  }
}
