package dev.bering.profile;

import dev.bering.flow.RunPlan;
import dev.bering.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
   * @param nodes the nodes whose work happens within it
   */
  public record Step(String output, List<String> after, List<String> nodes) {
    public Step {
      after = List.copyOf(after);
      nodes = List.copyOf(nodes);
    }

    /** A write of which no nodes are known. */
    public Step(String output, List<String> after) {
      this(output, after, List.of());
    }

    /** The writes of {@code plan}, in its order. */
    public static List<Step> all(RunPlan plan) {
      List<RunPlan.Write> writes = plan.writes();
      return writes.stream()
          .map(
              write ->
                  new Step(
                      write.sink().port(),
                      write.after().stream().map(i -> writes.get(i).sink().port()).toList(),
                      write.nodes()))
          .toList();
    }

    /**
     * Those of {@code steps} whose time is that of {@code part}: the write of an output; of a node
     * all writes in which it is computed, and of a nested flow those of its nodes. Spark runs the
     * nodes of a write as one, so none of them can be timed by itself while the flow runs.
     */
    static List<Step> of(List<Step> steps, String part) {
      List<Step> output = steps.stream().filter(step -> step.output().equals(part)).toList();
      return output.isEmpty()
          ? steps.stream().filter(step -> step.computes(part)).toList()
          : output;
    }

    private boolean computes(String part) {
      return nodes.stream().anyMatch(node -> node.equals(part) || node.startsWith(part + "/"));
    }
  }

  /**
   * What is thought of a part that has a budget of its own.
   *
   * @param typical how long the longest of its writes is thought to take; empty if one is unknown
   * @param limit its budget
   */
  public record Part(String part, Optional<Duration> typical, Duration limit, Fit fit) {

    @Override
    public String toString() {
      return "the budget of %s for %s %s"
          .formatted(Durations.text(limit), part, fit)
          .concat(
              typical.map(length -> ", typically it takes " + Durations.text(length)).orElse(""));
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
    return fit(typical.get(), high.get(), budget.whole().get());
  }

  private static Fit fit(Duration typical, Duration high, Duration limit) {
    if (typical.compareTo(limit) > 0) {
      return Fit.OVER;
    }
    return high.compareTo(limit) > 0 ? Fit.TIGHT : Fit.FITS;
  }

  /** Whether each part of {@code budget} is thought to stay within its own, by their names. */
  public List<Part> parts(Budget budget, List<Step> steps) {
    var parts = new ArrayList<Part>();
    new TreeMap<>(budget.parts())
        .forEach(
            (part, limit) -> {
              List<Step> own = Step.of(steps, part);
              boolean known =
                  !own.isEmpty()
                      && own.stream().allMatch(step -> writes.containsKey(step.output()));
              if (!known) {
                parts.add(new Part(part, Optional.empty(), limit, Fit.CANNOT_TELL));
                return;
              }
              Duration longest = longest(own, Estimate::typical);
              Fit fit = fit(longest, longest(own, Estimate::high), limit);
              parts.add(new Part(part, Optional.of(longest), limit, fit));
            });
    return List.copyOf(parts);
  }

  private Duration longest(List<Step> steps, Function<Estimate, Duration> length) {
    return steps.stream()
        .map(step -> length.apply(known(writes, step)))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
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
