package dev.bering.flowfile;

import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.profile.Budget;
import dev.bering.profile.Forecast;
import dev.bering.profile.PastRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How long runs of a flow will take, by what those before took.
 *
 * @param unit what one of them is
 * @param past how many runs that tells
 * @param typical half of the runs take longer; empty without a past
 * @param high one run in twenty takes longer; empty likewise
 * @param all what all slices that run will take together, one after the other; empty likewise, and
 *     without slices
 * @param budget how long a run may take; empty if it may take any time
 * @param fit whether a run is thought to stay within it
 * @param parts what is thought of parts with a budget of their own
 */
public record RunForecast(
    Unit unit,
    int past,
    Optional<Duration> typical,
    Optional<Duration> high,
    Optional<Duration> all,
    Optional<Duration> budget,
    Forecast.Fit fit,
    List<Forecast.Part> parts) {

  public RunForecast {
    parts = List.copyOf(parts);
  }

  /** What a run is. */
  public enum Unit {
    /** The run of one slice. */
    SLICE("slice", "no slice was published before"),
    /** A run on whole tables. */
    RUN("run", "no run that did the same work is known to have ended well");

    private final String word;
    private final String none;

    Unit(String word, String none) {
      this.word = word;
      this.none = none;
    }

    String word() {
      return word;
    }
  }

  /** A run on whole tables that makes {@code writes}. */
  static RunForecast of(PastRuns past, List<Forecast.Step> writes, Budget budget) {
    List<PastRun> wholes =
        past.all().stream()
            .map(
                one ->
                    new PastRun(
                        one.run().label(),
                        one.run().inputBytes(),
                        Map.of(past.unit().word(), one.elapsed())))
            .toList();
    Forecast forecast =
        Forecast.of(
            List.of(new Forecast.Step(past.unit().word(), List.of())),
            1,
            wholes,
            past.medianInputBytes());
    return new RunForecast(
        past.unit(),
        wholes.size(),
        forecast.typical(),
        forecast.high(),
        Optional.empty(),
        budget.whole(),
        forecast.fit(budget),
        Forecast.of(writes, writes.size(), past.told(), past.medianInputBytes())
            .parts(budget, writes));
  }

  /** As many slices as are {@code running}, each of which makes {@code writes}. */
  static RunForecast of(PastRuns past, List<Forecast.Step> writes, Budget budget, long running) {
    RunForecast one = of(past, writes, budget);
    return new RunForecast(
        one.unit,
        one.past,
        one.typical,
        one.high,
        one.typical.map(length -> length.multipliedBy(running)),
        one.budget,
        one.fit,
        one.parts);
  }

  /** The forecast as people read it. */
  @Override
  public String toString() {
    if (typical.isEmpty() || high.isEmpty()) {
      return "no forecast: " + unit.none + limit();
    }
    return "a %1$s typically takes %2$s, one in twenty over %3$s, by %4$s%5$s%6$s"
        .formatted(
            unit.word,
            Durations.text(typical.get()),
            Durations.text(high.get()),
            Counts.of(past, unit.word),
            all.map(length -> "; all of them " + Durations.text(length)).orElse(""),
            limit());
  }

  private String limit() {
    var lines = new ArrayList<String>();
    budget.ifPresent(
        length ->
            lines.add(
                "the budget of %s a %s %s".formatted(Durations.text(length), unit.word, fit)));
    parts.forEach(part -> lines.add(part.toString()));
    return lines.stream().map(line -> "\n" + line).collect(Collectors.joining());
  }
}
