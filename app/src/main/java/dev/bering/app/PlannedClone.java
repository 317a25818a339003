package dev.bering.app;

import dev.bering.clone.ClonePlan;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A copy that one plan says all of.
 *
 * @param planner makes the plan, which the caller closes
 */
record PlannedClone(Supplier<ClonePlan> planner, Transfer transfer) implements TableClone {

  @Override
  public <T> T plan(Function<CloneResult, T> show) {
    try (ClonePlan plan = planner.get()) {
      return show.apply(CloneResult.of(plan, List.of()));
    }
  }

  @Override
  public <T> T run(Function<CloneResult, T> show) {
    try (ClonePlan plan = planner.get()) {
      return show.apply(CloneResult.of(transfer.run(plan), List.of()));
    }
  }
}
