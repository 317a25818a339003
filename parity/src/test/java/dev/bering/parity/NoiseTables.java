package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.model.Progress;
import java.util.ArrayList;
import java.util.List;

/** Runs of a legacy pipeline and of its port, compared by what legacy runs do not repeat. */
final class NoiseTables implements AutoCloseable {

  private final TestTables tables = new TestTables();

  Relation query(String name, String select) {
    return tables.parquet(name, select);
  }

  NoiseReport compare(Relation legacy, Relation port, Relation... again) {
    return compare(Comparison.by("id").sampling(1), legacy, port, List.of(again), List.of());
  }

  NoiseReport compare(
      Comparison comparison,
      Relation legacy,
      Relation port,
      List<Relation> legacyAgain,
      List<Relation> newAgain) {
    return new NoiseRunner(tables.engine(), Progress.NONE)
        .run(
            new ComparisonPlanner().plan(comparison, legacy, port),
            plans(comparison.ofRuns(Side.LEFT), legacy, legacyAgain),
            plans(comparison.ofRuns(Side.RIGHT), port, newAgain));
  }

  private static List<ComparisonPlan> plans(
      Comparison comparison, Relation run, List<Relation> again) {
    List<ComparisonPlan> plans = new ArrayList<>();
    again.forEach(other -> plans.add(new ComparisonPlanner().plan(comparison, run, other)));
    return plans;
  }

  @Override
  public void close() {
    tables.close();
  }
}
