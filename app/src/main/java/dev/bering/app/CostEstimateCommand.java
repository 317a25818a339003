package dev.bering.app;

import dev.bering.cost.Attribution;
import dev.bering.cost.Basis;
import dev.bering.cost.Bill;
import dev.bering.cost.CostEstimator;
import dev.bering.cost.CostRate;
import dev.bering.cost.Estimate;
import dev.bering.cost.EstimateRules;
import dev.bering.cost.EstimateStore;
import dev.bering.cost.JobRun;
import dev.bering.cost.Reconciliation;
import dev.bering.engine.DuckDbEngine;
import dev.bering.model.Durations;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering cost estimate --runs runs.jsonl}. */
@Command(
    name = "estimate",
    description =
        "Estimate what runs cost whose bill is not there yet, and hold it against it later.",
    footer = {
      "",
      "An estimate rests on what earlier runs of the same job were billed, or on a file of rates:",
      "'date', 'currency' and under 'rates' each 'platform', perhaps 'job', and one of",
      "'per-core-hour', 'per-hour' and 'per-run'. It is kept beside the bills and never changed.",
      "Exit codes: 0 done, 4 of some runs nobody can tell, or nothing is billed yet.",
      "",
      "  bering cost estimate --runs runs.jsonl --as april",
      "  bering cost estimate --runs runs.jsonl --reconcile"
    })
final class CostEstimateCommand extends Verb {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Mixin private CostOptions options = new CostOptions();

