package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.monitoring.AwsRegion;
import dev.bering.monitoring.LiveMonitoring;
import dev.bering.monitoring.MonitoringDrift;
import dev.bering.monitoring.MonitoringPlan;
import dev.bering.monitoring.MonitoringRunner;
import dev.bering.monitoring.MonitoringRunner.Report;
import dev.bering.monitoring.MonitoringRunner.Unwanted;
import dev.bering.monitoring.WatchCost;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer monitor apply --inventory FILE --log-group NAME}. */
@Command(
    name = "apply",
    description = "Make CloudWatch watch as planned; what is as planned is left alone.",
    footer = {
      "",
      "It may be ended at any time and run again. Only what differs is put, and nothing whose name"
          + " does",
      "not begin with 'bering-NAME-' is touched."
    })
final class MonitorApplyCommand extends Verb {

  @Mixin private MonitorOptions options = new MonitorOptions();

  @Mixin private MonitorCostOptions costs = new MonitorCostOptions();

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Where CloudWatch is reached, if not where the region has it.")
  private Optional<URI> endpoint = Optional.empty();

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--delete",
      description =
          "Remove what is called as this plan's parts are and is none of them: rules only with"
              + " --log-group, of machines only with --machines, memory and disks only with"
              + " --agent-metrics.")
  private boolean delete;

  MonitorApplyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    if (!dryRun) {
      costs.requireNone();
    }
    MonitorOptions.Wish wish = options.wish(terminal());
    MonitoringPlan plan = wish.plan();
    try (LiveMonitoring live = LiveMonitoring.open(AwsRegion.of(plan.region(), endpoint))) {
      if (dryRun) {
        MonitoringDrift drift = MonitoringDrift.of(plan, live);
        WatchCost cost = costs.cost(plan, wish.settings().format(), options.usual(), terminal());
        Map<String, Object> results = MonitorText.results("drift", drift, plan, wish.proposals());
        results.put("cost", cost);
        return result(
            results,
            () ->
                MonitorText.drift(drift)
                    + MonitorText.machines(plan)
                    + MonitorText.notes(plan)
                    + MonitorText.proposed(wish.proposals())
                    + MonitorText.cost(cost, plan.region()),
            MonitorText.exitCode(plan));
      }
      Report report =
          new MonitoringRunner(live).run(plan, delete ? Unwanted.DELETE : Unwanted.KEEP);
      return result(
          MonitorText.results("applied", report, plan, wish.proposals()),
          () ->
              MonitorText.drift(report.before())
                  + "put %s, removed %s%n"
                      .formatted(Counts.of(report.changed()), Counts.of(report.deleted()))
                  + MonitorText.machines(plan)
                  + MonitorText.notes(plan)
                  + MonitorText.proposed(wish.proposals()),
          MonitorText.exitCode(plan));
    }
  }
}
