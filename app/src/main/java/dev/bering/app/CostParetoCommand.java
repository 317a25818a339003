package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.CostPareto;
import dev.bering.cost.JobRun;
import dev.bering.engine.DuckDbEngine;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering cost pareto --to databricks}. */
@Command(
    name = "pareto",
    description =
        "Say which few jobs are most of the cost, which have moved, and what to move next.",
    footer = {
      "",
      "A job is where its newest run was. The time is the 30 days before the newest usage of the",
      "bills, unless --since or --until say another.",
      "",
      "  bering cost pareto --to databricks --runs runs.jsonl --html pareto.html"
    })
final class CostParetoCommand extends Verb {

  private static final Duration MONTH = Duration.ofDays(30);

  @Mixin private CostOptions options = new CostOptions();

  @Mixin private CostScopeOptions scope = new CostScopeOptions();

  @Mixin private PageOption page = new PageOption();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PLATFORM",
      description = "The platform that jobs are moved to, as runs call it.")
  private String to = "";

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "90",
      description = "How much of the cost the vital few are: ${DEFAULT-VALUE} unless given.")
  private int percent = 90;

  CostParetoCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>();
    if (percent < 1 || percent > 100) {
      problems.add(
          CostOptions.problem(
              "--percent " + percent, "it is no part of a whole", "give a number from 1 to 100"));
    }
    CostTimeOptions.Time time = scope.time(problems);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    page.requireWritable();
    List<JobRun> runs = options.runs();
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      List<String> notes = CostOptions.notes(options.store().bills(engine));
      Optional<Instant> first =
          time.since().isPresent() || time.until().isPresent()
              ? time.since()
              : options
                  .store()
                  .newestUsage(engine)
                  .map(newest -> newest.truncatedTo(ChronoUnit.DAYS).minus(MONTH));
      Attribution attribution =
          options.attribution(engine, options.rules().within(first, time.until()), runs);
      CostPareto pareto = CostPareto.of(attribution, to, percent, scope.basis());
      CostTimeOptions.Time shown = new CostTimeOptions.Time(first, time.until());
      page.write(() -> Pages.pareto(pareto, shown, notes), terminal());
      Map<String, Object> results = new LinkedHashMap<>();
      results.put("pareto", pareto);
      first.ifPresent(start -> results.put("since", start.toString()));
      results.put("notes", notes);
      return result(
          results,
          () ->
              first.map("since %s%n"::formatted).orElse("")
                  + CostParetoText.of(pareto)
                  + String.join("", notes.stream().map("note: %s%n"::formatted).toList()),
          ExitCode.OK);
    }
  }
}
