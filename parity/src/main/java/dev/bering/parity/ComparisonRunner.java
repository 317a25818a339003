package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Carries out comparison plans on an engine that holds both relations. Reads only; what it keeps in
 * the engine meanwhile is gone when it returns or fails.
 */
public final class ComparisonRunner {

  private static final String LEFT_ROWS = "parity_left_rows";
  private static final String RIGHT_ROWS = "parity_right_rows";

  private final Engine engine;
  private final Progress progress;
  private final Clock clock;

  /** Runs plans whose relations {@code engine} holds. */
  public ComparisonRunner(Engine engine, Progress progress) {
    this(engine, progress, Clock.systemUTC());
  }

  /**
   * Runs plans whose relations {@code engine} holds.
   *
   * @param clock tells on which day, in UTC, accepted differences are to be valid
   */
  public ComparisonRunner(Engine engine, Progress progress, Clock clock) {
    this.engine = engine;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * The answer.
   *
   * @throws UserException COMPARE_TEXT_UNREADABLE if a text is not of the type that the other side
   *     has, COMPARE_DUPLICATE_KEY if rows cannot be paired, COMPARE_CONDITION_INVALID or
   *     COMPARE_ACCEPTED_VALUE if an accepted difference cannot be looked for, COMPARE_TIES_NULLS
   *     if nobody says where nulls rank, or if the data cannot be read
   */
  public ComparisonReport run(ComparisonPlan plan) {
    try (Progress.Step step = progress.begin("comparing", 4, Progress.Unit.STEPS)) {
      new TextCheck(engine).requireReadable(plan.casts(), plan.left(), plan.right());
      Acceptances accepted = accepted(plan);
      accepted.requireSound(engine, plan);
      step.advance(1);
      if (plan.left().rowCount() == 0 && plan.right().rowCount() == 0) {
        return new ReportDraft(engine, plan).ofEmptyTables(accepted.ofEqual());
      }
      return new Run(plan, step, accepted).report();
    } finally {
      for (String table :
          List.of(LEFT_ROWS, RIGHT_ROWS, Pairing.CHANGED, Fingerprints.RED, Multisets.DIFFERENCE)) {
        engine.drop(table);
      }
      Stream.of(Side.values()).map(PartitionSearch::table).forEach(engine::drop);
      new TieExamination(engine, plan).forget();
    }
  }

  /**
   * Asks whether accepted differences can be looked for as they are declared, and reads no row.
   *
   * @throws UserException COMPARE_CONDITION_INVALID or COMPARE_ACCEPTED_VALUE if they cannot
   */
  public void requireSound(ComparisonPlan plan) {
    accepted(plan).requireSound(engine, plan);
  }

  private Acceptances accepted(ComparisonPlan plan) {
    return new Acceptances(plan, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  /** One plan under way. */
  private final class Run {

    private final ComparisonPlan plan;
    private final Progress.Step step;
    private final RowsSql rows;
    private final List<Slot> columns;
    private final ReportDraft draft;
    private final Acceptances accepted;
    private final TieExamination ties;

    Run(ComparisonPlan plan, Progress.Step step, Acceptances accepted) {
      this.accepted = accepted;
      this.plan = plan;
      this.step = step;
      this.rows = new RowsSql(engine.dialect(), plan);
      this.columns = Slot.columns(plan);
      this.draft = new ReportDraft(engine, plan);
      this.ties = new TieExamination(engine, plan);
    }

    ComparisonReport report() {
      return switch (plan.strategy()) {
        case DIRECT_JOIN -> joinKept();
        case FINGERPRINTS_FIRST -> fingerprintsFirst();
        case COUNT_ROWS -> countRows();
      };
    }

    private ComparisonReport countRows() {
      Multisets multisets = new Multisets(engine, plan);
      Multisets.Counts counts = multisets.count();
      return draft.ofMultisets(multisets, counts, ties.of(counts));
    }

    /** The rows are few: keep them, so that each further question costs nothing. */
    private ComparisonReport joinKept() {
      engine.materialise(LEFT_ROWS, rows.select(Side.LEFT, columns));
      engine.materialise(RIGHT_ROWS, rows.select(Side.RIGHT, columns));
      return examine(new Pairing(engine, plan, columns, LEFT_ROWS, RIGHT_ROWS, false));
    }

    private ComparisonReport fingerprintsFirst() {
      List<Slot> pairwise =
          columns.stream()
              .filter(slot -> slot.plan().method() != Method.EXACT_FINGERPRINT)
              .toList();
      boolean keysAreNormalised =
          plan.keys().stream().anyMatch(key -> !key.normalisation().isNone());
      if (keysAreNormalised || (pairwise.size() == columns.size() && !columns.isEmpty())) {
        return examine(joinAll(columns));
      }
      Fingerprints.Finding finding = new Fingerprints(engine, plan).take();
      Buckets buckets = finding.buckets();
      draft.buckets(buckets);
      step.advance(1);
      boolean manyDiffer = buckets.red().size() > plan.redShare() * buckets.total();
      boolean areAllJoined = manyDiffer || !pairwise.isEmpty();
      if (plan.ties().isDeclared() && (areAllJoined || !buckets.red().isEmpty())) {
        // Whether another row stands in for a row is a question of all of its columns.
        return examine(areAllJoined ? joinAll(columns) : joinRed(columns));
      }
      if (areAllJoined) {
        List<Slot> wanted = new ArrayList<>(pairwise);
        wanted.addAll(finding.suspects());
        Pairing all = joinAll(wanted);
        return report(
            all, examined(all, finding.keys(), plan.left().rowCount(), plan.right().rowCount()));
      }
      if (buckets.red().isEmpty()) {
        return draft.ofEqualFingerprints(accepted.ofEqual());
      }
      Pairing narrow = joinRed(finding.suspects());
      Acceptances.Outcome outcome =
          examined(narrow, finding.keys(), buckets.redRows(Side.LEFT), buckets.redRows(Side.RIGHT));
      // The groups point at columns by a hash of their own: believe them only if what was found
      // accounts for every differing bucket.
      return outcome.counts().redBuckets() == buckets.red().size()
          ? report(narrow, outcome)
          : examine(joinRed(columns));
    }

    private Pairing joinAll(List<Slot> wanted) {
      return new Pairing(
          engine,
          plan,
          wanted,
          "(" + rows.select(Side.LEFT, wanted) + ")",
          "(" + rows.select(Side.RIGHT, wanted) + ")",
          false);
    }

    private Pairing joinRed(List<Slot> wanted) {
      engine.materialise(LEFT_ROWS, rows.selectRed(Side.LEFT, wanted, Fingerprints.RED));
      engine.materialise(RIGHT_ROWS, rows.selectRed(Side.RIGHT, wanted, Fingerprints.RED));
      return new Pairing(engine, plan, wanted, LEFT_ROWS, RIGHT_ROWS, true);
    }

    private ComparisonReport examine(Pairing pairing) {
      pairing.requireUniqueKeys();
      return report(pairing, accepted.examine(pairing));
    }

    /**
     * What pairs of rows came to. The join itself shows that keys are unique if every row has one
     * partner, which saves looking for duplicates; only where keys crowd they are looked for
     * beforehand, because such a join may not end.
     *
     * @param leftRows how many rows of the left are joined
     */
    private Acceptances.Outcome examined(
        Pairing pairing, Fingerprints.Keys keys, long leftRows, long rightRows) {
      if (keys == Fingerprints.Keys.CROWDED) {
        pairing.requireUniqueKeys();
        return accepted.examine(pairing);
      }
      Acceptances.Outcome outcome = accepted.examine(pairing);
      if (!outcome.counts().isOneToOne(leftRows, rightRows)) {
        pairing.requireUniqueKeys();
      }
      return outcome;
    }

    private ComparisonReport report(Pairing pairing, Acceptances.Outcome outcome) {
      step.advance(1);
      return draft.ofPairs(pairing, outcome, ties.of(pairing, outcome.counts()));
    }
  }
}
