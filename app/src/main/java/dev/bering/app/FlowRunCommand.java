package dev.bering.app;

import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowFileRunner;
import dev.bering.flowfile.FlowSession;
import dev.bering.flowfile.RunOptions;
import dev.bering.model.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering flow run FILE}. */
@Command(
    name = "run",
    description = "Bring the tables of a flow up to date.",
    footer = {
      "",
      "A flow with slices runs those that are new or stale, and publishes each at once;",
      "a run that was killed goes on where it ended when it is run again. Alarms of the",
      "time budget are told as they arise, and again in the result.",
      "",
      "  bering flow run detection.yaml",
      "  bering flow run detection.yaml --slices 2026-01-01T00..2026-01-07T23 --parallel 4",
      "  bering flow run detection.yaml --again 2026-01-01T03 --dry-run",
      "  bering flow run scores.yaml --from score --given prepare.rows=/lake/rows"
    })
final class FlowRunCommand extends Verb {

  @Parameters(paramLabel = "FILE", description = "A flow file.")
  private Path file = Path.of("");

  @Mixin private RunOptions options = new RunOptions();

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  FlowRunCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    FlowFile flow = FlowFile.read(file);
    var runner = new FlowFileRunner(flow, FlowSession.local(flow), Clock.systemUTC());
    if (dryRun) {
      Record plan = runner.plan(options, terminal().err()::println);
      return result("plan", plan, plan::toString, ExitCode.OK);
    }
    Record report = runner.run(options, terminal().progress(), terminal().err()::println);
    return result("report", report, report::toString, ExitCode.OK);
  }
}
