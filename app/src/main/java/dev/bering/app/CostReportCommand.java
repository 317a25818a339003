package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.AttributionRules;
import dev.bering.cost.CostExplanation;
import dev.bering.cost.CostReport;
import dev.bering.cost.Grouping;
import dev.bering.cost.JobRun;
import dev.bering.cost.WorkUnit;
import dev.bering.engine.DuckDbEngine;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering cost report --by job}. */
@Command(
    name = "report",
    description = "Say what runs, jobs, platforms, services or tags cost, to the last digit.",
    footer = {
      "",
      "Every charge is for exactly one consumer: idle time of shared clusters, what cannot be",
      "divided, and what has no tag have lines of their own, and are never spread.",
      "",
      "  bering cost report --by job --runs runs.jsonl --per gib",
      "  bering cost report --by tag:team --since 2026-03-01 --html report.html",
      "  bering cost report --by run --explain etl-20260301-060000-abc123"
    })
final class CostReportCommand extends Verb {

  @Mixin private CostOptions options = new CostOptions();

  @Mixin private CostScopeOptions scope = new CostScopeOptions();

  @Mixin private PageOption page = new PageOption();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "job",
      description =
          "What a line stands for: run, job, pipeline, platform, service or tag:KEY;"
              + " ${DEFAULT-VALUE} unless given.")
  private String by = "job";

  @Option(
      names = "--per",
      paramLabel = "UNIT",
      description =
          "Also the cost of a unit of work: gib (read), row (a million, read) or core-hour.")
  private Optional<String> per = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many lines, or rows of an explanation: ${DEFAULT-VALUE} unless given.")
  private int limit = 20;

  @Option(
      names = "--explain",
      paramLabel = "CONSUMER",
      description = "Trace the number of a line back to the rows of bills.")
  private Optional<String> explain = Optional.empty();

  CostReportCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>();
    Optional<Grouping> grouping = Grouping.of(by);
    if (grouping.isEmpty()) {
      problems.add(
          CostOptions.problem(
              "--by " + by,
              "costs are not told by it",
              "choose run, job, pipeline, platform, service or tag:KEY"));
    }
    Optional<WorkUnit> unit = unit(problems);
    if (limit < 1) {
      problems.add(
          CostOptions.problem(
              "--limit " + limit, "fewer than one line", "give a number from 1 on"));
    }
    CostTimeOptions.Time time = scope.time(problems);
    if (explain.isPresent() && page.isGiven()) {
      problems.add(
          CostOptions.problem(
              "--html with --explain",
              "a page shows the report and traces no number",
              "give one of them"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    page.requireWritable();
    return report(grouping.orElseThrow(), unit, time);
  }

  private Optional<WorkUnit> unit(List<Problem> problems) {
    Optional<WorkUnit> unit =
        per.flatMap(
            name ->
                Arrays.stream(WorkUnit.values())
                    .filter(
                        one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
                    .findFirst());
    if (per.isPresent() && unit.isEmpty()) {
      problems.add(
          CostOptions.problem(
              "--per " + per.get(), "it is no unit of work", "choose gib, row or core-hour"));
    }
    return unit;
  }

  private ExitCode report(Grouping grouping, Optional<WorkUnit> unit, CostTimeOptions.Time time) {
    List<JobRun> runs = options.runs();
    AttributionRules rules = options.rules().within(time.since(), time.until());
    AttributionRules all = grouping.tagKey().map(rules::by).orElse(rules);
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      List<String> notes = CostOptions.notes(options.store().bills(engine));
      Attribution attribution = options.attribution(engine, all, runs);
      if (explain.isPresent()) {
        CostExplanation explanation =
            CostExplanation.of(attribution, grouping, explain.get(), scope.basis(), limit);
        return result(
            "explanation", explanation, () -> CostText.explanation(explanation), ExitCode.OK);
      }
      CostReport report = CostReport.of(attribution, grouping, scope.basis(), unit, limit);
      page.write(() -> Pages.costs(CostReportPage.of(report, time, notes)), terminal());
      Map<String, Object> results = new LinkedHashMap<>();
      results.put("report", report);
      results.put("notes", notes);
      return result(
          results,
          () ->
              CostText.report(report)
                  + String.join("", notes.stream().map("note: %s%n"::formatted).toList()),
          ExitCode.OK);
    }
  }
}
