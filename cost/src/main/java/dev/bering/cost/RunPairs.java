package dev.bering.cost;

import dev.bering.cost.CostComparison.Unpaired;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which runs of a job on two platforms are for the same work, and which have no counterpart. */
final class RunPairs {

  private final Attribution attribution;
  private final ComparisonRules rules;
  private final List<Unpaired> unpaired = new ArrayList<>();
  private final List<Couple> couples;
  private final Map<String, List<Unit>> wasted = new LinkedHashMap<>();

  private RunPairs(Attribution attribution, ComparisonRules rules) {
    this.attribution = attribution;
    this.rules = rules;
    requireRuns();
    this.couples = List.copyOf(rules.pairs().isEmpty() ? byDate() : declared());
    for (String platform : List.of(rules.from(), rules.to())) {
      wasted.put(platform, withoutSuccess(platform));
    }
  }

  /**
   * Pairs the runs.
   *
   * @throws UserException COST_JOB if the job has no run on one of the platforms, COST_PAIR if a
   *     run is to be paired that is none
   */
  static RunPairs of(Attribution attribution, ComparisonRules rules) {
    return new RunPairs(attribution, rules);
  }

  /**
   * All attempts on one platform for one purpose.
   *
   * @param successes how many runs succeeded
   */
  record Unit(String name, List<JobRun> attempts, long successes) {
    static Unit of(String name, List<JobRun> attempts) {
      return new Unit(
          name,
          attempts,
          attempts.stream()
              .filter(run -> run.succeeded().equals(Optional.of(true)))
              .map(JobRun::runId)
              .distinct()
              .count());
    }

    List<String> ids() {
      return attempts.stream().map(JobRun::runId).distinct().sorted().toList();
    }
  }

  /** Two units for the same work. */
  record Couple(String name, Unit from, Unit to) {

    List<JobRun> attempts() {
      return Stream.concat(from.attempts().stream(), to.attempts().stream()).toList();
    }
  }

  /** What is compared, in order. */
  List<Couple> couples() {
    return couples;
  }

  /** What was spent on a platform for nothing: it makes each success dearer. */
  List<Unit> wasted(String platform) {
    return wasted.getOrDefault(platform, List.of());
  }

  /** The units of a platform that are compared. */
  List<Unit> units(String platform) {
    return couples.stream()
        .map(couple -> platform.equals(rules.from()) ? couple.from() : couple.to())
        .toList();
  }

  /** Runs without a counterpart, each with why. */
  List<Unpaired> unpaired() {
    return unpaired;
  }

  /** Every attempt whose cost counts. */
  List<JobRun> counted() {
    return Stream.concat(
            couples.stream().flatMap(couple -> couple.attempts().stream()),
            wasted.values().stream()
                .flatMap(List::stream)
                .flatMap(unit -> unit.attempts().stream()))
        .distinct()
        .toList();
  }

