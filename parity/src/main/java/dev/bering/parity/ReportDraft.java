package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Turns counts into a verdict and fetches the examples that go with it. */
final class ReportDraft {

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<String> notes = new ArrayList<>();
  private final List<RowFilter.LeftOut> leftOut;
  private final PartitionSearch partitions;
  private Buckets buckets = Buckets.NONE;

  ReportDraft(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.leftOut = RowFilter.leftOut(engine, plan);
    this.partitions = new PartitionSearch(engine, plan);
    notes.addAll(plan.notes());
    leftOut.forEach(some -> notes.add(some.note()));
  }

  void buckets(Buckets taken) {
    buckets = taken;
  }

  ComparisonReport ofEmptyTables(List<AcceptedResult> accepted) {
    Findings findings = Findings.untouched(plan, new RowCounts(0, 0, 0, 0, 0, 0), accepted);
    Rung weakest = findings.weakest();
    if (weakest == Rung.MISMATCH) {
      return report(weakest, findings.reason(), findings, Examples.NONE);
    }
    if (!leftOut.isEmpty()) {
      // Declared is what empty tables are, not what a condition is that fits no row.
      return report(
          Rung.NOT_COMPARED,
          "no row of either table is chosen by where: there was nothing to compare",
          findings,
          Examples.NONE);
    }
    return plan.comparison().whenEmpty() == WhenEmpty.EQUAL
        ? report(
            weakest,
            "both tables are empty, which was declared to be equal",
            findings,
            Examples.NONE)
        : report(
            Rung.NOT_COMPARED,
            "both tables are empty: there was nothing to compare",
            findings,
            Examples.NONE);
  }

  /** Equal as multisets: keys that occur twice were never looked at. */
  ComparisonReport ofEqualFingerprints(List<AcceptedResult> accepted) {
    notes.add(
        "the tables are equal as multisets of rows; whether a key occurs twice was not asked");
    return ofFindings(
        Findings.untouched(
            plan,
            new RowCounts(
                plan.left().rowCount(), plan.right().rowCount(), 0, 0, 0, plan.left().rowCount()),
            accepted),
        Examples.NONE);
  }

  /** Rows that were counted and not paired. */
  ComparisonReport ofMultisets(Multisets multisets, Multisets.Counts counts, TieFinding ties) {
    RowCounts rows =
        new RowCounts(
            plan.left().rowCount(),
            plan.right().rowCount(),
            counts.onlyLeft(),
            counts.onlyRight(),
            0,
            plan.left().rowCount() - counts.onlyLeft());
    List<ColumnResult> columns =
        everyColumn(
            slot -> multisets.column(slot, counts, plan.ties().unpaired(slot, ties)),
            plan.columns(),
            "c");
    AbsentPartitions absent = absent(rows);
    int limit = plan.comparison().sampleLimit();
    return ofFindings(
        new Findings(rows, List.of(), columns, List.of(), ties, absent),
        new Examples(
            Map.of(),
            multisets.rowsOnlyOn(Side.LEFT, limit, besideAbsent(absent, Side.LEFT)),
            multisets.rowsOnlyOn(Side.RIGHT, limit, besideAbsent(absent, Side.RIGHT))));
  }

  ComparisonReport ofPairs(Pairing pairing, Acceptances.Outcome outcome, TieFinding ties) {
    PairCounts counts = outcome.counts();
    RowCounts rows =
        new RowCounts(
            plan.left().rowCount(),
            plan.right().rowCount(),
            counts.onlyLeft(),
            counts.onlyRight(),
            counts.changed(),
            plan.left().rowCount() - counts.onlyLeft() - counts.changed());
    Map<Slot, Long> changed = new LinkedHashMap<>();
    for (Slot slot : pairing.columns()) {
      if (counts.column(slot).changed() > 0) {
        changed.put(slot, counts.column(slot).changed());
      }
    }
    if (!changed.isEmpty()) {
      pairing.keepChanged(List.copyOf(changed.keySet()));
    }
    ChangedExamples changes = ChangedExamples.read(engine, plan, changed);
    MissingParts parts = new MissingParts(engine, plan);
    notes.addAll(counts.onlyLeft() == 0 ? List.of() : parts.onlyOn(Side.LEFT));
    notes.addAll(counts.onlyRight() == 0 ? List.of() : parts.onlyOn(Side.RIGHT));
    Function<Slot, ColumnResult> result = results(counts, changes, ties);
    AbsentPartitions absent = absent(rows);
    return ofFindings(
        new Findings(
            rows,
            everyColumn(result, plan.keys(), "k"),
            everyColumn(slot -> result.apply(slot).unlessUnpaired(rows, ties), plan.columns(), "c"),
            outcome.results(),
            ties,
            absent),
        new Examples(
            changed,
            keysOnlyOn(Side.LEFT, rows, pairing, absent),
            keysOnlyOn(Side.RIGHT, rows, pairing, absent)));
  }

