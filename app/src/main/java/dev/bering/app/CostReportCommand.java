package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.AttributionRules;
import dev.bering.cost.Basis;
import dev.bering.cost.CostExplanation;
import dev.bering.cost.CostReport;
import dev.bering.cost.Grouping;
import dev.bering.cost.JobRun;
import dev.bering.cost.WorkUnit;
import dev.bering.engine.DuckDbEngine;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Instant;
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
      "  bering cost report --by run --explain etl-20260301-060000-abc123"
    })
final class CostReportCommand extends Verb {

  @Mixin private CostOptions options = new CostOptions();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "job",
      description =
          "What a line stands for: run, job, pipeline, platform, service or tag:KEY;"
              + " ${DEFAULT-VALUE} unless given.")
  private String by = "job";

  @Option(
      names = "--basis",
      paramLabel = "BASIS",
      defaultValue = "effective",
      description =
          "list (public prices), effective (after discounts, prepaid spread) or billed (as"
              + " invoiced); ${DEFAULT-VALUE} unless given.")
  private Basis basis = Basis.EFFECTIVE;

  @Option(
      names = "--per",
      paramLabel = "UNIT",
      description =
          "Also the cost of a unit of work: gib (read), row (a million, read) or core-hour.")
  private Optional<String> per = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only charges that begin then or later: a day or a time with a zone.")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only charges that begin before then.")
  private Optional<String> until = Optional.empty();

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
    Optional<Instant> from = CostOptions.time("--since", since, problems);
    Optional<Instant> to = CostOptions.time("--until", until, problems);
    if (from.isPresent() && to.isPresent() && !to.get().isAfter(from.get())) {
      problems.add(
          CostOptions.problem(
              "--until " + until.orElse(""),
              "it is not after --since " + since.orElse(""),
              "give a later time"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return report(grouping.orElseThrow(), unit, from, to);
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

  private ExitCode report(
      Grouping grouping, Optional<WorkUnit> unit, Optional<Instant> from, Optional<Instant> to) {
    List<JobRun> runs = options.runs();
    AttributionRules rules = options.rules().within(from, to);
    AttributionRules all = grouping.tagKey().map(rules::by).orElse(rules);
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      List<String> notes = CostOptions.notes(options.store().bills(engine));
      Attribution attribution = options.attribution(engine, all, runs);
      if (explain.isPresent()) {
        CostExplanation explanation =
            CostExplanation.of(attribution, grouping, explain.get(), basis, limit);
        return result(
            "explanation", explanation, () -> CostText.explanation(explanation), ExitCode.OK);
      }
      CostReport report = CostReport.of(attribution, grouping, basis, unit, limit);
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
