package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.transfer.CountOnce;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowMeasure;
import dev.bering.transfer.OnceReport;
import dev.bering.transfer.TopReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bering transfer top LOGS... --by FIELD,...}. */
@Command(
    name = "top",
    description = "Say who moves most, exactly, by any fields of flow logs.",
    footer = {
      "",
      "Every record counts as it was logged: what passes a NAT gateway is logged by more than one"
          + " interface.",
      "With --inventory each byte counts once; without it, --where interface-id=ENI counts one of"
          + " them.",
      "",
      "  bering transfer top logs/ --by srcaddr,dstaddr",
      "  bering transfer top logs/ --inventory inventory/ --by path,client",
      "  bering transfer top s3://logs/AWSLogs --by interface-id --sum packets --where action=REJECT"
    })
final class TransferTopCommand extends Verb {

  @Mixin private FlowLogOptions logs = new FlowLogOptions();

  @Mixin private FlowMeasureOptions measures = new FlowMeasureOptions();

  TransferTopCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>(logs.problems());
    FlowMeasure measure = measures.measure(problems);
    if (!problems.isEmpty()) {
      throw FlowMeasureOptions.refused(problems);
    }
    try (FlowLogs found = logs.find()) {
      return measure instanceof CountOnce once ? once(found, once) : logged(found, measure);
    }
  }

  private ExitCode logged(FlowLogs found, FlowMeasure measure) {
    TopReport report =
        TopReport.of(
            logs.counter(terminal()),
            found,
            ((FlowMeasure.Logged) measure).contribution(),
            logs.window(),
            logs.limit());
    logs.requireSound(report);
    return result(
        "top",
        report,
        () -> TransferText.top(report, measures.sum()) + TransferText.read(report.tally()),
        ExitCode.OK);
  }

  private ExitCode once(FlowLogs found, CountOnce once) {
    OnceReport report =
        OnceReport.of(logs.counter(terminal()), found, once, logs.window(), logs.limit());
    logs.requireSound(report.top());
    return result(
        "once",
        report,
        () ->
            TransferText.top(report.top(), measures.sum())
                + TransferText.once(
                    report.top().sum(), report.logged(), report.paths(), measures.sum())
                + TransferText.read(report.top().tally()),
        ExitCode.OK);
  }
}