  @Option(
      names = "--rates",
      paramLabel = "FILE",
      description = "Go by these rates instead of what earlier runs were billed.")
  private Optional<Path> rates = Optional.empty();

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Keep the estimate by this name; by the time unless given.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--basis",
      paramLabel = "BASIS",
      defaultValue = "effective",
      description = "What is estimated: list or effective; ${DEFAULT-VALUE} unless given.")
  private Basis basis = Basis.EFFECTIVE;

  @Option(
      names = "--lateness",
      paramLabel = "TIME",
      defaultValue = "1d",
      description =
          "How long after the end of a run bills may still lack some of it: ${DEFAULT-VALUE} unless"
              + " given.")
  private String lateness = "1d";

  @Option(
      names = "--reconcile",
      description = "Say how kept estimates turned out, and estimate nothing.")
  private boolean reconciles;

  @Option(
      names = "--estimate",
      paramLabel = "NAME",
      description = "Reconcile this estimate only. May be given several times.")
  private List<String> estimates = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many runs are shown of each kind: ${DEFAULT-VALUE} unless given.")
  private int limit = 20;

  @Option(names = "--dry-run", description = "Say what would be kept, and write nothing.")
  private boolean dryRun;

  CostEstimateCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Duration late = checked();
    List<CostRate> said = rates.map(CostRatesFile::read).orElse(List.of());
    List<JobRun> runs = options.runs();
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      List<Bill> bills = options.store().bills(engine);
      boolean needsNoBills = bills.isEmpty() && !said.isEmpty() && !reconciles;
      if (needsNoBills) {
        requireFolder(options.store().folder());
      }
      Attribution attribution =
          needsNoBills
              ? Attribution.withoutBills(engine, runs)
              : options.attribution(engine, options.rules(), runs);
      List<String> notes = new ArrayList<>(CostOptions.notes(bills));
      if (needsNoBills) {
        notes.add(
            "no bill is in %s: no run is known to be billed".formatted(options.store().folder()));
      }
      said.stream()
          .filter(rate -> runs.stream().noneMatch(rate::isFor))
          .forEach(
              rate ->
                  notes.add(
                      "the rate of %s in %s is for no run that was given"
                          .formatted(CostRatesFile.named(rate), rate.file())));
      EstimateStore store = EstimateStore.of(options.store());
      return reconciles
          ? reconciled(store, attribution, bills, late, notes)
          : estimated(store, attribution, bills, said, late, notes);
    }
  }

  /** A folder that is misspelt is not one without bills. */
  private static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw UserException.source(
          new Problem(
              "BILLS_MISSING",
              "Cannot read bills in %s: there is none.".formatted(folder),
              "check --bills; where there are no bills yet, make the folder: the estimate is kept"
                  + " there"));
    }
  }

  private Duration checked() {
    List<Problem> problems = new ArrayList<>();
    if (basis == Basis.BILLED) {
      problems.add(
          CostOptions.problem(
              "--basis billed",
              "what is invoiced in a month is not what its runs cost",
              "choose list or effective"));
    }
    if (limit < 1) {
      problems.add(
          CostOptions.problem("--limit " + limit, "fewer than one run", "give a number from 1 on"));
    }
    Optional<Duration> late = Durations.read(lateness);
    if (late.isEmpty()) {
      problems.add(
          CostOptions.problem(
              "--lateness " + lateness,
              "it is no length of time",
              "write it as in 60m, 1h30m or 2d"));
    }
    if (!options.namesRuns()) {
      problems.add(
          new Problem(
              "COST_RUNS",
              "Cannot estimate costs: no runs are given.",
              "name a file of runs, or where they are recorded, with --runs"));
    }
    if (reconciles && (rates.isPresent() || name.isPresent() || dryRun)) {
      problems.add(
          CostOptions.problem(
              "--reconcile with --rates, --as or --dry-run",
              "it estimates nothing and writes nothing",
              "leave them out, or leave --reconcile out"));
    }
    if (!reconciles && !estimates.isEmpty()) {
      problems.add(
          CostOptions.problem(
              "--estimate " + String.join(", ", estimates),
              "only what is reconciled is named so",
              "add --reconcile, or name a new estimate with --as"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return late.orElseThrow();
  }

  private ExitCode estimated(
      EstimateStore store,
      Attribution attribution,
      List<Bill> bills,
      List<CostRate> said,
      Duration late,
      List<String> notes) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    name.ifPresent(store::requireFree);
    String wanted = name.orElse(NAME.format(now));
    Reconciliation past = Reconciliation.of(attribution, bills, store.read(store.names()), late);
    Estimate made =
        CostEstimator.estimate(
            attribution, bills, new EstimateRules(wanted, now, basis, late), said, past);
    boolean isKept = !dryRun && made.runCount() > 0;
    Estimate estimate = isKept ? kept(store, made) : made;
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("estimate", estimate);
    results.put("kept", isKept);
    results.put("notes", notes);
    return result(
        results,
        () ->
            CostEstimateText.estimate(estimate, limit)
                + (estimate.runCount() == 0
                    ? ""
                    : "%s %s%n"
                        .formatted(
                            isKept ? "kept as" : "would be kept as", store.file(estimate.name())))
                + noted(notes),
        estimate.unknown().isEmpty() ? ExitCode.OK : ExitCode.UNDECIDED);
  }

  /** Nobody chose a name of the time, and two of one second are two. */
  private Estimate kept(EstimateStore store, Estimate made) {
    if (name.isEmpty()) {
      return store.keepBesideOthers(made);
    }
    store.keep(made);
    return made;
  }

  private ExitCode reconciled(
      EstimateStore store,
      Attribution attribution,
      List<Bill> bills,
      Duration late,
      List<String> notes) {
    List<String> names = estimates.isEmpty() ? store.names() : estimates;
    if (names.isEmpty()) {
      throw UserException.source(
          new Problem(
              "ESTIMATE_MISSING",
              "Cannot reconcile estimates: none is kept beside the bills in %s."
                  .formatted(options.store().folder()),
              "make one with bering cost estimate --runs PLACE"));
    }
    Reconciliation reconciliation =
        Reconciliation.of(attribution, bills, store.read(names.stream().distinct().toList()), late);
    boolean isAny = reconciliation.runs().stream().anyMatch(run -> run.billed().isPresent());
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("reconciliation", reconciliation);
    results.put("notes", notes);
    return result(
        results,
        () -> CostEstimateText.reconciliation(reconciliation, limit) + noted(notes),
        isAny ? ExitCode.OK : ExitCode.UNDECIDED);
  }

  private static String noted(List<String> notes) {
    return String.join("", notes.stream().map("note: %s%n"::formatted).toList());
  }
}
