package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowMeasure;
import dev.bering.transfer.SeriesMetrics;
import dev.bering.transfer.SeriesReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Option(
      names = "--openmetrics",
      paramLabel = "FILE",
      description =
          "Write the series as counters of OpenMetrics with their times, of which promtool makes"
              + " history.")
  private Optional<Path> openMetrics = Optional.empty();

  TransferSeriesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    page.requireWritable();
    openMetrics.ifPresent(ReportFile::requireWritable);
    List<Problem> problems = new ArrayList<>();
    SeriesOptions.Asked asked = series.asked(problems);
    openMetrics.ifPresent(file -> problems.addAll(SeriesMetrics.problems(asked.measure().names())));
    if (!problems.isEmpty()) {
      throw FlowMeasureOptions.refused(problems);
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
      openMetrics.ifPresent(
          file -> ReportFile.write(file, SeriesMetrics.openMetrics(report, series.sum().text())));
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
