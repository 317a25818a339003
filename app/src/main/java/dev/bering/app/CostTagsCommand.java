package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.JobRun;
import dev.bering.cost.TagCheck;
import dev.bering.cost.TagReport;
import dev.bering.cost.TagRule;
import dev.bering.cost.TagRules;
import dev.bering.cost.TaggedJob;
import dev.bering.engine.DuckDbEngine;
import dev.bering.jobs.JobCatalogue;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.MergedJob;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering cost tags JOBS... --rules tags.yaml}. */
@Command(
    name = "tags",
    description = "Say which tags job files lack, and what is billed without them.",
    footer = {
      "",
      "JOBS are folders of job files, or job files; tags that they inherit count. A file of rules",
      "lists under 'tags' each 'key', and where not any value will do 'values' or a 'pattern';",
      "'from' is the first day, 'billed-as' lists other keys of bills, 'providers' whose bills.",
      "Exit codes: 0 every tag is there, 1 some are not, 4 nobody can tell.",
      "",
      "  bering cost tags jobs/ --rules tags.yaml --runs runs.jsonl --limit-percent 2"
    })
final class CostTagsCommand extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "JOBS",
      description = "Folders of job files, or job files.")
  private List<Path> places = List.of();

  @Mixin private CostOptions options = new CostOptions();

  @Option(
      names = "--rules",
      required = true,
      paramLabel = "FILE",
      description = "Which tags are asked for.")
  private Path rules = Path.of("");

  @Option(names = "--env", paramLabel = "NAME", description = "Lay env/NAME.yaml over each job.")
  private Optional<String> environment = Optional.empty();

  @Option(
      names = "--limit-percent",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How much of the cost of each currency may lack a tag: ${DEFAULT-VALUE} unless given.")
  private BigDecimal limitPercent = BigDecimal.ZERO;

  @Mixin private CostTimeOptions time = new CostTimeOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How many resources of each tag and currency are named: ${DEFAULT-VALUE} unless given.")
  private int limit = 20;

  CostTagsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>();
    if (limitPercent.signum() < 0 || limitPercent.compareTo(BigDecimal.valueOf(100)) > 0) {
      problems.add(
          CostOptions.problem(
              "--limit-percent " + limitPercent.toPlainString(),
              "it is no part of a whole",
              "give a number from 0 to 100"));
    }
    if (limit < 1) {
      problems.add(
          CostOptions.problem(
              "--limit " + limit, "fewer than one resource", "give a number from 1 on"));
    }
    CostTimeOptions.Time within = time.time(problems);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    List<TagRule> asked = TagRulesFile.read(rules);
    List<TaggedJob> jobs = jobs();
    List<JobRun> runs = options.runs();
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      List<String> doubts = CostOptions.notes(options.store().bills(engine));
      Attribution attribution =
          options.attribution(engine, options.rules().within(within.since(), within.until()), runs);
      TagReport report =
          TagCheck.of(
              attribution,
              new TagRules(asked, limitPercent, LocalDate.now(ZoneOffset.UTC), limit, doubts),
              jobs);
      return result(
          "tags",
          report,
          () -> CostTagsText.of(report),
          switch (report.outcome()) {
            case WELL -> ExitCode.OK;
            case FINDINGS -> ExitCode.DIFFERENT;
            case CANNOT_TELL -> ExitCode.UNDECIDED;
          });
    }
  }

  /** The jobs of all places; what is wrong with any of their files is told at once. */
  private List<TaggedJob> jobs() {
    JobFormat format = new JobPlaces().format();
    Map<String, TaggedJob> jobs = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    Set<ExitCode> ends = new HashSet<>();
    for (Path place : places) {
      try {
        for (TaggedJob job : jobs(format, place)) {
          TaggedJob other = jobs.putIfAbsent(job.name(), job);
          if (other != null && !other.equals(job)) {
            problems.add(
                new Problem(
                    "COST_TAGS",
                    "Cannot check tags of job '%s': it is in %s and in %s."
                        .formatted(job.name(), other.place(), job.place()),
                    "name each job once"));
          }
        }
      } catch (UserException e) {
        problems.addAll(e.problems());
        ends.add(e.exitCode());
      }
    }
    if (!problems.isEmpty()) {
      List<Problem> all = problems.stream().distinct().toList();
      throw ends.equals(Set.of(ExitCode.SOURCE))
          ? UserException.source(all)
          : UserException.usage(all);
    }
    return List.copyOf(jobs.values());
  }

  private List<TaggedJob> jobs(JobFormat format, Path place) {
    boolean isFolder = Files.isDirectory(place);
    Path whole = place.toAbsolutePath().normalize();
    Path folder = isFolder ? place : Optional.ofNullable(whole.getParent()).orElse(whole);
    if (!isFolder && !Files.isRegularFile(place)) {
      throw UserException.source(
          new Problem(
              "JOB_FILE",
              "Cannot read %s: there is no such file or folder.".formatted(place),
              "name a folder of job files, or a job file"));
    }
    JobFiles files =
        isFolder ? JobFiles.of(place) : JobFiles.of(folder, whole.getFileName().toString());
    JobCatalogue catalogue = format.catalogue(files);
    List<Problem> problems = new ArrayList<>(catalogue.problems());
    if (catalogue.names().isEmpty() && problems.isEmpty()) {
      problems.add(
          new Problem(
              "JOB_FOLDER",
              "Cannot check tags of jobs in %s: there is none.".formatted(place),
              "name a folder of job files, or a job file"));
    }
    JobChoice choice = new JobChoice(Optional.empty(), environment, List.of());
    List<TaggedJob> jobs = new ArrayList<>();
    for (String name : catalogue.names()) {
      try {
        jobs.add(tagged(name, catalogue.place(name), catalogue.job(name, choice)));
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems.stream().distinct().toList());
    }
    return jobs;
  }

  private static TaggedJob tagged(String name, String place, MergedJob job) {
    SortedMap<String, MergedJob.Tag> tags = job.tags();
    SortedMap<String, String> texts = new TreeMap<>();
    tags.forEach((key, tag) -> texts.put(key, tag.text()));
    return new TaggedJob(
        name,
        place,
        texts,
        tags.entrySet().stream()
            .filter(tag -> tag.getValue().isOpen())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()));
  }
}
