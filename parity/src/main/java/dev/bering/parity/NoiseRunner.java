package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares a new run with a legacy run, and measures what differs against other runs of either:
 * what a legacy run does not repeat, a new run need not repeat. Reads only.
 */
public final class NoiseRunner {

  private final Engine engine;
  private final Progress progress;

  /** Runs plans whose relations {@code engine} holds. */
  public NoiseRunner(Engine engine, Progress progress) {
    this.engine = engine;
    this.progress = progress;
  }

  /**
   * The answer.
   *
   * @param plan the legacy run on the left, the new run on the right
   * @param legacyAgain the same legacy run on the left, another legacy run on the right, by the
   *     same declaration
   * @param newAgain the same new run on the left, another new run on the right, likewise
   * @throws UserException as {@link ComparisonRunner#run}
   */
  public NoiseReport run(
      ComparisonPlan plan, List<ComparisonPlan> legacyAgain, List<ComparisonPlan> newAgain) {
    if (plan.ties().isDeclared()) {
      throw new IllegalStateException("what ties explain would count as noise: " + plan.ties());
    }
    ComparisonReport report = compare(plan);
    List<ComparisonReport> legacyRuns = legacyAgain.stream().map(this::compare).toList();
    List<ComparisonReport> newRuns = newAgain.stream().map(this::compare).toList();
    Set<String> noisy = changed(legacyRuns);
    Observed floor = observed(legacyRuns, noisy);
    NoiseDraft draft = new NoiseDraft(report, floor, legacyRuns, newRuns);
    return draft.report(observed(List.of(report), noisy), observed(newRuns, noisy));
  }

  private ComparisonReport compare(ComparisonPlan plan) {
    return new ComparisonRunner(engine, progress).run(plan);
  }

  private Observed observed(List<ComparisonReport> reports, Set<String> noisy) {
    List<Observed> all = new ArrayList<>();
    for (ComparisonReport report : reports) {
      Set<String> changed = changed(List.of(report));
      List<Slot> slots =
          Slot.columns(report.plan()).stream()
              .filter(slot -> changed.contains(SchemaMatch.fold(slot.plan().name())))
              .filter(slot -> noisy.contains(SchemaMatch.fold(slot.plan().name())))
              .toList();
      all.add(Observed.of(report, new Presence(engine, report).differing(slots)));
    }
    return Observed.sum(all);
  }

  private static Set<String> changed(List<ComparisonReport> reports) {
    return reports.stream()
        .flatMap(report -> report.columns().stream())
        .filter(column -> column.changed() > 0)
        .map(column -> SchemaMatch.fold(column.plan().name()))
        .collect(Collectors.toSet());
  }
}
