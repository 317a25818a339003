package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.Basis;
import dev.bering.cost.CostPareto;
import dev.bering.cost.JobRun;
import dev.bering.engine.DuckDbEngine;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.nio.file.Path;
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

  @Option(
      names = "--basis",
      paramLabel = "BASIS",
      defaultValue = "effective",
      description = "list, effective or billed; ${DEFAULT-VALUE} unless given.")
  private Basis basis = Basis.EFFECTIVE;

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
      names = "--html",
      paramLabel = "FILE",
      description = "Write it as a page with a chart, too.")
  private Optional<Path> html = Optional.empty();

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
    Optional<Instant> from = CostOptions.time("--since", since, problems);
    Optional<Instant> end = CostOptions.time("--until", until, problems);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    html.ifPresent(ReportFile::requireWritable);
    List<JobRun> runs = options.runs();
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      List<String> notes = CostOptions.notes(options.store().bills(engine));
      Optional<Instant> first =
          from.isPresent() || end.isPresent()
              ? from
              : options
                  .store()
                  .newestUsage(engine)
                  .map(newest -> newest.truncatedTo(ChronoUnit.DAYS).minus(MONTH));
      Attribution attribution =
          options.attribution(engine, options.rules().within(first, end), runs);
      CostPareto pareto = CostPareto.of(attribution, to, percent, basis);
      html.ifPresent(file -> write(file, pareto, notes));
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

  private void write(Path file, CostPareto pareto, List<String> notes) {
    ReportFile.write(file, Pages.pareto(pareto, notes));
    terminal().err().println("report: " + file);
  }
}
