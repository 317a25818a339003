package dev.bering.app;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code bering transfer}: what moves over the network. */
@Command(
    name = "transfer",
    description = "Read flow logs: who moves how much, and what rules of CloudWatch would say.")
final class TransferCommand extends VerbGroup {

  @Override
  List<Class<?>> verbs() {
    return List.of(
        TransferTopCommand.class,
        TransferSeriesCommand.class,
        TransferWatchCommand.class,
        TransferRollupCommand.class,
        TransferReconcileCommand.class,
        TransferAdviseCommand.class,
        TransferRulesCommand.class,
        TransferAlarmsCommand.class,
        TransferInventoryCommand.class,
        MonitorCommand.class);
  }
}
