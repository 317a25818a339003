package dev.bering.app;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code bering transfer monitor}: what watches a transfer. */
@Command(
    name = "monitor",
    description = "Watch a transfer with CloudWatch: rules, alarms and a dashboard.")
final class MonitorCommand extends VerbGroup {

  @Override
  List<Class<?>> verbs() {
    return List.of(MonitorPlanCommand.class, MonitorApplyCommand.class, MonitorDriftCommand.class);
  }
}
