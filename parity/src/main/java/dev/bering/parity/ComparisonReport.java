package dev.bering.parity;

import java.util.List;
import java.util.Objects;

/**
 * What a comparison found.
 *
 * @param plan what was done
 * @param engine what did it, with its version
 * @param verdict the answer
 * @param reason the answer in one sentence
 * @param rows how many rows of which kind
 * @param keys one for each key column of the plan, in its order
 * @param columns one for each column of the plan, in its order
 * @param accepted what became of each accepted difference, in the order of the comparison
 * @param ties whether the rows that differ are another choice among tied rows
 * @param absent whole partitions that one side lacks
 * @param onlyLeft keys of rows that only the left has, but for those of absent partitions;
 *     examples, in key order
 * @param onlyRight likewise of the right
 * @param buckets what the fingerprints said
 * @param explanations rules that differences follow
 * @param notes what else a reader should know
 */
public record ComparisonReport(
    ComparisonPlan plan,
    String engine,
    Rung verdict,
    String reason,
    RowCounts rows,
    List<ColumnResult> keys,
    List<ColumnResult> columns,
    List<AcceptedResult> accepted,
    TieFinding ties,
    AbsentPartitions absent,
    List<List<String>> onlyLeft,
    List<List<String>> onlyRight,
    Buckets buckets,
    List<Explanation> explanations,
    List<String> notes) {

  public ComparisonReport {
    Objects.requireNonNull(plan, "plan is null");
    Objects.requireNonNull(engine, "engine is null");
    Objects.requireNonNull(verdict, "verdict is null");
    Objects.requireNonNull(reason, "reason is null");
    Objects.requireNonNull(rows, "rows is null");
    keys = List.copyOf(keys);
    columns = List.copyOf(columns);
    accepted = List.copyOf(accepted);
    Objects.requireNonNull(ties, "ties is null");
    Objects.requireNonNull(absent, "absent is null");
    onlyLeft = onlyLeft.stream().map(List::copyOf).toList();
    onlyRight = onlyRight.stream().map(List::copyOf).toList();
    Objects.requireNonNull(buckets, "buckets is null");
    explanations = List.copyOf(explanations);
    notes = List.copyOf(notes);
  }

  /** This report with another verdict on the same differences. */
  ComparisonReport judged(Rung other, String because, List<ColumnResult> columnsJudged) {
    return new ComparisonReport(
        plan,
        engine,
        other,
        because,
        rows,
        keys,
        columnsJudged,
        accepted,
        ties,
        absent,
        onlyLeft,
        onlyRight,
        buckets,
        explanations,
        notes);
  }
}
