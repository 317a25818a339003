package dev.bering.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bering job}: what can be done with jobs. */
@Command(
    name = "job",
    description = "Explain, publish, run and follow jobs: one file each, any platform.",
    subcommands = {
      JobExplainCommand.class,
      JobPublishCommand.class,
      JobRunCommand.class,
      JobFollowCommand.class,
      JobRunsCommand.class,
      JobLogsCommand.class,
      JobCancelCommand.class,
      JobHistoryCommand.class,
      JobSchemaCommand.class
    })
final class JobCommand implements Runnable {

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
