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
 * How long slices will take, by what those before took.
 *
 * @param past how many slices that tells
 * @param typical half of the slices take longer; empty without a past
 * @param high one slice in twenty takes longer; empty likewise
 * @param all what those that run will take together, one after the other; empty likewise
 * @param budget how long a slice may take; empty if it may take any time
 * @param fit whether a slice is thought to stay within it
 * @param parts what is thought of parts with a budget of their own
 */
public record SliceForecast(
    int past,
    Optional<Duration> typical,
    Optional<Duration> high,
    Optional<Duration> all,
    Optional<Duration> budget,
    Forecast.Fit fit,
    List<Forecast.Part> parts) {
  private static final String SLICE = "slice";

  public SliceForecast {
    parts = List.copyOf(parts);
  }

  /**
   * @param writes of one slice
   * @param running how many slices will run
   */
  static SliceForecast of(
      PastSlices past, List<Forecast.Step> writes, long running, Budget budget) {
    List<PastRun> wholes =
        past.entries().stream()
            .map(
                entry ->
                    new PastRun(
                        entry.slice().label(),
                        PastSlices.inputBytes(entry),
                        Map.of(SLICE, entry.elapsed())))
            .toList();
    Forecast forecast =
        Forecast.of(
            List.of(new Forecast.Step(SLICE, List.of())), 1, wholes, past.medianInputBytes());
    return new SliceForecast(
        wholes.size(),
        forecast.typical(),
        forecast.high(),
        forecast.typical().map(one -> one.multipliedBy(running)),
        budget.whole(),
        forecast.fit(budget),
        Forecast.of(writes, writes.size(), past.runs(), past.medianInputBytes())
            .parts(budget, writes));
  }

  /** The forecast as people read it. */
  @Override
  public String toString() {
    if (typical.isEmpty() || high.isEmpty() || all.isEmpty()) {
      return "no forecast: no slice was published before" + limit();
    }
    return "a slice typically takes %s, one in twenty over %s, by %s; all of them %s%s"
        .formatted(
            Durations.text(typical.get()),
            Durations.text(high.get()),
            Counts.of(past, "slice"),
            Durations.text(all.get()),
            limit());
  }

  private String limit() {
    var lines = new ArrayList<String>();
    budget.ifPresent(
        length -> lines.add("the budget of %s a slice %s".formatted(Durations.text(length), fit)));
    parts.forEach(part -> lines.add(part.toString()));
    return lines.stream().map(line -> "\n" + line).collect(Collectors.joining());
  }
}
