package dev.bering.flowfile;

import dev.bering.flow.CachePolicy;
import dev.bering.flow.PortRef;
import dev.bering.flow.Selection;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a flow is to run: the same words on the command line and to a package. */
public final class RunOptions {

  @Mixin private SliceOptions slices = new SliceOptions();
  @Mixin private TelemetryOptions telemetry = new TelemetryOptions();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "How many slices run at the same time where none needs another (default: 1); for a flow"
              + " without slices, how many tables are written at the same time (default: 4).")
  private Optional<Integer> parallel = Optional.empty();

  @Option(
      names = "--no-cache",
      description = "Keep nothing in Spark's cache: compute twice what is read twice. To compare.")
  private boolean uncached;

  @Option(
      names = "--from",
      split = ",",
      paramLabel = "NODE",
      description = "Only these nodes and those that read from them (flows without slices).")
  private List<String> from = List.of();

  @Option(
      names = "--to",
      split = ",",
      paramLabel = "NODE",
      description = "Only these nodes and those that they read from (flows without slices).")
  private List<String> to = List.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NODE",
      description = "Only these nodes (flows without slices).")
  private List<String> only = List.of();

  @Option(
      names = "--given",
      split = ",",
      paramLabel = "PORT=TABLE",
      description =
          "Delta tables that stand for what ports would hold, such as"
              + " prepare.rows=/lake/rows (flows without slices).")
  private Map<String, String> given = new LinkedHashMap<>();

  /** These slices, with all else as it is by default. */
  static RunOptions of(SliceOptions slices) {
    var options = new RunOptions();
    options.slices = slices;
    return options;
  }

  TelemetryOptions telemetry() {
    return telemetry;
  }

  SliceOptions slices() {
    return slices;
  }

  Optional<Integer> parallel() {
    return parallel;
  }

  CachePolicy caching() {
    return uncached ? CachePolicy.none() : CachePolicy.standard();
  }

  Selection selection() {
    return new Selection(from, to, only);
  }

  Map<PortRef, Location> given() {
    var ports = new LinkedHashMap<PortRef, Location>();
    given.forEach((port, table) -> ports.put(PortRef.of(port), Location.of(table)));
    return ports;
  }

  /**
   * Complains of options that mean nothing for {@code file}.
   *
   * @throws UserException FLOW_RUN_OPTION for each
   */
  void requireFitting(FlowFile file) {
    var wrong = new ArrayList<String>();
    if (file.slicing().isPresent()) {
      named("--from", from.isEmpty(), wrong);
      named("--to", to.isEmpty(), wrong);
      named("--only", only.isEmpty(), wrong);
      named("--given", given.isEmpty(), wrong);
    } else {
      named("--slices", slices.slices().isEmpty(), wrong);
      named("--again", slices.again().isEmpty(), wrong);
    }
    var problems = new ArrayList<Problem>();
    for (String option : wrong) {
      problems.add(
          new Problem(
              "FLOW_RUN_OPTION",
              file.slicing().isPresent()
                  ? "Cannot run %s with %s: it runs in slices, each as a whole."
                      .formatted(file.flow().name(), option)
                  : "Cannot run %s with %s: it runs without slices."
                      .formatted(file.flow().name(), option),
              "leave it out"));
    }
    if (parallel.filter(count -> count < 1).isPresent()) {
      problems.add(
          new Problem(
              "FLOW_RUN_OPTION",
              "Cannot run %s with --parallel %d: at least 1 is needed."
                  .formatted(file.flow().name(), parallel.get()),
              "write a number such as 4"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static void named(String option, boolean absent, List<String> wrong) {
    if (!absent) {
      wrong.add(option);
    }
  }
}
