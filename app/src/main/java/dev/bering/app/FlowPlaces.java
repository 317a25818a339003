package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where flow logs are, and of which format. */
final class FlowPlaces {

  @Parameters(
      arity = "1..*",
      paramLabel = "LOGS",
      description = "Folders or files of flow logs: text, gzip or Parquet, here or in a store.")
  private List<String> places = List.of();

  @Option(
      names = "--format",
      paramLabel = "FIELDS",
      description =
          "The fields of files that do not name them in their first line, as the flow log says it,"
              + " such as '$${srcaddr} $${bytes}'; version 2 unless given.")
  private Optional<String> format = Optional.empty();

  /** What is wrong with what was given. */
  List<Problem> problems() {
    try {
      format();
      return List.of();
    } catch (UserException e) {
      return e.problems();
    }
  }

  /** The format of files that do not name their fields; empty if none was given. */
  Optional<FlowFormat> format() {
    return format.map(FlowFormat::of);
  }

  List<Location> locations() {
    return places.stream().map(Location::of).toList();
  }

  FlowCounter counter(Terminal terminal) {
    return new FlowCounter(terminal.progress(), format());
  }

  /**
   * Refuses what is no answer: where nothing of the logs could be read, or no line has the fields
   * that were asked for.
   *
   * @throws UserException FLOW_FORMAT with each kind of odd line, FLOW_FIELD_MISSING
   */
  void requireSound(List<String> keys, long unanswered, FlowTally tally) {
    long odd =
        tally.odd().counts().entrySet().stream()
            .filter(kind -> kind.getKey().isLoss())
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (tally.lines() == 0 && odd > 0) {
      List<Problem> problems = new ArrayList<>();
      problems.add(
          new Problem(
              "FLOW_FORMAT",
              "Cannot read flow logs: not one line is a record of the format '%s'."
                  .formatted(format().orElse(FlowFormat.DEFAULT)),
              "give the format that the flow log was made with as --format"));
      problems.addAll(TransferText.odd(tally.odd()));
      throw UserException.usage(problems);
    }
    if (unanswered > 0 && unanswered == tally.lines()) {
      throw UserException.usage(
          new Problem(
              "FLOW_FIELD_MISSING",
              "Cannot count by %s: no line of the logs has every field that was asked for."
                  .formatted(String.join(", ", keys)),
              "ask for fields that the flow log was made with, or give its --format"));
    }
  }
}