  private AbsentPartitions absent(RowCounts rows) {
    boolean mayBe = rows.onlyLeft() + rows.onlyRight() + rows.changed() > 0;
    return partitions.isDeclared() && mayBe ? partitions.search(rows) : AbsentPartitions.NONE;
  }

  private String besideAbsent(AbsentPartitions absent, Side side) {
    return absent.on(side).partitions() == 0 ? "" : partitions.beside(side, "x");
  }

  private List<List<String>> keysOnlyOn(
      Side side, RowCounts rows, Pairing pairing, AbsentPartitions absent) {
    int limit = plan.comparison().sampleLimit();
    if (absent.on(side).partitions() > 0) {
      return partitions.keysOnlyOn(side, limit);
    }
    return rows.onlyOn(side) == 0 ? List.of() : pairing.keysOnlyOn(side, limit);
  }

  private static List<ColumnResult> everyColumn(
      Function<Slot, ColumnResult> found, List<ColumnPlan> plans, String letter) {
    return IntStream.range(0, plans.size())
        .mapToObj(i -> found.apply(new Slot(letter + i, plans.get(i))))
        .toList();
  }

  /**
   * What a report shows of the differences.
   *
   * @param changed the columns that differ in {@link Pairing#CHANGED}, and in how many rows
   */
  private record Examples(
      Map<Slot, Long> changed, List<List<String>> onlyLeft, List<List<String>> onlyRight) {
    static final Examples NONE = new Examples(Map.of(), List.of(), List.of());
  }

  private ComparisonReport ofFindings(Findings findings, Examples examples) {
    Rung verdict = findings.weakest();
    String reason = findings.reason();
    if (verdict.isGreen() && !buckets.red().isEmpty() && !findings.explainRedBuckets()) {
      verdict = Rung.UNDECIDED;
      reason =
          "the fingerprints of %s differ but no row of them does: did the data change meanwhile?"
              .formatted(Counts.of(buckets.red().size(), "bucket"));
    }
    if (findings.rows().changed() > Pairing.MAX_CHANGED_ROWS) {
      notes.add(
          "examples, frequent changes and explanations come from the first %s changed rows"
              .formatted(Counts.of(Pairing.MAX_CHANGED_ROWS)));
    }
    return report(verdict, reason, findings, examples);
  }

  private List<Explanation> explanations(RowCounts rows, Map<Slot, Long> changed) {
    List<Explanation> explanations = new ArrayList<>();
    TieSearch.Found found = new TieSearch(engine, plan).search(rows, List.copyOf(changed.keySet()));
    found.ties().ifPresent(explanations::add);
    if (!found.note().isEmpty()) {
      notes.add(found.note());
    }
    if (!changed.isEmpty()) {
      explanations.addAll(new Explainer(engine, plan).explain(changed));
    }
    return explanations;
  }

  private ComparisonReport report(
      Rung verdict, String reason, Findings findings, Examples examples) {
    List<Explanation> explanations =
        findings.ties().rung() == Rung.MISMATCH
            ? explanations(findings.rows(), examples.changed())
            : List.of();
    return new ComparisonReport(
        plan,
        engine.description(),
        verdict,
        reason,
        findings.rows(),
        findings.keys(),
        findings.columns(),
        findings.accepted(),
        findings.ties(),
        findings.absent(),
        examples.onlyLeft(),
        examples.onlyRight(),
        buckets,
        explanations,
        notes);
  }

  /** What pairs of rows came to in each column. */
  private Function<Slot, ColumnResult> results(
      PairCounts counts, ChangedExamples changes, TieFinding ties) {
    NormaliserCounts normalisers = new NormaliserCounts(engine, plan, Slot.all(plan));
    return slot -> {
      PairCounts.Column found = counts.column(slot);
      return new ColumnResult(
          slot.plan(),
          rung(slot.plan(), found, ties.rung()),
          found.changed(),
          found.accepted(),
          found.tolerated(),
          found.largestAbsolute(),
          found.largestRelative(),
          normalisers.of(slot, found.absorbed()),
          changes.samples().getOrDefault(slot, List.of()),
          changes.frequentPairs().getOrDefault(slot, List.of()));
    };
  }

  /**
   * The weakest rung that some value of the column needs.
   *
   * @param different what a value comes to that differs
   */
  private static Rung rung(ColumnPlan plan, PairCounts.Column found, Rung different) {
    Rung rung = plan.rung();
    if (found.absorbedTogether() > 0) {
      rung = rung.weaker(Rung.NORMALISED);
    }
    if (found.tolerated() > 0) {
      rung =
          rung.weaker(
              plan.method() == Method.BIJECTION_JOIN ? Rung.UP_TO_BIJECTION : Rung.TOLERANT);
    }
    if (found.accepted() > 0) {
      rung = rung.weaker(Rung.ACCEPTED);
    }
    return found.changed() > 0 ? rung.weaker(different) : rung;
  }
}
