package dev.bering.app;

import dev.bering.flow.FlowContext;
import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowSession;
import dev.bering.lint.LintReport;
import dev.bering.model.ExitCode;
import dev.bering.porting.FlowLint;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bering flow lint FILE}. */
@Command(
    name = "lint",
    description = "Point at what engines answer differently in the components of a flow.",
    footer = {
      "",
      "The components run on empty frames, and what Spark understood is read.",
      "Ends with 1 if something is found.",
      "",
      "  bering flow lint detection.yaml --from hive --unique event_id"
    })
final class FlowLintCommand extends Verb {

  @Parameters(paramLabel = "FILE", description = "A flow file.")
  private Path file = Path.of("");

  @Mixin private RuleOptions rules = new RuleOptions();

  FlowLintCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    FlowFile flow = FlowFile.read(file);
    var context = FlowContext.of(FlowSession.local(flow));
    LintReport report = FlowLint.of(rules.options()).lint(flow.flow(), context);
    return result("report", report, report::toString, report.exitCode());
  }
}
