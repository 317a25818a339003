package dev.bering.profile;

import dev.bering.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long a run will take along its critical path, before it begins, by what past runs took.
 *
 * @param writes for each output by its name, how long it is thought to take; those that were never
 *     written before are missing
 * @param unknown the outputs that no past run wrote
 * @param typical half of the runs take longer; empty if an output is unknown
 * @param high one run in twenty takes longer, if all its writes are slow at once; empty likewise
 * @param path the writes that decide when a typical run ends, in their order
 */
public record Forecast(
    Map<String, Estimate> writes,
    List<String> unknown,
    Optional<Duration> typical,
    Optional<Duration> high,
    List<String> path) {

  public Forecast {
    writes = Collections.unmodifiableMap(new LinkedHashMap<>(writes));
    unknown = List.copyOf(unknown);
    path = List.copyOf(path);
  }

  /** Whether a run is thought to stay within its budget. */
  public enum Fit {
    /** Even a slow run does. */
    FITS("fits"),
    /** A typical run does, a slow one does not. */
    TIGHT("is tight"),
    /** A typical run does not. */
    OVER("does not fit"),
    /** There is no past run to tell from, or no budget. */
    CANNOT_TELL("cannot be told");

    private final String text;

    Fit(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * One write of the run to come.
   *
   * @param output the name of the output
   * @param after the outputs whose writing it waits for
   */
  public record Step(String output, List<String> after) {
    public Step {
      after = List.copyOf(after);
    }
  }

  /**
   * Forecasts a run.
   *
   * @param steps the writes of the run, in their order
   * @param width how many writes happen at once
   * @param past runs of the same flow that ended well
   * @param inputBytes how much the run will read
   */
  public static Forecast of(List<Step> steps, int width, List<PastRun> past, long inputBytes) {
    var writes = new LinkedHashMap<String, Estimate>();
    var unknown = new ArrayList<String>();
    for (Step step : steps) {
      List<Estimate.Sample> samples = samples(step.output(), past);
      if (samples.isEmpty()) {
        unknown.add(step.output());
      } else {
        writes.put(step.output(), Estimate.of(samples, inputBytes));
      }
    }
    if (!unknown.isEmpty() || steps.isEmpty()) {
      return new Forecast(writes, unknown, Optional.empty(), Optional.empty(), List.of());
    }
    CriticalPath typical = path(steps, width, writes, Estimate::typical);
    CriticalPath high = path(steps, width, writes, Estimate::high);
    return new Forecast(
        writes, unknown, Optional.of(typical.length()), Optional.of(high.length()), typical.path());
  }

  private static List<Estimate.Sample> samples(String output, List<PastRun> past) {
    return past.stream()
        .flatMap(
            run ->
                Optional.ofNullable(run.writes().get(output))
                    .map(took -> new Estimate.Sample(run.inputBytes(), took))
                    .stream())
        .toList();
  }

  private static CriticalPath path(
      List<Step> steps,
      int width,
      Map<String, Estimate> writes,
      Function<Estimate, Duration> length) {
    return CriticalPath.of(
        steps.stream()
            .map(
                step ->
                    new CriticalPath.Task(
                        step.output(), length.apply(known(writes, step)), step.after()))
            .toList(),
        width);
  }

  private static Estimate known(Map<String, Estimate> writes, Step step) {
    return Optional.ofNullable(writes.get(step.output()))
        .orElseThrow(() -> new IllegalStateException("%s has no estimate".formatted(step)));
  }

  /** Whether the run is thought to stay within {@code budget}. */
  public Fit fit(Budget budget) {
    if (budget.whole().isEmpty() || typical.isEmpty() || high.isEmpty()) {
      return Fit.CANNOT_TELL;
    }
    Duration limit = budget.whole().get();
    if (typical.get().compareTo(limit) > 0) {
      return Fit.OVER;
    }
    return high.get().compareTo(limit) > 0 ? Fit.TIGHT : Fit.FITS;
  }

  /** The forecast as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        typical.isEmpty()
            ? "no forecast: no past run wrote " + String.join(", ", unknown)
            : "typically %s, one run in twenty over %s: %s"
                .formatted(
                    Durations.text(typical.get()),
                    Durations.text(high.orElse(typical.get())),
                    String.join(" -> ", path)));
    writes.forEach(
        (output, estimate) ->
            lines.add(
                "  %s: %s, up to %s (%d runs)"
                    .formatted(
                        output,
                        Durations.text(estimate.typical()),
                        Durations.text(estimate.high()),
                        estimate.runs())));
    return String.join("\n", lines) + "\n";
  }
}
