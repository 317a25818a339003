package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowFormat;
import java.util.List;
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
}
