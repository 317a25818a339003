package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.AttributionRules;
import dev.bering.cost.Bill;
import dev.bering.cost.BillFiles;
import dev.bering.cost.BillStore;
import dev.bering.cost.JobRun;
import dev.bering.cost.RunFile;
import dev.bering.engine.DuckDbEngine;
import dev.bering.jobs.RunBook;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which bills are read, and which runs they are for. */
final class CostOptions {

  private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9998-01-01T00:00:00Z");

  @Option(
      names = "--bills",
      paramLabel = "FOLDER",
      defaultValue = BillStore.DEFAULT_FOLDER,
      description = "Where bills were imported to: ${DEFAULT-VALUE} unless given.")
  private Path bills = Path.of(BillStore.DEFAULT_FOLDER);

  @Option(
      names = "--runs",
      paramLabel = "PLACE",
      description =
          "The runs that bills are for: a file of lines of JSON or CSV, or where Bering records"
              + " runs. May be given several times.")
  private List<String> runs = List.of();

  @Option(
      names = "--run-tag",
      paramLabel = "KEY",
      description = "A tag of charges that holds the id of a run, beside those of Bering.")
  private List<String> runTags = List.of();

  @Option(
      names = "--job-tag",
      paramLabel = "KEY",
      description = "A tag of charges that holds the name of a job, likewise.")
  private List<String> jobTags = List.of();

  @Option(
      names = "--pipeline-tag",
      paramLabel = "KEY",
      description = "A tag of charges that holds the name of a pipeline, likewise.")
  private List<String> pipelineTags = List.of();

  private Optional<BillFiles> files = Optional.empty();

  /** Where bills are. */
  BillStore store() {
    return files().store();
  }

  /** The files of bills as they were when they were first asked for. */
  private BillFiles files() {
    if (files.isEmpty()) {
      files = Optional.of(BillFiles.of(BillStore.at(bills)));
    }
    return files.get();
  }

  /** Whether any place of runs is named. */
  boolean namesRuns() {
    return !runs.isEmpty();
  }

  /** Which tags name what a charge is for. */
  AttributionRules rules() {
    AttributionRules known = AttributionRules.DEFAULT;
    return new AttributionRules(
        both(runTags, known.runKeys()),
        both(jobTags, known.jobKeys()),
        both(pipelineTags, known.pipelineKeys()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<String> both(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /** Everything that runs are known of. */
  List<JobRun> runs() {
    List<JobRun> all = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (String place : runs) {
      try {
        all.addAll(runs(place));
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    List<JobRun> distinct = all.stream().distinct().toList();
    requireOneOfEach(distinct);
    return distinct;
  }

  private static List<JobRun> runs(String place) {
    Location location = Location.of(place);
    if (location.isLocal() && !Files.isDirectory(location.toPath())) {
      return RunFile.read(location.toPath());
    }
    List<JobRun> recorded = RecordedRuns.of(new RunBook(Stores.open(location)));
    if (recorded.isEmpty()) {
      throw UserException.source(
          new Problem(
              "COST_RUNS",
              "Cannot read runs of %s: no run that began is recorded there.".formatted(place),
              "name the place that bering job run was given as --runs, or a file of runs"));
    }
    return recorded;
  }

  private static void requireOneOfEach(List<JobRun> all) {
    List<Problem> problems =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    run -> List.of(run.job(), run.platform(), run.runId(), run.attempt()),
                    LinkedHashMap::new,
                    Collectors.counting()))
            .entrySet()
            .stream()
            .filter(each -> each.getValue() > 1)
            .limit(50)
            .map(
                each ->
                    new Problem(
                        "COST_RUNS",
                        "Cannot read runs: %s give attempt %s of run '%s' differently."
                            .formatted(
                                Counts.of(each.getValue(), "place"),
                                each.getKey().get(3),
                                each.getKey().get(2)),
                        "name each run in one place only"))
            .toList();
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
  }

  /** A time, or the beginning of a day in UTC; adds a problem if it is neither. */
  static Optional<Instant> time(String option, Optional<String> text, List<Problem> problems) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant time =
          text.get().contains("T")
              ? OffsetDateTime.parse(text.get()).toInstant()
              : LocalDate.parse(text.get()).atStartOfDay(ZoneOffset.UTC).toInstant();
      if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
        throw new DateTimeException("beyond every bill");
      }
      return Optional.of(time);
    } catch (DateTimeException e) {
      problems.add(
          problem(
              option + " " + text.get(),
              "it is neither a day nor a time with a zone",
              "write 2026-03-01 or 2026-03-01T06:00:00Z"));
      return Optional.empty();
    }
  }

  static Problem problem(String what, String fact, String hint) {
    return new Problem("COST_OPTION", "Cannot use %s: %s.".formatted(what, fact), hint);
  }

  /** What bills cannot be trusted for, for people. */
  static List<String> notes(List<Bill> bills) {
    return bills.stream()
        .filter(Bill::isIncomplete)
        .flatMap(
            bill ->
                bill.notes().stream()
                    .filter(note -> note.oddity().isLoss())
                    .map(note -> "bill %s says too little: %s".formatted(bill.name(), note.text())))
        .toList();
  }

  /** Decides for every charge. */
  Attribution attribution(DuckDbEngine engine, AttributionRules rules, List<JobRun> known) {
    return Attribution.of(engine, files(), known, rules);
  }
}
