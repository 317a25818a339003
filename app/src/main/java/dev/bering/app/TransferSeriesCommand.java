package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowMeasure;
import dev.bering.transfer.SeriesReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bering transfer series LOGS... --by FIELD,... [--every PERIOD]}. */
@Command(
    name = "series",
    description = "Say who moves how much when, with the times of which nothing is known.",
    footer = {
      "",
      "Each record belongs to the bucket in which it starts. Those who moved most have a line each,"
          + " the others one",
      "together.",
      "",
      "  bering transfer series logs/ --by interface-id --every 5m",
      "  bering transfer series flows --inventory inventory/ --by path --every 1h --html series.html"
    })
final class TransferSeriesCommand extends Verb {

  /** How many columns a line of characters has at most. */
  static final int COLUMNS = 60;

  @Mixin private SeriesOptions series = new SeriesOptions();

  @Mixin private PageOption page = new PageOption();

  TransferSeriesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    page.requireWritable();
    List<Problem> problems = new ArrayList<>();
    SeriesOptions.Asked asked = series.asked(problems);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    FlowLogOptions logs = series.logs();
    try (FlowLogs found = logs.find()) {
      SeriesReport report =
          SeriesReport.of(
              logs.counter(terminal()),
              found,
              asked.measure(),
              asked.seconds(),
              logs.window(),
              logs.limit());
      logs.requireSound(report.top());
      page.write(() -> Pages.series(SeriesPage.of(report, series.sum())), terminal());
      return result(
          "series", report, () -> text(report, asked.measure(), series.sum()), ExitCode.OK);
    }
  }

  /** A series, and what was read for it. */
  static String text(SeriesReport report, FlowMeasure measure, FlowMeasureOptions.Sum sum) {
    return TransferText.series(report, sum, COLUMNS)
        + (measure instanceof FlowMeasure.Logged
            ? ""
            : TransferText.once(report.sum(), report.logged(), report.paths(), sum))
        + TransferText.read(report.tally());
  }
}
