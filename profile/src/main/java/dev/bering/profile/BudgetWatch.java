package dev.bering.profile;

import dev.bering.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Follows a run and tells as soon as its critical path no longer fits its budget: what has passed,
 * and what is left by the forecast. A write that takes longer than forecast is taken to end at any
 * moment, so an alarm is raised late rather than without a reason.
 *
 * <p>Times are given from the start of the run. May be called from several threads.
 */
public final class BudgetWatch {
  private final Budget budget;
  private final Forecast forecast;
  private final List<Forecast.Step> steps;
  private final int width;
  private final Map<String, Duration> begun = new LinkedHashMap<>();
  private final Map<String, Duration> ended = new LinkedHashMap<>();

  /**
   * @param width how many writes happen at once
   */
  public BudgetWatch(Budget budget, Forecast forecast, List<Forecast.Step> steps, int width) {
    this.budget = budget;
    this.forecast = forecast;
    this.steps = List.copyOf(steps);
    this.width = width;
  }

  /**
   * That the run will not end within its budget, or that a part of it does not stay within its own.
   *
   * @param subject the run, or the output, node or nested flow
   * @param elapsed when this was seen
   * @param end when it will end, or has ended, at the earliest
   * @param limit when it should end, or how long the part may take
   * @param why the writes on the critical path that are done and took longer than forecast, those
   *     with the most first, and what is left
   */
  public record Alarm(
      String subject, Duration elapsed, Duration end, Duration limit, List<String> why) {
    public Alarm {
      why = List.copyOf(why);
    }

    @Override
    public String toString() {
      return "%s will take %s, %s over its budget of %s%s"
          .formatted(
              subject,
              Durations.text(end),
              Durations.text(end.minus(limit)),
              Durations.text(limit),
              why.isEmpty() ? "" : ": " + String.join("; ", why));
    }
  }

  /** Writing {@code output} begins. */
  public synchronized void begins(String output, Duration elapsed) {
    begun.putIfAbsent(output, elapsed);
  }

  /** Writing {@code output} has ended. */
  public synchronized void ends(String output, Duration elapsed) {
    ended.putIfAbsent(output, elapsed);
  }

  /** What no longer fits, as it is now known; the run first. */
  public synchronized List<Alarm> alarms(Duration elapsed) {
    var alarms = new ArrayList<Alarm>();
    budget.whole().flatMap(limit -> whole(limit, elapsed)).ifPresent(alarms::add);
    new TreeMap<>(budget.parts())
        .forEach((part, limit) -> part(part, limit, elapsed).ifPresent(alarms::add));
    return List.copyOf(alarms);
  }

  private Optional<Alarm> part(String part, Duration limit, Duration elapsed) {
    return Forecast.Step.of(steps, part).stream()
        .filter(step -> took(step.output(), elapsed).compareTo(limit) > 0)
        .max(Comparator.comparing(step -> took(step.output(), elapsed)))
        .map(
            step ->
                new Alarm(part, elapsed, took(step.output(), elapsed), limit, within(part, step)));
  }

  private static List<String> within(String part, Forecast.Step step) {
    if (step.output().equals(part)) {
      return List.of();
    }
    return List.of(
        "it is computed while %s is written, as one with %s"
            .formatted(step.output(), String.join(", ", step.nodes())));
  }

  private Optional<Alarm> whole(Duration limit, Duration elapsed) {
    CriticalPath rest = rest(elapsed);
    Duration end = elapsed.plus(rest.length());
    if (end.compareTo(limit) <= 0) {
      return Optional.empty();
    }
    List<String> why = new ArrayList<>(late(elapsed));
    if (!rest.length().isZero()) {
      why.add(
          "left are " + Durations.text(rest.length()) + " of " + String.join(" -> ", rest.path()));
    }
    return Optional.of(new Alarm("the run", elapsed, end, limit, why));
  }

  /** What is still to do: running writes first, since they hold their places. */
  private CriticalPath rest(Duration elapsed) {
    var tasks = new ArrayList<CriticalPath.Task>();
    for (Forecast.Step step : steps) {
      if (begun.containsKey(step.output()) && !ended.containsKey(step.output())) {
        Duration over = typical(step.output()).minus(took(step.output(), elapsed));
        tasks.add(
            new CriticalPath.Task(
                step.output(), over.isNegative() ? Duration.ZERO : over, List.of()));
      }
    }
    for (Forecast.Step step : steps) {
      if (!begun.containsKey(step.output())) {
        tasks.add(new CriticalPath.Task(step.output(), typical(step.output()), after(step)));
      }
    }
    return CriticalPath.of(tasks, width);
  }

  private List<String> after(Forecast.Step step) {
    return step.after().stream().filter(output -> !ended.containsKey(output)).toList();
  }

  /** The writes that took, or take, longer than forecast. */
  private List<String> late(Duration elapsed) {
    return begun.keySet().stream()
        .filter(output -> excess(output, elapsed).compareTo(Duration.ZERO) > 0)
        .filter(output -> forecast.writes().containsKey(output))
        .sorted(Comparator.comparing((String output) -> excess(output, elapsed)).reversed())
        .map(
            output ->
                "%s %s %s, typically %s"
                    .formatted(
                        output,
                        ended.containsKey(output) ? "took" : "has taken",
                        Durations.text(took(output, elapsed)),
                        Durations.text(typical(output))))
        .toList();
  }

  private Duration excess(String output, Duration elapsed) {
    return took(output, elapsed).minus(typical(output));
  }

  private Duration took(String output, Duration elapsed) {
    return ended.getOrDefault(output, elapsed).minus(begun.getOrDefault(output, elapsed));
  }

  /** Nothing is asked of a write that has no forecast. */
  private Duration typical(String output) {
    Estimate estimate = forecast.writes().get(output);
    return estimate == null ? Duration.ZERO : estimate.typical();
  }
}
