package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.model.UserException;
import java.util.List;
import java.util.Optional;

/**
 * Plants differences into copies of a table and looks whether a comparison, as it is declared, sees
 * them: the table against its own copy. The copies are tables of the engine and hold at most {@link
 * #MAX_ROWS} rows; they are gone when it returns or fails.
 */
public final class SelfTest {

  /** Rows that differences are planted into. */
  public static final int MAX_ROWS = 10_000;

  /** So that a few rows take the way of many: buckets of some rows each. */
  private static final PlanLimits LIKE_MANY = new PlanLimits(0, 16, 65_536, 0.15);

  private final Engine engine;

  /** Compares on {@code engine}. */
  public SelfTest(Engine engine) {
    this.engine = engine;
  }

  /**
   * What the declaration sees.
   *
   * @param left the table that differences are planted into, with its chosen rows only
   * @param right the table that it is declared to be compared with: it says what texts of a CSV
   *     file are read as
   * @throws UserException if the two cannot be compared as declared, or not be read
   */
  public SelfTestReport run(Comparison comparison, Relation left, Relation right) {
    return run(comparison, left, right, Optional.empty());
  }

  /**
   * What a declaration sees that has ties among candidates.
   *
   * @param candidates the rows that were chosen from
   * @throws UserException as {@link #run(Comparison, Relation, Relation)}
   */
  public SelfTestReport run(
      Comparison comparison, Relation left, Relation right, Relation candidates) {
    return run(comparison, left, right, Optional.of(candidates));
  }

  private SelfTestReport run(
      Comparison comparison, Relation left, Relation right, Optional<Relation> candidates) {
    ComparisonPlan plan = new ComparisonPlanner().plan(comparison, left, right, candidates);
    requireReadable(plan);
    ComparisonPlanner planner =
        new ComparisonPlanner(
            plan.strategy() == Strategy.DIRECT_JOIN ? PlanLimits.DEFAULT : LIKE_MANY);
    SelfTestSubject subject = SelfTestSubject.of(comparison, left, right);
    SelfTestCopies copies = new SelfTestCopies(engine, subject, left);
    try {
      copies.lay();
      return report(
          left,
          new SelfTestTrials(engine, subject, copies, candidates.map(copies::readable), planner));
    } finally {
      copies.drop();
    }
  }

  /** The copies hold values, so a text that is none is refused as a comparison does. */
  private void requireReadable(ComparisonPlan plan) {
    List<TextCast> casts = plan.casts().stream().filter(cast -> cast.side() == Side.LEFT).toList();
    new TextCheck(engine).requireReadable(casts, plan.left(), plan.right());
  }

  private static SelfTestReport report(Relation left, SelfTestTrials trials) {
    long rows = Math.min(MAX_ROWS, left.rowCount());
    if (rows == 0) {
      return new SelfTestReport(left.source(), rows, left.rowCount(), "", List.of());
    }
    Optional<String> reason = trials.notGreenUnchanged();
    return reason.isPresent()
        ? SelfTestReport.undecided(left.source(), rows, left.rowCount(), reason.get())
        : new SelfTestReport(left.source(), rows, left.rowCount(), "", trials.all());
  }
}
