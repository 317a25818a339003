package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.monitoring.MonitoringPlan;
import dev.bering.monitoring.WatchCost;
import dev.bering.monitoring.WatchPrices;
import dev.bering.monitoring.WatchedTraffic;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowLogs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** By what the cost of a plan is told. */
final class MonitorCostOptions {

  @Option(
      names = "--traffic-from",
      paramLabel = "LOGS",
      description =
          "Flow logs by which the plan's cost is measured; those of --thresholds-from unless given."
              + " May be given several times.")
  private List<String> traffic = List.of();

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "A table of prices of CloudWatch of your own.")
  private Optional<Path> prices = Optional.empty();

  /**
   * Refuses what nobody would look at.
   *
   * @throws UserException TRANSFER_OPTION for each option that is given
   */
  void requireNone() {
    List<String> given = new ArrayList<>();
    traffic.forEach(logs -> given.add("--traffic-from " + logs));
    prices.ifPresent(file -> given.add("--prices " + file));
    if (!given.isEmpty()) {
      throw UserException.usage(
          given.stream()
              .map(
                  option ->
                      new Problem(
                          "TRANSFER_OPTION",
                          "Cannot use %s: what a plan costs is not told while it is applied."
                              .formatted(option),
                          "add --dry-run, or leave it out"))
              .toList());
    }
  }

  /**
   * What a plan costs, by the traffic of logs if any are given.
   *
   * @param usual logs to take where none are given for this
   * @throws UserException with what is wrong with the prices or the logs
   */
  WatchCost cost(MonitoringPlan plan, FlowFormat format, List<String> usual, Terminal terminal) {
    WatchPrices table = prices.map(WatchPrices::read).orElseGet(WatchPrices::standard);
    List<String> places = traffic.isEmpty() ? usual : traffic;
    if (places.isEmpty()) {
      return WatchCost.of(plan, format, table, Optional.empty());
    }
    try (FlowLogs logs = FlowLogs.find(places.stream().map(Location::of).toList())) {
      FlowCounter counter = new FlowCounter(terminal.progress(), Optional.of(format));
      return WatchCost.of(plan, format, table, WatchedTraffic.of(plan, counter, logs));
    }
  }
}
