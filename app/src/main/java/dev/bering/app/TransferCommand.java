package dev.bering.app;

import picocli.CommandLine.Command;

/** {@code bering transfer}: what moves over the network. */
@Command(
    name = "transfer",
    description = "Read flow logs: who moves how much, and what rules of CloudWatch would say.",
    subcommands = {
      TransferTopCommand.class,
      TransferSeriesCommand.class,
      TransferWatchCommand.class,
      TransferRollupCommand.class,
      TransferReconcileCommand.class,
      TransferAdviseCommand.class,
      TransferRulesCommand.class,
      TransferAlarmsCommand.class,
      TransferInventoryCommand.class,
      MonitorCommand.class
    })
final class TransferCommand extends VerbGroup {}
