package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.engine.SqlDialect;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    RowFilter.requireApplied(comparison, left, right);
    Complaints complaints = new Complaints(left, right);
    SchemaMatch schema =
        new SchemaMatch(left, right, ColumnMapping.of(comparison, left, right, complaints));
    new DeclarationCheck(comparison, schema, complaints).check();
    ColumnPlanner columnPlanner = new ColumnPlanner(dialect(left, right), complaints);
    List<ColumnPlan> keys = keys(comparison.keys(), schema, columnPlanner);
    List<ColumnPlan> columns = columns(comparison, schema, columnPlanner);
    complaints.throwIfAny();

    List<String> notes = new ArrayList<>(columnPlanner.notes());
    if (columns.stream().noneMatch(ColumnPlan::isCompared)) {
      notes.add("only the key is compared");
    }
    long rows = Math.max(left.rowCount(), right.rowCount());
    return new ComparisonPlan(
        comparison,
        table(left),
        table(right),
        rows <= limits.directJoinRows() ? Strategy.DIRECT_JOIN : Strategy.FINGERPRINTS_FIRST,
        keys,
        columns,
        columnPlanner.schemaDifferences(),
        columnPlanner.casts(),
        notes,
        limits.buckets(rows),
        limits.redShare());
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
    List<ColumnPlan> columns = keys(comparison.memberColumns(), schema, columnPlanner);
    complaints.throwIfAny();
    return new SetPlan(
        comparison,
        table(left),
        table(right),
        columns,
        (int) comparison.segments().stream().map(SchemaMatch::fold).distinct().count(),
        columnPlanner.casts(),
        columnPlanner.notes());
  }

  private static List<ColumnPlan> keys(
      List<String> names, SchemaMatch schema, ColumnPlanner columnPlanner) {
    return names.stream()
        .flatMap(key -> schema.find(key).stream())
        .distinct()
        .filter(ColumnMatch.Both.class::isInstance)
        .map(match -> columnPlanner.key((ColumnMatch.Both) match))
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

  private static TableSide table(Relation relation) {
    return new TableSide(
        relation.name(), relation.source(), relation.summary(), relation.rowCount());
  }
}
