package dev.bering.parity;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns counts into a verdict and fetches the examples that go with it. */
final class ReportDraft {

  private static final int FREQUENT_PAIRS = 5;

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<Slot> keys;
  private final List<String> notes = new ArrayList<>();
  private Buckets buckets = Buckets.NONE;

  ReportDraft(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.keys = Slot.keys(plan);
    notes.addAll(plan.notes());
  }

  void buckets(Buckets taken) {
    buckets = taken;
  }

  ComparisonReport ofEmptyTables() {
    List<ColumnResult> columns = plan.columns().stream().map(ColumnResult::untouched).toList();
    RowCounts rows = new RowCounts(0, 0, 0, 0, 0, 0);
    Rung weakest = weakest(rows, columns);
    boolean decided = weakest == Rung.MISMATCH || plan.comparison().whenEmpty() == WhenEmpty.EQUAL;
    return report(
        decided ? weakest : Rung.NOT_COMPARED,
        decided && weakest != Rung.MISMATCH
            ? "both tables are empty, which was declared to be equal"
            : decided
                ? reason(rows, columns)
                : "both tables are empty: there was nothing to compare",
        rows,
        columns,
        List.of(),
        List.of(),
        List.of());
  }

  /** Equal as multisets: keys that occur twice were never looked at. */
  ComparisonReport ofEqualFingerprints() {
    notes.add(
        "the tables are equal as multisets of rows; whether a key occurs twice was not asked");
    return ofCounts(
        Map.of(),
        new RowCounts(
            plan.left().rowCount(), plan.right().rowCount(), 0, 0, 0, plan.left().rowCount()),
        plan.columns().stream().map(ColumnResult::untouched).toList(),
        List.of(),
        List.of());
  }

  ComparisonReport ofPairs(Pairing pairing, Pairing.Counts counts) {
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
    List<ColumnResult> columns =
        IntStream.range(0, plan.columns().size())
            .mapToObj(i -> column("c" + i, plan.columns().get(i), counts))
            .toList();
    int limit = plan.comparison().sampleLimit();
    return ofCounts(
        changed,
        rows,
        columns,
        counts.onlyLeft() == 0 ? List.of() : pairing.keysOnlyOn(Side.LEFT, limit),
        counts.onlyRight() == 0 ? List.of() : pairing.keysOnlyOn(Side.RIGHT, limit));
  }

  private ComparisonReport ofCounts(
      Map<Slot, Long> changed,
      RowCounts rows,
      List<ColumnResult> columns,
      List<List<String>> onlyLeft,
      List<List<String>> onlyRight) {
    Rung verdict = weakest(rows, columns);
    String reason = reason(rows, columns);
    if (verdict.isGreen() && !buckets.red().isEmpty()) {
      verdict = Rung.UNDECIDED;
      reason =
          "the fingerprints of %s differ but no row of them does: did the data change meanwhile?"
              .formatted(Counts.of(buckets.red().size(), "bucket"));
    }
    if (rows.changed() > Pairing.MAX_CHANGED_ROWS) {
      notes.add(
          "examples, frequent changes and explanations come from the first %s changed rows"
              .formatted(Counts.of(Pairing.MAX_CHANGED_ROWS)));
    }
    return report(verdict, reason, rows, columns, onlyLeft, onlyRight, explanations(changed));
  }

  private List<Explanation> explanations(Map<Slot, Long> changed) {
    if (changed.isEmpty()) {
      return List.of();
    }
    if (!engine.dialect().equals(DuckDbEngine.DIALECT)) {
      notes.add("explanations are not looked for on " + engine.description());
      return List.of();
    }
    return new Explainer(engine, plan).explain(changed);
  }

  private ComparisonReport report(
      Rung verdict,
      String reason,
      RowCounts rows,
      List<ColumnResult> columns,
      List<List<String>> onlyLeft,
      List<List<String>> onlyRight,
      List<Explanation> explanations) {
    return new ComparisonReport(
        plan,
        engine.description(),
        verdict,
        reason,
        rows,
        columns,
        onlyLeft,
        onlyRight,
        buckets,
        explanations,
        notes);
  }

