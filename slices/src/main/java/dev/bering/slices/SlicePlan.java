package dev.bering.slices;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which slices must run, and why. The others are up to date.
 *
 * @param steps one for each slice of the range, from early to late
 */
public record SlicePlan(String flow, SliceRange range, List<Step> steps) {

  public SlicePlan {
    steps = List.copyOf(steps);
  }

  /** A slice; without reasons it is up to date. */
  public record Step(Slice slice, List<Reason> reasons) {
    public Step {
      reasons = List.copyOf(reasons);
    }

    /** Whether it runs, whatever becomes of the others. */
    public boolean runs() {
      return reasons.stream().anyMatch(reason -> reason.kind() != Reason.Kind.PERHAPS);
    }
  }

  /** The slices that run, whatever becomes of the others. */
  public List<Slice> running() {
    return steps.stream().filter(Step::runs).map(Step::slice).toList();
  }

  /** The plan as people read it: one line for each slice that is not up to date. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    long current = steps.stream().filter(step -> step.reasons().isEmpty()).count();
    lines.add("slices of %s, %s: %d up to date".formatted(flow, range, current));
    for (Step step : steps) {
      if (!step.reasons().isEmpty()) {
        lines.add(
            "  %s: %s"
                .formatted(
                    step.slice(),
                    step.reasons().stream()
                        .map(Reason::toString)
                        .collect(Collectors.joining(", "))));
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
