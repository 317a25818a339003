package dev.bering.app;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code bering job}: what can be done with jobs. */
@Command(
    name = "job",
    description = "Explain, publish, run and follow jobs: one file each, any platform.")
final class JobCommand extends VerbGroup {

  @Override
  List<Class<?>> verbs() {
    return List.of(
        JobExplainCommand.class,
        JobPublishCommand.class,
        JobRunCommand.class,
        JobFollowCommand.class,
        JobRunsCommand.class,
        JobLogsCommand.class,
        JobCancelCommand.class,
        JobHistoryCommand.class,
        JobSchemaCommand.class);
  }
}
