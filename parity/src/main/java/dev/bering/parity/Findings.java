package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was counted in rows and columns, and what it comes to.
 *
 * @param keys one for each key column of the plan
 * @param columns one for each other column of the plan
 * @param accepted one for each accepted difference
 * @param ties whether what differs is another choice among tied rows
 * @param absent whole partitions that one side lacks
 */
record Findings(
    RowCounts rows,
    List<ColumnResult> keys,
    List<ColumnResult> columns,
    List<AcceptedResult> accepted,
    TieFinding ties,
    AbsentPartitions absent) {

  /** Of tables in which nothing was looked at pair by pair. */
  static Findings untouched(ComparisonPlan plan, RowCounts rows, List<AcceptedResult> accepted) {
    return new Findings(
        rows,
        plan.keys().stream().map(ColumnResult::untouched).toList(),
        plan.columns().stream().map(ColumnResult::untouched).toList(),
        accepted,
        TieFinding.NONE,
        AbsentPartitions.NONE);
  }

  /** A column that was left out on purpose does not weaken the verdict; the report names it. */
  Rung weakest() {
    Rung weakest = hasDifferentRows() ? ties.rung() : Rung.EXACT;
    if (!absent.equals(AbsentPartitions.NONE)) {
      weakest = weakest.weaker(Rung.MISMATCH);
    }
    for (ColumnResult column : Stream.concat(keys.stream(), columns.stream()).toList()) {
      if (column.rung() != Rung.NOT_COMPARED) {
        weakest = weakest.weaker(column.rung());
      }
    }
    return accepted.stream().anyMatch(AcceptedResult::fails)
        ? weakest.weaker(Rung.MISMATCH)
        : weakest;
  }

  private boolean hasDifferentRows() {
    return rows.onlyLeft() + rows.onlyRight() + rows.changed() > 0;
  }

  /** Whether some row was found different that fingerprints see, and green all the same. */
  boolean explainRedBuckets() {
    return hasDifferentRows()
        || columns.stream()
            .anyMatch(
                column ->
                    column.accepted() > 0 && column.plan().method() == Method.EXACT_FINGERPRINT);
  }

  /** The answer in one sentence. */
  String reason() {
    List<String> facts = new ArrayList<>();
    if (ties.rung() == Rung.MISMATCH) {
      add(facts, rows.changed(), "%s changed");
      for (Side side : Side.values()) {
        facts.addAll(onlyOn(side));
      }
      ties.faults().stream().map(fault -> "no tie: " + fault.sentence()).forEach(facts::add);
    } else {
      if (ties.rung() == Rung.UNDECIDED) {
        facts.addAll(ties.sentences());
      }
      for (Side side : Side.values()) {
        facts.addAll(absent.on(side).facts());
      }
    }
    columns.stream()
        .map(ColumnResult::plan)
        .filter(column -> !column.isCompared() && column.rung() == Rung.MISMATCH)
        .map(column -> "column '%s' is %s".formatted(column.name(), column.reason()))
        .forEach(facts::add);
    accepted.stream()
        .filter(AcceptedResult::fails)
        .map(AcceptedResult::sentence)
        .forEach(facts::add);
    return facts.isEmpty() ? equality() : String.join(", ", facts);
  }

  private List<String> onlyOn(Side side) {
    List<String> facts = new ArrayList<>(absent.on(side).facts());
    boolean isPart = !facts.isEmpty();
    add(
        facts,
        isPart ? absent.on(side).otherRows() : rows.onlyOn(side),
        "%s only on the " + side.text() + (isPart ? " in partitions that both have" : ""));
    return facts;
  }

  private String equality() {
    List<String> facts = new ArrayList<>();
    if (hasDifferentRows()) {
      facts.add(
          "%s %s equal"
              .formatted(Counts.of(rows.equal(), "row"), rows.equal() == 1 ? "is" : "are"));
      facts.add(ties.exchange());
    } else {
      facts.add(
          rows.equal() == 1
              ? "the only row is equal"
              : "all %s are equal".formatted(Counts.of(rows.equal(), "row")));
    }
    addColumns(facts, Rung.TOLERANT, "%s only within the tolerance");
    addColumns(facts, Rung.UP_TO_BIJECTION, "%s by other names of the same ids");
    addColumns(facts, Rung.ACCEPTED, "%s but for accepted differences");
    return String.join(", ", facts);
  }

  private void addColumns(List<String> facts, Rung rung, String form) {
    long count = columns.stream().filter(column -> column.rung() == rung).count();
    if (count > 0) {
      facts.add(form.formatted(Counts.of(count, "column")));
    }
  }

  private static void add(List<String> facts, long count, String form) {
    if (count > 0) {
      facts.add(form.formatted(Counts.of(count, "row")));
    }
  }
}
