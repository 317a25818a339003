package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.monitoring.AwsRegion;
import dev.bering.monitoring.LiveMonitoring;
import dev.bering.monitoring.MonitoringDrift;
import dev.bering.monitoring.MonitoringPlan;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer monitor drift --inventory FILE --log-group NAME}. */
@Command(
    name = "drift",
    description = "Say how what watches differs from the plan; exit code 1 if it does.",
    footer = {
      "",
      "  +  missing   *  different   -  called as the plan's parts are, and none of them"
    })
final class MonitorDriftCommand extends Verb {

  @Mixin private MonitorOptions options = new MonitorOptions();

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Where CloudWatch is reached, if not where the region has it.")
  private Optional<URI> endpoint = Optional.empty();

  MonitorDriftCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    MonitorOptions.Wish wish = options.wish(terminal());
    MonitoringPlan plan = wish.plan();
    try (LiveMonitoring live = LiveMonitoring.open(AwsRegion.of(plan.region(), endpoint))) {
      MonitoringDrift drift = MonitoringDrift.of(plan, live);
      return result(
          MonitorText.results("drift", drift, plan, wish.proposals()),
          () ->
              MonitorText.drift(drift)
                  + MonitorText.machines(plan)
                  + MonitorText.proposed(wish.proposals()),
          drift.isNone() ? MonitorText.exitCode(plan) : ExitCode.DIFFERENT);
    }
  }
}
