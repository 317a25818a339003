package dev.bering.app;

import dev.bering.jobs.Explanation;
import dev.bering.jobs.FanOut;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering job run JOB}. */
@Command(
    name = "run",
    description = "Run a job on the platform that its file names.",
    footer = {
      "",
      "Without --wait it ends once the platform has taken the run, which goes on there.",
      "With --wait it ends as the run does: 0 succeeded, 1 failed or cancelled, 2 refused,",
      "5 what may pass. If it is ended early, the run goes on; follow it again.",
      "",
      "  bering job run features --wait --set params.ds=2026-01-31",
      "  bering job run features --each customers.csv --at-most 50"
    })
final class JobRunCommand extends Verb {

  @Parameters(
      arity = "0..*",
      paramLabel = "JOB",
      description = "Published jobs, or job files; several only with --each.")
  private List<String> jobs = List.of();

  @Mixin private JobPlaces places = new JobPlaces();
  @Mixin private JobChoiceOptions choice = new JobChoiceOptions();

  @Option(names = "--wait", description = "Follow the run to its end.")
  private boolean wait;

  @Option(
      names = "--date",
      paramLabel = "DAY",
      description = "The day that the run is for; today in UTC unless given.")
  private @Nullable String date;

  @Option(
      names = "--again",
      paramLabel = "RUN",
      description = "Repeat a run: the same files, day and options, and --set over them.")
  private @Nullable String again;

  @Option(
      names = "--each",
      paramLabel = "FILE",
      description = "One run for each line of a CSV file; its columns are parameters.")
  private @Nullable Path each;

  @Option(
      names = "--at-most",
      paramLabel = "N",
      description = "With --each, how many runs may be under way at once (default: 20).")
  private int atMost = 20;

  @Option(names = "--dry-run", description = "Show what would be sent; start nothing.")
  private boolean dryRun;

  JobRunCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobRuns runs = places.runs();
    if (again != null) {
      boolean isAlone =
          jobs.isEmpty() && each == null && !dryRun && date == null && choice.isOnlySets();
      require(isAlone, "--again names the run, and only --set and --wait go with it");
      return carryOn(runs, runs.repeat(again, choice.sets()).id());
    }
    require(!jobs.isEmpty(), "no job is named");
    if (each != null) {
      return fanOut(runs, each);
    }
    require(jobs.size() == 1, "several jobs are named");
    JobRuns.Request request = request(places.job(jobs.get(0)), List.of());
    if (dryRun) {
      Explanation plan = runs.plan(request);
      tellWhatCannotBe(plan);
      return result(
          "plan",
          plan,
          () ->
              "would be sent to %s, hash %s%n%s%n"
                  .formatted(plan.platform(), plan.hash(), plan.payload().toPrettyString()),
          ExitCode.OK);
    }
    tellWhatCannotBe(runs.plan(request));
    return carryOn(runs, runs.create(request).id());
  }

  /** Nothing of a file is left out without a word. */
  private void tellWhatCannotBe(Explanation plan) {
    plan.unhonoured()
        .forEach(
            one ->
                terminal()
                    .err()
                    .println(
                        "note: %s is not honoured on %s: %s"
                            .formatted(one.key(), plan.platform(), one.why())));
    plan.settings().stream()
        .filter(one -> one.action() == TranslatedSetting.Action.DROP)
        .forEach(
            one ->
                terminal()
                    .err()
                    .println(
                        "note: %s is dropped on %s: %s"
                            .formatted(one.key(), plan.platform(), one.why())));
    plan.dependencies().forEach(one -> terminal().err().println("note: %s".formatted(one.text())));
    plan.policy().forEach(one -> terminal().err().println("note: %s".formatted(one.text())));
  }

  private static void require(boolean holds, String fact) {
    if (!holds) {
      throw UserException.usage(
          new Problem("JOB_RUN", "Cannot run: %s.".formatted(fact), "see 'bering job run --help'"));
    }
  }

  private JobRuns.Request request(JobPlaces.Named named, List<String> more) {
    return new JobRuns.Request(
        named.source(),
        named.job(),
        choice.choice().with(more),
        Optional.ofNullable(date).map(JobRunCommand::day));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw UserException.usage(
          new Problem(
              "JOB_RUN",
              "Cannot read day '%s': it is no date.".formatted(text),
              "write it as in 2026-12-31"),
          e);
    }
  }

  private ExitCode carryOn(JobRuns runs, String id) {
    RunLines lines = new RunLines(terminal().err());
    RunRecord run = wait ? runs.follow(id, lines) : runs.start(id, lines);
    return result("run", run, () -> RunText.of(run), RunText.exitCode(run));
  }

  private ExitCode fanOut(JobRuns runs, Path file) {
    List<JobRuns.Request> requests = new ArrayList<>();
    List<List<String>> rows = ParameterRows.of(file);
    for (String job : jobs) {
      JobPlaces.Named named = places.job(job);
      rows.forEach(row -> requests.add(request(named, row)));
    }
    if (dryRun) {
      List<Explanation> plans = requests.stream().map(runs::plan).toList();
      return result(
          "plans", plans, () -> "would start %d runs%n".formatted(plans.size()), ExitCode.OK);
    }
    List<FanOut.Outcome> outcomes =
        new FanOut(runs, atMost, new RunLines(terminal().err())).run(requests);
    outcomes.forEach(outcome -> terminal().tell(outcome.problems()));
    List<RunRecord> all = outcomes.stream().flatMap(outcome -> outcome.run().stream()).toList();
    List<ExitCode> ends = new ArrayList<>(all.stream().map(RunText::exitCode).toList());
    if (outcomes.stream().anyMatch(outcome -> !outcome.problems().isEmpty())) {
      ends.add(ExitCode.USAGE);
    }
    return result("runs", all, () -> RunText.table(all), ExitCode.worst(ends));
  }
}
