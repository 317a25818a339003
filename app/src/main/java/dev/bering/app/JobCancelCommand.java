package dev.bering.app;

import dev.bering.jobs.RunRecord;
import dev.bering.model.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bering job cancel RUN}. */
@Command(
    name = "cancel",
    description = "Stop a run, and wait until its platform says that it has stopped.")
final class JobCancelCommand extends Verb {

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  private String id = "";

  @Mixin private JobPlaces places = new JobPlaces();

  JobCancelCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    RunRecord run = places.runs().cancel(id, new RunLines(terminal().err()));
    return result(
        "run",
        run,
        () -> RunText.of(run),
        run.state().equals("cancelled") ? ExitCode.OK : RunText.exitCode(run));
  }
}
