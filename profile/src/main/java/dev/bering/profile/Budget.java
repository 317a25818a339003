package dev.bering.profile;

import dev.bering.model.Durations;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long a run of a flow may take, and how long parts of it may.
 *
 * @param whole the whole run, along its critical path
 * @param parts for outputs, nodes and nested flows by their names, how long computing and writing
 *     them may take; see {@link Forecast.Step#of}
 */
public record Budget(Optional<Duration> whole, Map<String, Duration> parts) {
  public Budget {
    parts = Map.copyOf(parts);
  }

  /** Whether nothing has a budget. */
  public boolean isNone() {
    return whole.isEmpty() && parts.isEmpty();
  }

  /** For the whole run. */
  public static Budget of(Duration whole) {
    return new Budget(Optional.of(whole), Map.of());
  }

  /**
   * Reads lengths such as {@code 60m}, {@code 1h30m}, {@code 90s}.
   *
   * @param whole for the run; empty if only parts have a budget
   * @param parts for outputs, nodes and nested flows by their names
   * @throws UserException FLOW_BUDGET for every one that is no length of time
   */
  public static Budget read(Optional<String> whole, Map<String, String> parts) {
    var problems = new ArrayList<Problem>();
    Optional<Duration> forWhole = whole.flatMap(text -> length("the budget", text, problems));
    var forParts = new TreeMap<String, Duration>();
    new TreeMap<>(parts)
        .forEach(
            (part, text) ->
                length("the budget of " + part, text, problems)
                    .ifPresent(length -> forParts.put(part, length)));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new Budget(forWhole, forParts);
  }

  private static Optional<Duration> length(String subject, String text, List<Problem> problems) {
    Optional<Duration> length = Durations.read(text);
    if (length.isEmpty()) {
      problems.add(
          new Problem(
              "FLOW_BUDGET",
              "Cannot read %s: '%s' is no length of time.".formatted(subject, text),
              "write it as in 60m, 1h30m or 90s"));
    }
    return length;
  }

  /** The budget as people read it. */
  @Override
  public String toString() {
    var texts = new ArrayList<String>();
    whole.ifPresent(length -> texts.add(Durations.text(length)));
    new TreeMap<>(parts)
        .forEach((part, length) -> texts.add("%s %s".formatted(part, Durations.text(length))));
    return String.join(", ", texts);
  }
}
