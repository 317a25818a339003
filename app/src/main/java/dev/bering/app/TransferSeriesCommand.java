package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowMeasure;
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

  @Mixin private FlowLogOptions logs = new FlowLogOptions();

  @Mixin private FlowMeasureOptions measures = new FlowMeasureOptions();

  @Option(
      names = "--every",
      paramLabel = "PERIOD",
      defaultValue = "5m",
      description = "How long a bucket is, such as 1m or 1h: ${DEFAULT-VALUE} unless given.")
  private String every = "5m";

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the series as one self-contained HTML file.")
  private Optional<Path> html = Optional.empty();

  TransferSeriesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    html.ifPresent(ReportFile::requireWritable);
    List<Problem> problems = new ArrayList<>(logs.problems());
    FlowMeasure measure = measures.measure(problems);
    long seconds = TransferFields.seconds("--every", every, problems);
    if (!problems.isEmpty()) {
      throw FlowMeasureOptions.refused(problems);
    }
    try (FlowLogs found = logs.find()) {
      SeriesReport report =
          SeriesReport.of(
              logs.counter(terminal()), found, measure, seconds, logs.window(), logs.limit());
      logs.requireSound(report.top());
      html.ifPresent(page -> draw(report, page));
      return result("series", report, () -> text(report, measure, measures.sum()), ExitCode.OK);
    }
  }

  private void draw(SeriesReport report, Path page) {
    ReportFile.write(page, Pages.series(SeriesPage.of(report, measures.sum())));
    terminal().err().println("report: " + page.toAbsolutePath().normalize());
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
