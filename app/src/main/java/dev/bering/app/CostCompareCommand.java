package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.Basis;
import dev.bering.cost.Bill;
import dev.bering.cost.ComparisonRules;
import dev.bering.cost.CostComparer;
import dev.bering.cost.CostComparison;
import dev.bering.cost.CostExplanation;
import dev.bering.cost.JobRun;
import dev.bering.engine.DuckDbEngine;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering cost compare JOB --from emr --to databricks}. */
@Command(
    name = "compare",
    description = "Say whether a job costs more on another platform than it may.",
    footer = {
      "",
      "Runs are paired by the day that they are for. Failed attempts, start-up and",
      "idle time of shared clusters count; what has no counterpart is named. The",
      "verdict is on --basis list or effective; both are shown. Exit codes: 0 within",
      "the limit, 1 over it, 4 nobody can tell.",
      "",
      "  bering cost compare etl --from emr --to databricks --runs runs.jsonl --basis list"
    })
final class CostCompareCommand extends Verb {

  /** Charges of the days beside those of the runs tell start-up and idle time. */
  private static final Duration BESIDE = Duration.ofDays(1);

  @Parameters(paramLabel = "JOB", description = "The name of the job.")
  private String job = "";

  @Mixin private CostOptions options = new CostOptions();

  @Mixin private BasisOption basis = new BasisOption();

