package dev.bering.parity;

import dev.bering.engine.Engine;
import java.util.List;

/** Asks of rows that differ whether ties explain them, where ties are declared. */
final class TieExamination {

  /** Table (the slots of keys and columns, n int): rows without an equal partner. */
  private static final String UNEQUAL = "parity_unequal_rows";

  private final Engine engine;
  private final ComparisonPlan plan;

  TieExamination(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /** What the differences between pairs of rows come to; all columns must have been compared. */
  TieFinding of(Pairing pairing, PairCounts counts) {
    if (!plan.ties().isDeclared() || !counts.differ()) {
      return TieFinding.NONE;
    }
    pairing.keepUnequal(UNEQUAL, plan.ties()::isNumber);
    return judged(UNEQUAL);
  }

  /** What the differences between multisets come to; they are in {@link Multisets#DIFFERENCE}. */
  TieFinding of(Multisets.Counts counts) {
    return plan.ties().isDeclared() && counts.all() > 0
        ? judged(Multisets.DIFFERENCE)
        : TieFinding.NONE;
  }

  private TieFinding judged(String unequal) {
    if (plan.ties().candidates().areKept()) {
      readCandidates();
    }
    return new TieJudge(engine, plan, unequal).examine();
  }

  private void readCandidates() {
    TieCandidates candidates = plan.ties().candidates();
    engine.execute(
        "CREATE OR REPLACE TEMPORARY VIEW %s AS %s"
            .formatted(engine.dialect().identifier(TiedPartitions.CANDIDATES), candidates.named()));
    TableSide view = candidates.in(TiedPartitions.CANDIDATES);
    List<String> columns = candidates.columns();
    List<TextCast> casts =
        plan.casts().stream()
            .filter(cast -> cast.side() == candidates.as())
            .filter(cast -> columns.contains(cast.column()))
            .toList();
    new TextCheck(engine).requireReadable(casts, view, view);
  }

  /** Takes out of the engine what was kept there. */
  void forget() {
    if (!plan.ties().isDeclared()) {
      return;
    }
    List.of(UNEQUAL, TieJudge.EXCHANGED, TiedPartitions.ORDER_KEYS, TiedPartitions.STRANGERS)
        .forEach(engine::drop);
    engine.execute("DROP VIEW IF EXISTS " + engine.dialect().identifier(TiedPartitions.CANDIDATES));
  }
}
