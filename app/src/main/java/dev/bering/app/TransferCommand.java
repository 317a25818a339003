package dev.bering.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bering transfer}: what moves over the network. */
@Command(
    name = "transfer",
    description = "Read flow logs: who moves how much, and what rules of CloudWatch would say.",
    subcommands = {
      TransferTopCommand.class,
      TransferRulesCommand.class,
      TransferAlarmsCommand.class
    })
final class TransferCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // the parser asks for it
  private boolean help;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