  @Mixin private PageOption page = new PageOption();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "PLATFORM",
      description = "What the other platform is compared with, as runs call it.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PLATFORM",
      description = "The platform that is judged.")
  private String to = "";

  @Option(
      names = "--limit-percent",
      paramLabel = "N",
      defaultValue = "10",
      description = "By how much it may be dearer: ${DEFAULT-VALUE} unless given.")
  private BigDecimal limit = BigDecimal.TEN;

  @Option(
      names = "--max-unexplained",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description =
          "How much of the usage of the same services may be nobody's before nobody can tell:"
              + " ${DEFAULT-VALUE} unless given.")
  private BigDecimal maxUnexplained = BigDecimal.valueOf(5);

  @Option(
      names = "--pair",
      paramLabel = "RUN=RUN",
      description =
          "Compare a run of the first platform with one of the second, instead of pairing by day."
              + " May be given several times.")
  private List<String> pairs = List.of();

  @Option(
      names = "--explain",
      description = "Trace what is counted for each platform back to the rows of bills.")
  private boolean explains;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many rows of an explanation: ${DEFAULT-VALUE} unless given.")
  private int rows = 20;

  CostCompareCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Map<String, String> declared = checked();
    page.requireWritable();
    List<JobRun> runs = options.runs();
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      List<Bill> bills = options.store().bills(engine);
      Optional<List<Instant>> time = CostComparer.time(runs, rules(declared, List.of()));
      Optional<Instant> since = time.map(ends -> day(ends.get(0)).minus(BESIDE));
      Optional<Instant> until = time.map(ends -> day(ends.get(1)).plus(BESIDE).plus(BESIDE));
      ComparisonRules rules = rules(declared, doubts(bills, since, until));
      Attribution attribution =
          options.attribution(engine, options.rules().within(since, until), runs);
      CostComparison comparison = CostComparer.compare(attribution, rules);
      List<CostExplanation> explanations =
          explains ? explanations(attribution, comparison) : List.of();
      page.write(
          () -> Pages.costComparison(CostComparisonPage.of(attribution, comparison)), terminal());
      return shown(comparison, explanations);
    }
  }

  private List<CostExplanation> explanations(Attribution attribution, CostComparison comparison) {
    List<CostComparison.Side> sides = List.of(comparison.from(), comparison.to());
    Stream<CostExplanation> rowsOfRuns =
        sides.stream().map(side -> CostExplanation.of(attribution, comparison, side, rows));
    Stream<CostExplanation> rowsOfIdleTime =
        sides.stream()
            .flatMap(side -> side.counted().stream())
            .flatMap(counted -> counted.idle().stream())
            .map(CostComparison.IdlePart::cluster)
            .distinct()
            .map(
                cluster ->
                    CostExplanation.ofIdleTime(attribution, cluster, comparison.basis(), rows));
    return Stream.concat(rowsOfRuns, rowsOfIdleTime).toList();
  }

  private ExitCode shown(CostComparison comparison, List<CostExplanation> explanations) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put(
        "comparison", comparison.currency().isPresent() ? comparison : withoutAmounts(comparison));
    if (explains) {
      results.put("explanations", explanations);
    }
    return result(
        results,
        () ->
            CostComparisonText.of(comparison)
                + (explains && comparison.currency().isPresent()
                    ? CostComparisonText.counted(comparison)
                    : "")
                + String.join(
                    "",
                    explanations.stream()
                        .map(one -> System.lineSeparator() + CostText.explanation(one))
                        .toList()),
        switch (comparison.verdict()) {
          case WITHIN -> ExitCode.OK;
          case OVER -> ExitCode.DIFFERENT;
          case CANNOT_TELL -> ExitCode.UNDECIDED;
        });
  }

  /** Sums of several currencies are no amounts. */
  private static Map<String, Object> withoutAmounts(CostComparison comparison) {
    Map<String, Object> left = new LinkedHashMap<>();
    left.put("job", comparison.job());
    left.put("basis", comparison.basis());
    left.put("limitPercent", comparison.limitPercent());
    left.put("verdict", comparison.verdict());
    left.put("reasons", comparison.reasons());
    left.put("unpaired", comparison.unpaired());
    left.put("notes", comparison.notes());
    return left;
  }

  private static Instant day(Instant time) {
    return time.truncatedTo(ChronoUnit.DAYS);
  }

  private ComparisonRules rules(Map<String, String> declared, List<String> doubts) {
    return new ComparisonRules(
        job, from, to, basis.basis(), limit, maxUnexplained, declared, doubts);
  }

  /** Bills that say too little say nothing of what is cheaper. */
  private static List<String> doubts(
      List<Bill> bills, Optional<Instant> since, Optional<Instant> until) {
    return CostOptions.notes(
        bills.stream()
            .filter(bill -> since.filter(start -> bill.month().isBefore(month(start))).isEmpty())
            .filter(bill -> until.filter(end -> bill.month().isAfter(month(end))).isEmpty())
            .toList());
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atZone(ZoneOffset.UTC));
  }

  private Map<String, String> checked() {
    List<Problem> problems = new ArrayList<>();
    if (basis.basis() == Basis.BILLED) {
      problems.add(
          CostOptions.problem(
              "--basis billed",
              "what is invoiced in a month is not what its runs cost",
              "choose list or effective"));
    }
    if (from.equals(to)) {
      problems.add(
          CostOptions.problem("--to " + to, "it is the platform of --from", "name two platforms"));
    }
    requireNotNegative("--limit-percent", limit, problems);
    requireNotNegative("--max-unexplained", maxUnexplained, problems);
    if (rows < 1) {
      problems.add(
          CostOptions.problem("--limit " + rows, "fewer than one row", "give a number from 1 on"));
    }
    Map<String, String> declared = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        problems.add(
            CostOptions.problem(
                "--pair " + pair, "it is not RUN=RUN", "write the ids of two runs"));
        continue;
      }
      String one = pair.substring(0, equals);
      String other = pair.substring(equals + 1);
      if (declared.containsKey(one) || declared.containsValue(other)) {
        problems.add(
            CostOptions.problem(
                "--pair " + pair, "one of them is in another pair", "name each run once"));
      }
      declared.put(one, other);
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return declared;
  }

  private static void requireNotNegative(
      String option, BigDecimal percent, List<Problem> problems) {
    if (percent.signum() < 0) {
      problems.add(
          CostOptions.problem(
              option + " " + percent.toPlainString(), "it is below zero", "give 0 or more"));
    }
  }
}
