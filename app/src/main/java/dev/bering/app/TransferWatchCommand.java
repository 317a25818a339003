package dev.bering.app;

import dev.bering.metrics.MetricsFile;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowMeasure;
import dev.bering.transfer.RollupReport;
import dev.bering.transfer.RollupRun;
import dev.bering.transfer.SeriesMetrics;
import dev.bering.transfer.SeriesReport;
import dev.bering.transfer.TopReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer watch LOGS... --by FIELD,... [--refresh PERIOD]}. */
@Command(
    name = "watch",
    description = "Say who moves how much, again and again, as new flow logs are delivered.",
    footer = {
      "",
      "Only what is new is read. It goes on until it is interrupted; where nobody watches, each look"
          + " is a line.",
      "",
      "  bering transfer watch s3://logs/AWSLogs --by interface-id --refresh 1m --into flows"
    })
final class TransferWatchCommand extends Verb {

  private static final String HOME = "\u001b[H\u001b[2J";
  private static final int NAMED = 3;

  /** Of metrics more than this are more than Prometheus is told of one thing. */
  private static final int MOST_SERIES = 10_000;

  @Mixin private SeriesOptions series = new SeriesOptions();

  @Option(
      names = "--refresh",
      paramLabel = "PERIOD",
      defaultValue = "10s",
      description = "How often it looks for new files: ${DEFAULT-VALUE} unless given.")
  private String refresh = "10s";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often it looks in all; until it is interrupted unless given.")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--into",
      paramLabel = "FOLDER",
      description =
          "A roll-up that is kept, as of 'bering transfer rollup'; a temporary one unless given.")
  private Optional<String> into = Optional.empty();

  @Option(
      names = "--metrics",
      paramLabel = "FILE",
      description =
          "Write what was moved in all to a file of Prometheus's text format, at every look.")
  private Optional<Path> metrics = Optional.empty();

  TransferWatchCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>();
    SeriesOptions.Asked asked = series.asked(problems);
    into.ifPresent(folder -> RollupFolder.require(folder, problems));
    long pause = TransferFields.seconds("--refresh", refresh, problems);
    if (rounds.filter(count -> count < 1).isPresent()) {
      problems.add(
          new Problem(
              "TRANSFER_OPTION",
              "Cannot use --rounds %d: fewer than one look.".formatted(rounds.get()),
              "give a number from 1 on, or leave it out"));
    }
    metrics.ifPresent(file -> problems.addAll(SeriesMetrics.problems(asked.measure().names())));
    if (!problems.isEmpty()) {
      throw FlowMeasureOptions.refused(problems);
    }
    Optional<MetricsFile> told = metrics.map(MetricsFile::new);
    try (var folders = new ScratchFolders()) {
      Location place = into.map(Location::of).orElseGet(() -> Location.of(folders.newFolder()));
      RollupRun.Wish wish =
          new RollupRun.Wish(
              Optional.of(asked.measure().fields()),
              Optional.of(asked.seconds()),
              series.logs().format());
      try (RollupRun run = RollupRun.goOn(place, wish)) {
        return watch(run, place, asked, pause, told);
      }
    }
  }

  private ExitCode watch(
      RollupRun run,
      Location place,
      SeriesOptions.Asked asked,
      long pause,
      Optional<MetricsFile> told) {
    for (int round = 1; ; round++) {
      try {
        look(run, place, asked, told);
      } catch (UserException e) {
        // What was right once is no mistake of whoever watches: a later look may find it so again.
        if (round == 1 || (e.exitCode() == ExitCode.USAGE && !isOfMetrics(e))) {
          throw e;
        }
        terminal().tell(e);
      }
      if (rounds.filter(Integer.valueOf(round)::equals).isPresent() || !waited(pause)) {
        return ExitCode.OK;
      }
    }
  }

  /** Whether more contribute than metrics are written of: what is shown is as good as ever. */
  private static boolean isOfMetrics(UserException e) {
    return e.problems().stream().allMatch(problem -> problem.code().equals("METRICS_SERIES"));
  }

  private void look(
      RollupRun run, Location place, SeriesOptions.Asked asked, Optional<MetricsFile> told) {
    FlowLogOptions logs = series.logs();
    RollupReport added;
    try (FlowLogs found = run.find(logs.locations())) {
      added = run.update(found, Progress.NONE);
    }
    SeriesReport report;
    TopReport whole;
    try (FlowLogs rollup = FlowLogs.find(List.of(place))) {
      report = series(rollup, asked, logs.limit());
      whole =
          told.isPresent() && report.contributors() > report.lines().size()
              ? TopReport.of(
                  counter(),
                  rollup,
                  asked.measure(),
                  logs.window(),
                  Math.max(MOST_SERIES, logs.limit()))
              : report.top();
    }
    logs.requireSound(report.top());
    result("watch", report, () -> text(report, asked.measure(), added), ExitCode.OK);
    told.ifPresent(file -> file.write(SeriesMetrics.text(whole, series.sum().text())));
  }

  private SeriesReport series(FlowLogs rollup, SeriesOptions.Asked asked, int limit) {
    return SeriesReport.of(
        counter(), rollup, asked.measure(), asked.seconds(), series.logs().window(), limit);
  }

  private static FlowCounter counter() {
    return new FlowCounter(Progress.NONE, Optional.empty());
  }

  /** Whether the time passed; not if this is to end. */
  private static boolean waited(long seconds) {
    try {
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String text(SeriesReport report, FlowMeasure measure, RollupReport added) {
    if (!terminal().interactive()) {
      return line(report) + "; " + files(added) + "\n";
    }
    // Steers the terminal, as no text of a result may.
    terminal().out().print(HOME);
    return TransferSeriesCommand.text(report, measure, series.sum()) + files(added) + "\n";
  }

  private static String files(RollupReport added) {
    return "%s new, %d changed".formatted(Counts.of(added.read(), "file"), added.again());
  }

  /** The newest bucket of which anything is known. */
  private String line(SeriesReport report) {
    int last = report.buckets().size() - 1;
    while (last >= 0 && !report.buckets().get(last).state().isKnown()) {
      last--;
    }
    if (last < 0) {
      return "nothing is known";
    }
    int at = last;
    LongFunction<String> amount =
        series.sum() == FlowMeasureOptions.Sum.BYTES ? Bytes::text : Counts::of;
    long sum =
        report.others().get(at)
            + report.lines().stream().mapToLong(line -> line.values().get(at)).sum();
    String most =
        IntStream.range(0, report.lines().size())
            .mapToObj(report.lines()::get)
            .filter(line -> line.values().get(at) > 0)
            .sorted(Comparator.comparing(line -> -line.values().get(at)))
            .limit(NAMED)
            .map(line -> String.join(" ", line.keys()) + " " + amount.apply(line.values().get(at)))
            .collect(Collectors.joining(", "));
    SeriesReport.Bucket bucket = report.buckets().get(at);
    return "%s %s%s%s"
        .formatted(
            bucket.begin(),
            amount.apply(sum),
            most.isEmpty() ? "" : ": " + most,
            bucket.skipped() == 0 ? "" : "; records were lost");
  }
}
