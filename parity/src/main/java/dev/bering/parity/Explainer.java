package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.parity.Explanation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks for the causes of the differences of each column, and for what the rows with one cause have
 * in common. It reads a sample of the differences and passes over the left table once.
 */
final class Explainer {

  private static final int MAX_COLUMNS = 20;

  private final Engine engine;
  private final ComparisonPlan plan;

  Explainer(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /**
   * Causes in the columns that differ in {@link Pairing#CHANGED}, column by column, the column that
   * differs most first.
   *
   * @param changed those columns, with the number of all rows in which each differs
   */
  List<Explanation> explain(Map<Slot, Long> changed) {
    List<Slot> most =
        changed.entrySet().stream()
            .sorted(Map.Entry.<Slot, Long>comparingByValue().reversed())
            .limit(MAX_COLUMNS)
            .map(Map.Entry::getKey)
            .toList();
    DifferenceSample sample = new SampleReader(engine, plan).read(most);
    return sample.columns().stream().flatMap(column -> explain(column, sample).stream()).toList();
  }

  private static List<Explanation> explain(ColumnCells column, DifferenceSample sample) {
    CellRules rules = new CellRules(column, sample);
    List<Explanation> explanations = new ArrayList<>();
    for (CellRules.Cause cause : rules.causes()) {
      Rule rule = cause.rule();
      List<SharedCondition> where = new Whereabouts(sample, cause.differences()).conditions();
      explanations.add(
          explanation(
              column,
              rule.kind(),
              where.isEmpty() ? rule.sentence() : rule.sentence() + "; " + text(where),
              rule.followers().cardinality(),
              where,
              rule.remedy()));
    }
    ColumnCells rest = rules.unexplained();
    List<SharedCondition> where = new Whereabouts(sample, rest).conditions();
    if (!where.isEmpty()) {
      explanations.add(
          explanation(column, Kind.WHERE, text(where), rest.cells().size(), where, Remedy.NONE));
    }
    return explanations;
  }

  private static String text(List<SharedCondition> where) {
    return where.stream().map(SharedCondition::text).collect(Collectors.joining("; "));
  }

  private static Explanation explanation(
      ColumnCells column,
      Kind kind,
      String sentence,
      long explained,
      List<SharedCondition> where,
      Remedy remedy) {
    return new Explanation(
        column.name(), kind, sentence, explained, column.cells().size(), where, remedy);
  }
}
