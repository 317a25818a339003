package dev.bering.flowfile;

import dev.bering.model.Counts;
import dev.bering.slices.Reason;
import dev.bering.slices.SlicePlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Which slices of a flow would run, why, and how long that may take.
 *
 * @param slices the range that was looked at, as {@code 2026-01-01T00 to 2026-01-01T23}
 * @param current how many are up to date
 * @param running how many run, whatever becomes of the others
 * @param perhaps how many run only if an earlier one leaves something else than before
 * @param steps those that are not up to date, from early to late
 */
public record PlannedSlices(
    String flow,
    String slices,
    long current,
    long running,
    long perhaps,
    List<Step> steps,
    RunForecast forecast) {

  public PlannedSlices {
    steps = List.copyOf(steps);
  }

  /** A slice and why it is not up to date. */
  public record Step(String slice, List<Reason> reasons) {
    public Step {
      reasons = List.copyOf(reasons);
    }

    @Override
    public String toString() {
      return "%s: %s".formatted(slice, text(reasons));
    }
  }

  static PlannedSlices of(SlicePlan plan, RunForecast forecast) {
    List<Step> steps =
        plan.steps().stream()
            .filter(step -> !step.reasons().isEmpty())
            .map(step -> new Step(step.slice().label(), step.reasons()))
            .toList();
    long running = plan.running().size();
    return new PlannedSlices(
        plan.flow(),
        plan.range().toString(),
        plan.steps().size() - steps.size(),
        running,
        steps.size() - running,
        steps,
        forecast);
  }

  static String text(List<Reason> reasons) {
    return String.join(", ", reasons.stream().map(Reason::toString).toList());
  }

  /** The plan as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        "%s, %s: %s up to date, %s to run%s"
            .formatted(
                flow,
                slices,
                Counts.of(current),
                Counts.of(running),
                perhaps == 0 ? "" : ", %s perhaps".formatted(Counts.of(perhaps))));
    steps.forEach(step -> lines.add("  " + step));
    if (running > 0) {
      lines.add(forecast.toString());
    }
    return String.join("\n", lines) + "\n";
  }
}
