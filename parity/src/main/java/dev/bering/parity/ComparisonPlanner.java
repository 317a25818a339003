package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.engine.SqlDialect;
import dev.bering.model.UserException;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Decides how two relations are compared, from their columns and row counts alone. */
public final class ComparisonPlanner {

  private final PlanLimits limits;

  /** Plans with {@link PlanLimits#DEFAULT}. */
  public ComparisonPlanner() {
    this(PlanLimits.DEFAULT);
  }

  /** Plans with other limits. */
  public ComparisonPlanner(PlanLimits limits) {
    this.limits = limits;
  }

  /**
   * The plan.
   *
   * @throws UserException with everything that makes the comparison impossible as declared: missing
   *     or ignored keys, unknown columns, types without a common one
   */
  public ComparisonPlan plan(Comparison comparison, Relation left, Relation right) {
    return plan(comparison, left, right, Optional.empty());
  }

  /**
   * The plan of a comparison that declares ties among candidates.
   *
   * @param candidates the rows that were chosen from
   * @throws UserException as {@link #plan(Comparison, Relation, Relation)}, and if rows of the
   *     candidates cannot be compared with rows of either side
   */
  public ComparisonPlan plan(
      Comparison comparison, Relation left, Relation right, Relation candidates) {
    return plan(comparison, left, right, Optional.of(candidates));
  }

  ComparisonPlan plan(
      Comparison comparison, Relation left, Relation right, Optional<Relation> candidates) {
    RowFilter.requireApplied(comparison, left, right);
    Complaints complaints = new Complaints(left, right);
    SchemaMatch schema =
        new SchemaMatch(left, right, ColumnMapping.of(comparison, left, right, complaints));
    new DeclarationCheck(comparison, schema, complaints).check();
    ColumnPlanner columnPlanner = new ColumnPlanner(dialect(left, right), complaints);
    List<ColumnPlan> keys = keys(comparison, schema, columnPlanner);
    List<ColumnPlan> columns = columns(comparison, schema, columnPlanner);
    if (comparison.matching() == Matching.AS_MULTISET
        && columns.stream().noneMatch(ColumnPlan::isCompared)) {
      complaints.add(
          "COMPARE_NO_COLUMN",
          "no column is left to compare",
          "ignore fewer columns, or name a key");
    }
    TiePlan ties =
        new TiePlanner(comparison, schema, dialect(left, right), complaints)
            .plan(Slot.all(keys, columns), candidates);
    requirePartitionTypes(comparison, Slot.all(keys, columns), complaints);
    complaints.throwIfAny();

    List<String> notes = new ArrayList<>(columnPlanner.notes());
    if (comparison.matching() == Matching.BY_KEY
        && columns.stream().noneMatch(ColumnPlan::isCompared)) {
      notes.add("only the key is compared");
    }
    long rows = Math.max(left.rowCount(), right.rowCount());
    return new ComparisonPlan(
        comparison,
        TableSide.of(left),
        TableSide.of(right),
        strategy(comparison, rows),
        keys,
        columns,
        accepted(comparison, schema),
        ties,
        columnPlanner.schemaDifferences(),
        columnPlanner.casts(),
        notes,
        limits.buckets(rows),
        limits.redShare());
  }

  private static void requirePartitionTypes(
      Comparison comparison, List<Slot> slots, Complaints complaints) {
    for (Slot slot : slots) {
      String name = slot.plan().name();
      if (slot.plan().hashing() == Hashing.NONE
          && comparison.partitions().stream().anyMatch(name::equalsIgnoreCase)) {
        complaints.add(
            "COMPARE_PARTITION_TYPE",
            "partition column '%s' is of type %s".formatted(name, slot.plan().comparedAs()),
            "name partition columns of plain types");
      }
    }
  }

  private Strategy strategy(Comparison comparison, long rows) {
    if (comparison.matching() == Matching.AS_MULTISET) {
      return Strategy.COUNT_ROWS;
    }
    return rows <= limits.directJoinRows() ? Strategy.DIRECT_JOIN : Strategy.FINGERPRINTS_FIRST;
  }

  /**
   * The plan of a comparison as sets.
   *
   * @throws UserException with everything that makes it impossible as declared: missing columns,
   *     types without a common one
   */
  public SetPlan plan(SetComparison comparison, Relation left, Relation right) {
    Complaints complaints = new Complaints(left, right);
    SchemaMatch schema = new SchemaMatch(left, right);
    DeclarationCheck.requireOnBothSides(comparison.columns(), "column", schema, complaints);
    DeclarationCheck.requireOnBothSides(
        comparison.segments(), "segment column", schema, complaints);
    ColumnPlanner columnPlanner = new ColumnPlanner(dialect(left, right), complaints);
    List<ColumnPlan> columns =
        keys(comparison.memberColumns(), column -> ColumnRule.NONE, schema, columnPlanner);
    complaints.throwIfAny();
    return new SetPlan(
        comparison,
        TableSide.of(left),
        TableSide.of(right),
        columns,
        (int) comparison.segments().stream().map(SchemaMatch::fold).distinct().count(),
        columnPlanner.casts(),
        columnPlanner.notes());
  }

  private static List<ColumnPlan> keys(
      Comparison comparison, SchemaMatch schema, ColumnPlanner columnPlanner) {
    return keys(comparison.keys(), comparison::rule, schema, columnPlanner);
  }

  private static List<ColumnPlan> keys(
      List<String> names,
      Function<String, ColumnRule> rules,
      SchemaMatch schema,
      ColumnPlanner columnPlanner) {
    return names.stream()
        .flatMap(key -> schema.find(key).stream())
        .distinct()
        .filter(ColumnMatch.Both.class::isInstance)
        .map(match -> columnPlanner.key((ColumnMatch.Both) match, rules.apply(match.name())))
        .toList();
  }

  private static List<ColumnPlan> columns(
      Comparison comparison, SchemaMatch schema, ColumnPlanner columnPlanner) {
    Set<String> keys = folded(comparison.keys());
    List<ColumnPlan> plans = new ArrayList<>();
    for (ColumnMatch match : schema.columns()) {
      if (!keys.contains(SchemaMatch.fold(match.name()))) {
        plans.add(columnPlanner.column(match, comparison.rule(match.name())));
      }
    }
    return plans;
  }

  private static List<Acceptance> accepted(Comparison comparison, SchemaMatch schema) {
    List<Acceptance> accepted = new ArrayList<>();
    for (AcceptedDifference difference : comparison.accepted()) {
      Set<String> columns =
          difference.columns().stream()
              .flatMap(column -> schema.find(column).stream())
              .map(ColumnMatch::name)
              .collect(Collectors.toSet());
      accepted.add(new Acceptance("a" + accepted.size(), difference, columns));
    }
    return accepted;
  }

  private static Set<String> folded(List<String> names) {
    return names.stream().map(SchemaMatch::fold).collect(Collectors.toSet());
  }

  /** Expressions of a plan are in the SQL of the engine that knows both relations. */
  private static SqlDialect dialect(Relation left, Relation right) {
    if (!left.dialect().equals(right.dialect())) {
      throw new IllegalStateException("relations of two engines: %s, %s".formatted(left, right));
    }
    return left.dialect();
  }
}
