package dev.bering.app;

import dev.bering.jobs.RunRecord;
import dev.bering.model.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bering job follow RUN}. */
@Command(name = "follow", description = "Follow a run to its end, whoever started it.")
final class JobFollowCommand extends Verb {

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  private String id = "";

  @Mixin private JobPlaces places = new JobPlaces();

  JobFollowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    RunRecord run = places.runs().follow(id, new RunLines(terminal().err()));
    return result("run", run, () -> RunText.of(run), RunText.exitCode(run));
  }
}
