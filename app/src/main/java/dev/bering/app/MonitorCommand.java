package dev.bering.app;

import picocli.CommandLine.Command;

/** {@code bering transfer monitor}: what watches a transfer. */
@Command(
    name = "monitor",
    description = "Watch a transfer with CloudWatch: rules, alarms and a dashboard.",
    subcommands = {MonitorPlanCommand.class, MonitorApplyCommand.class, MonitorDriftCommand.class})
final class MonitorCommand extends VerbGroup {}