  private void requireRuns() {
    List<String> jobs = attribution.runs().stream().map(JobRun::job).distinct().sorted().toList();
    List<Problem> problems = new ArrayList<>();
    if (!jobs.contains(rules.job())) {
      problems.add(
          new Problem(
              "COST_JOB",
              "Cannot compare %s: no run is of such a job.".formatted(rules.job()),
              NearestName.hint(rules.job(), jobs)));
    } else {
      for (String platform : List.of(rules.from(), rules.to())) {
        if (runs(platform).isEmpty()) {
          problems.add(
              new Problem(
                  "COST_JOB",
                  "Cannot compare %s: no run of it was on '%s'.".formatted(rules.job(), platform),
                  "it ran on "
                      + attribution.runs().stream()
                          .filter(run -> run.job().equals(rules.job()))
                          .map(JobRun::platform)
                          .distinct()
                          .sorted()
                          .collect(Collectors.joining(", "))));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** All attempts of the job on a platform. */
  List<JobRun> runs(String platform) {
    return attribution.runs().stream()
        .filter(run -> run.job().equals(rules.job()) && run.platform().equals(platform))
        .toList();
  }

  private List<Couple> byDate() {
    Map<String, Unit> from = dates(rules.from());
    Map<String, Unit> to = dates(rules.to());
    List<Couple> couples = new ArrayList<>();
    from.forEach(
        (date, unit) ->
            couple(date, unit, Optional.ofNullable(to.get(date))).ifPresent(couples::add));
    to.forEach(
        (date, unit) -> {
          if (!from.containsKey(date)) {
            unpaired(rules.to(), unit, "no run on %s is for %s".formatted(rules.from(), date));
          }
        });
    return couples;
  }

  private Optional<Couple> couple(String date, Unit from, Optional<Unit> to) {
    if (to.isEmpty()) {
      unpaired(rules.from(), from, "no run on %s is for %s".formatted(rules.to(), date));
      return Optional.empty();
    }
    Unit other = to.get();
    if (from.successes() > 0 && other.successes() > 0) {
      return Optional.of(new Couple(date, from, other));
    }
    unpaired(
        rules.from(),
        from,
        from.successes() == 0
            ? "none for %s succeeded; counted as waste".formatted(date)
            : "none on %s for %s succeeded".formatted(rules.to(), date));
    unpaired(
        rules.to(),
        other,
        other.successes() == 0
            ? "none for %s succeeded; counted as waste".formatted(date)
            : "none on %s for %s succeeded".formatted(rules.from(), date));
    return Optional.empty();
  }

  private void unpaired(String platform, Unit unit, String why) {
    unit.ids().forEach(id -> unpaired.add(new Unpaired(platform, id, why)));
  }

  /** By date; what has none is named. */
  private Map<String, Unit> dates(String platform) {
    Map<String, List<JobRun>> byDate = new TreeMap<>();
    for (JobRun run : runs(platform)) {
      if (run.logicalDate().isPresent()) {
        byDate
            .computeIfAbsent(run.logicalDate().get().toString(), none -> new ArrayList<>())
            .add(run);
      } else {
        Unpaired lone = new Unpaired(platform, run.runId(), "it has no logical date");
        if (!unpaired.contains(lone)) {
          unpaired.add(lone);
        }
      }
    }
    Map<String, Unit> units = new LinkedHashMap<>();
    byDate.forEach((date, attempts) -> units.put(date, Unit.of(date, attempts)));
    return units;
  }

  private Map<String, Unit> byId(String platform) {
    Map<String, List<JobRun>> ids =
        runs(platform).stream()
            .collect(Collectors.groupingBy(JobRun::runId, TreeMap::new, Collectors.toList()));
    Map<String, Unit> units = new LinkedHashMap<>();
    ids.forEach((id, attempts) -> units.put(id, Unit.of(id, attempts)));
    return units;
  }

  private List<Couple> declared() {
    Map<String, Unit> from = byId(rules.from());
    Map<String, Unit> to = byId(rules.to());
    List<Problem> problems = new ArrayList<>();
    List<Couple> couples = new ArrayList<>();
    new TreeMap<>(rules.pairs())
        .forEach(
            (one, other) -> {
              missing(one, rules.from(), from).ifPresent(problems::add);
              missing(other, rules.to(), to).ifPresent(problems::add);
              Unit left = from.get(one);
              Unit right = to.get(other);
              if (left != null && right != null) {
                if (left.successes() > 0 && right.successes() > 0) {
                  couples.add(new Couple(one + " and " + other, left, right));
                } else {
                  unpaired(rules.from(), left, "a pair of which one side did not succeed");
                  unpaired(rules.to(), right, "a pair of which one side did not succeed");
                }
              }
            });
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    from.forEach(
        (id, unit) -> {
          if (!rules.pairs().containsKey(id)) {
            unpaired(rules.from(), unit, "no pair names it");
          }
        });
    to.forEach(
        (id, unit) -> {
          if (!rules.pairs().containsValue(id)) {
            unpaired(rules.to(), unit, "no pair names it");
          }
        });
    return couples;
  }

  private Optional<Problem> missing(String id, String platform, Map<String, Unit> units) {
    return units.containsKey(id)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "COST_PAIR",
                "Cannot pair run '%s': it is no run of %s on %s."
                    .formatted(id, rules.job(), platform),
                NearestName.hint(id, units.keySet())));
  }

  private List<Unit> withoutSuccess(String platform) {
    Stream<Unit> units =
        rules.pairs().isEmpty()
            ? runs(platform).stream()
                .filter(run -> run.logicalDate().isPresent())
                .collect(
                    Collectors.groupingBy(
                        run -> run.logicalDate().orElseThrow().toString(),
                        TreeMap::new,
                        Collectors.toList()))
                .entrySet()
                .stream()
                .map(each -> Unit.of(each.getKey(), each.getValue()))
            : byId(platform).values().stream()
                .filter(
                    unit ->
                        platform.equals(rules.from())
                            ? rules.pairs().containsKey(unit.name())
                            : rules.pairs().containsValue(unit.name()));
    return units.filter(unit -> unit.successes() == 0).toList();
  }
}
