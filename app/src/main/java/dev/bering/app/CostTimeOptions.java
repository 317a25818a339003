package dev.bering.app;

import dev.bering.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** In which time charges count. */
final class CostTimeOptions {

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only charges that begin then or later: a day or a time with a zone.")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only charges that begin before then.")
  private Optional<String> until = Optional.empty();

  /** The time that is asked for; an end that is empty is open. */
  record Time(Optional<Instant> since, Optional<Instant> until) {}

  /** The time that is asked for; what is wrong with it is added to {@code problems}. */
  Time time(List<Problem> problems) {
    Time time =
        new Time(
            CostOptions.time("--since", since, problems),
            CostOptions.time("--until", until, problems));
    boolean ends = time.since().flatMap(from -> time.until().map(from::isBefore)).orElse(true);
    if (!ends) {
      problems.add(
          CostOptions.problem(
              "--until " + until.orElse(""),
              "it is not after --since " + since.orElse(""),
              "give a later time"));
    }
    return time;
  }
}
