package dev.bering.parity;

import java.util.List;
import java.util.Objects;

/**
 * What a comparison will do, in full: printed by {@code --dry-run} and kept in the report.
 *
 * @param keys how the key columns are matched
 * @param columns every other column of either side, in left order, then what only the right has
 * @param accepted the accepted differences of the comparison, in its order
 * @param ties how ties are told from differences
 * @param schemaDifferences columns that only one side has, and types that differ
 * @param casts texts that are read as another type, to be checked before anything is compared
 * @param notes what else a reader should know
 * @param bucketCount how many fingerprints a side gets if the strategy asks for them
 * @param redShare above this share of differing fingerprints all rows are joined
 */
public record ComparisonPlan(
    Comparison comparison,
    TableSide left,
    TableSide right,
    Strategy strategy,
    List<ColumnPlan> keys,
    List<ColumnPlan> columns,
    List<Acceptance> accepted,
    TiePlan ties,
    List<SchemaDifference> schemaDifferences,
    List<TextCast> casts,
    List<String> notes,
    int bucketCount,
    double redShare) {

  public ComparisonPlan {
    Objects.requireNonNull(comparison, "comparison is null");
    Objects.requireNonNull(left, "left is null");
    Objects.requireNonNull(right, "right is null");
    Objects.requireNonNull(strategy, "strategy is null");
    keys = List.copyOf(keys);
    columns = List.copyOf(columns);
    accepted = List.copyOf(accepted);
    Objects.requireNonNull(ties, "ties is null");
    schemaDifferences = List.copyOf(schemaDifferences);
    casts = List.copyOf(casts);
    notes = List.copyOf(notes);
  }

  /** This plan with other ties. */
  ComparisonPlan with(TiePlan others) {
    return new ComparisonPlan(
        comparison,
        left,
        right,
        strategy,
        keys,
        columns,
        accepted,
        others,
        schemaDifferences,
        casts,
        notes,
        bucketCount,
        redShare);
  }

  TableSide table(Side side) {
    return side == Side.LEFT ? left : right;
  }

  /** As a person reads it. */
  @Override
  public String toString() {
    return PlanText.of(this);
  }
}
