package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The gate of what one slice of time takes from others: a run without slices has nothing there. */
final class BetweenSlices {

  private BetweenSlices() {}

  /**
   * Refuses a run that would have to make up a state or a history.
   *
   * @param given the ports that hold rows
   * @throws UserException FLOW_STATE_UNBOUND for each that is not given
   */
  static void refuseUnbound(FlowPlan plan, Set<PortRef> given) {
    var problems = new ArrayList<Problem>();
    for (FlowPlan.StatePort state : plan.states()) {
      if (!given.contains(state.before())) {
        problems.add(unbound(plan, "state " + state.path(), state.before()));
      }
    }
    for (FlowPlan.History history : plan.histories()) {
      if (!given.contains(history.port())) {
        problems.add(
            unbound(
                plan, "the %s of %s".formatted(history.window(), history.of()), history.port()));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(List.copyOf(problems));
    }
  }

  private static Problem unbound(FlowPlan plan, String what, PortRef port) {
    return new Problem(
        "FLOW_STATE_UNBOUND",
        "Cannot run %s: %s is not bound.".formatted(plan.flow(), what),
        "run it in slices, or give the rows of " + port);
  }
}
