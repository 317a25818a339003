package dev.bering.app;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonPlan;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.Matching;
import dev.bering.parity.NoiseReport;
import dev.bering.parity.NoiseRunner;
import dev.bering.parity.RowFilter;
import dev.bering.parity.Side;
import dev.bering.parity.Ties;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Other runs of either side, which show what no run repeats. */
final class NoiseOptions {

  @Option(
      names = "--noise",
      paramLabel = "TABLE",
      description = {
        "Another legacy run: what differs between it and LEFT need not be the same in RIGHT.",
        "Repeat for more runs."
      })
  private List<String> legacyRuns = List.of();

  @Option(
      names = "--noise-new",
      paramLabel = "TABLE",
      description =
          "Another new run: what differs between it and RIGHT, and is not noise, is named.")
  private List<String> newRuns = List.of();

  boolean areGiven() {
    return !legacyRuns.isEmpty() || !newRuns.isEmpty();
  }

  /** What is wrong with them where tables are compared as sets. */
  List<Problem> problemsWithSets() {
    return areGiven()
        ? List.of(
            new Problem(
                "DIFF_SET_OPTION",
                "Cannot compare as sets: noise is measured row by row.",
                "leave out --noise and --noise-new, or --as-set"))
        : List.of();
  }

  /** The tables that they name, in an order that {@link #plans} knows. */
  List<String> tables() {
    List<String> all = new ArrayList<>(legacyRuns);
    all.addAll(newRuns);
    return all;
  }

  /** What is done with the other runs. */
  record Plans(List<ComparisonPlan> legacyAgain, List<ComparisonPlan> newAgain) {

    NoiseReport run(Engine engine, Progress progress, ComparisonPlan plan) {
      return new NoiseRunner(engine, progress).run(plan, legacyAgain, newAgain);
    }
  }

  /**
   * Plans for the other runs, by what the comparison declares.
   *
   * @param tables those of {@link #tables}
   * @throws UserException DIFF_NOISE if it declares what runs of one side cannot be compared by, or
   *     if a table is named as a run of its own
   */
  Plans plans(
      Engine engine,
      Comparison comparison,
      Relation left,
      Relation right,
      List<TableSnapshot> tables) {
    requireComparable(comparison, left, right, tables);
    List<ComparisonPlan> plans = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      Side side = i < legacyRuns.size() ? Side.LEFT : Side.RIGHT;
      Relation again = engine.register("again_" + i, tables.get(i));
      Comparison ofOneSide = comparison.ofRuns(side);
      List<Relation> relations =
          RowFilter.of(engine, ofOneSide, side == Side.LEFT ? left : right, again);
      plans.add(new ComparisonPlanner().plan(ofOneSide, relations.get(0), relations.get(1)));
    }
    return new Plans(
        plans.subList(0, legacyRuns.size()), plans.subList(legacyRuns.size(), plans.size()));
  }

  private void requireComparable(
      Comparison comparison, Relation left, Relation right, List<TableSnapshot> tables) {
    List<Problem> problems = new ArrayList<>(repeated(left, right, tables));
    if (comparison.matching() != Matching.BY_KEY) {
      problems.add(
          new Problem(
              "DIFF_NOISE",
              "Cannot measure noise: without a key nobody can say which row of another run is the"
                  + " same.",
              "name the key with --key, or leave out --noise and --noise-new"));
    }
    if (!comparison.ties().equals(Ties.NONE)) {
      problems.add(
          new Problem(
              "DIFF_NOISE",
              "Cannot measure noise: ties are declared, and what they explain would count as noise"
                  + " too.",
              "leave out the ties, or --noise and --noise-new"));
    }
    List<String> mapped = comparison.mappedColumns();
    if (!newRuns.isEmpty() && !mapped.isEmpty()) {
      problems.add(
          new Problem(
              "DIFF_NOISE",
              "Cannot measure the noise of new runs: they have other names for %s."
                  .formatted(String.join(", ", mapped)),
              "leave out --noise-new, or compare the new runs with each other by a diff of"
                  + " their own"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** A table repeats itself in everything, and measured twice it looks twice as sure. */
  private List<Problem> repeated(Relation left, Relation right, List<TableSnapshot> tables) {
    Map<Location, String> named = new HashMap<>();
    named.put(place(Location.of(left.source())), "LEFT");
    named.putIfAbsent(place(Location.of(right.source())), "RIGHT");
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      Location table = tables.get(i).location();
      String option = i < legacyRuns.size() ? "--noise" : "--noise-new";
      String before = named.putIfAbsent(place(table), option);
      if (before != null) {
        problems.add(
            new Problem(
                "DIFF_NOISE",
                "Cannot measure noise: %s is given as %s and again as %s."
                    .formatted(table, before, option),
                "name the table of another run"));
      }
    }
    return problems;
  }

  /** Where a table is, whatever links lead there. */
  private static Location place(Location location) {
    if (!location.isLocal()) {
      return location;
    }
    try {
      return Location.of(location.toPath().toRealPath());
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "DIFF_NOISE",
              "Cannot measure noise: %s cannot be found any more.".formatted(location),
              "see that nobody moves tables while they are compared"),
          e);
    }
  }
}