  private ColumnResult column(String id, ColumnPlan column, Pairing.Counts counts) {
    Slot slot = new Slot(id, column);
    Pairing.Column found = counts.column(slot);
    Rung rung =
        found.changed() > 0 ? Rung.MISMATCH : found.tolerated() > 0 ? Rung.TOLERANT : column.rung();
    return new ColumnResult(
        column,
        rung,
        found.changed(),
        found.tolerated(),
        found.largestAbsolute(),
        found.largestRelative(),
        found.changed() == 0 ? List.of() : samples(slot),
        found.changed() == 0 ? List.of() : pairs(slot));
  }

  private List<CellSample> samples(Slot slot) {
    String keyValues =
        keys.stream().map(key -> shown(key.id(), key)).collect(Collectors.joining(", "));
    return engine.query(
        "SELECT %s, %s, %s FROM %s WHERE d_%s ORDER BY %s LIMIT %d"
            .formatted(
                shown("l_" + slot.id(), slot),
                shown("r_" + slot.id(), slot),
                keyValues,
                Pairing.CHANGED,
                slot.id(),
                Slot.order(keys, ""),
                plan.comparison().sampleLimit()),
        row ->
            new CellSample(
                IntStream.range(0, keys.size()).mapToObj(i -> row.string(2 + i)).toList(),
                row.string(0),
                row.string(1)));
  }

  private String shown(String value, Slot slot) {
    return Shown.sql(engine.dialect(), value, slot);
  }

  private List<ValuePair> pairs(Slot slot) {
    return engine.query(
        "SELECT %s AS l, %s AS r, count(*) AS n FROM %s WHERE d_%s GROUP BY l, r HAVING n > 1 ORDER BY n DESC, l, r LIMIT %d"
            .formatted(
                shown("l_" + slot.id(), slot),
                shown("r_" + slot.id(), slot),
                Pairing.CHANGED,
                slot.id(),
                FREQUENT_PAIRS),
        row -> new ValuePair(row.string(0), row.string(1), row.number(2)));
  }

  /** A column that was left out on purpose does not weaken the verdict; the report names it. */
  private Rung weakest(RowCounts rows, List<ColumnResult> columns) {
    Rung weakest =
        rows.onlyLeft() + rows.onlyRight() + rows.changed() > 0 ? Rung.MISMATCH : Rung.EXACT;
    for (ColumnPlan key : plan.keys()) {
      weakest = weakest.weaker(key.rung());
    }
    for (ColumnResult column : columns) {
      if (column.rung() != Rung.NOT_COMPARED) {
        weakest = weakest.weaker(column.rung());
      }
    }
    return weakest;
  }

  private String reason(RowCounts rows, List<ColumnResult> columns) {
    List<String> facts = new ArrayList<>();
    add(facts, rows.changed(), "%s changed");
    add(facts, rows.onlyLeft(), "%s only on the left");
    add(facts, rows.onlyRight(), "%s only on the right");
    List<String> missing =
        plan.columns().stream()
            .filter(column -> !column.isCompared() && column.rung() == Rung.MISMATCH)
            .map(column -> "column '%s' is %s".formatted(column.name(), column.reason()))
            .toList();
    facts.addAll(missing);
    if (!facts.isEmpty()) {
      return String.join(", ", facts);
    }
    long tolerated = columns.stream().filter(column -> column.rung() == Rung.TOLERANT).count();
    String equal =
        rows.equal() == 1
            ? "the only row is equal"
            : "all %s are equal".formatted(Counts.of(rows.equal(), "row"));
    return tolerated == 0
        ? equal
        : "%s, %s only within the tolerance".formatted(equal, Counts.of(tolerated, "column"));
  }

  private static void add(List<String> facts, long count, String form) {
    if (count > 0) {
      facts.add(form.formatted(Counts.of(count, "row")));
    }
  }
}
