package dev.bering.app;

import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowRun;
import dev.bering.flowfile.FlowFile;
import dev.bering.flowfile.FlowFileRunner;
import dev.bering.flowfile.FlowSession;
import dev.bering.lint.LintReport;
import dev.bering.model.ExitCode;
import dev.bering.porting.FlowLint;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;
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
    SparkSession spark = FlowSession.local(flow);
    var context = FlowContext.of(spark);
    var lint = FlowLint.of(rules.options());
    LintReport report =
        flow.models().isEmpty()
            ? lint.lint(flow.flow(), context)
            : withModels(
                lint, new FlowFileRunner(flow, spark, Clock.systemUTC()).described(), context);
    return result("report", report, report::toString, report.exitCode());
  }

  /** A model cannot be made up as an empty frame can. */
  private static <I extends Record, O extends Record> LintReport withModels(
      FlowLint lint, FlowRun<I, O> run, FlowContext context) {
    return lint.lint(run.flow(), run.in(), context);
  }
}
