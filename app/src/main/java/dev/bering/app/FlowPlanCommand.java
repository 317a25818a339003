package dev.bering.app;

import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowFileRunner;
import dev.bering.flowfile.FlowSession;
import dev.bering.flowfile.SliceOptions;
import dev.bering.model.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bering flow plan FILE}. */
@Command(
    name = "plan",
    description = "Say what a flow would run, and why. Writes nothing.",
    footer = {
      "",
      "  bering flow plan detection.yaml",
      "  bering flow plan detection.yaml --slices 2026-01-01T00..2026-01-01T23 --json"
    })
final class FlowPlanCommand extends Verb {

  @Parameters(paramLabel = "FILE", description = "A flow file.")
  private Path file = Path.of("");

  @Mixin private SliceOptions slices = new SliceOptions();

  FlowPlanCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    FlowFile flow = FlowFile.read(file);
    Record plan =
        new FlowFileRunner(flow, FlowSession.local(flow), Clock.systemUTC())
            .plan(slices, terminal().err()::println);
    return result("plan", plan, plan::toString, ExitCode.OK);
  }
}
