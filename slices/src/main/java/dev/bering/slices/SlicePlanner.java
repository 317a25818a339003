package dev.bering.slices;

import dev.bering.flow.FlowPlan;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Says which slices are not up to date, and why, by comparing the ledger with how things stand.
 * Nothing is written. Spark reads rows only where a slice is told by a column and its files changed
 * beside it.
 */
public final class SlicePlanner {
  private final SparkSession spark;
  private final Clock clock;

  public SlicePlanner(SparkSession spark, Clock clock) {
    this.spark = spark;
    this.clock = clock;
  }

  /**
   * What {@code run} would do.
   *
   * @throws UserException for what would keep a run from beginning, all at once: SLICE_FUTURE,
   *     SLICE_BEFORE_FIRST, FLOW_SLICE_PREVIOUS for slices that cannot run; SLICE_TABLE_REPLACED,
   *     SLICE_TABLE_TAKEN, SLICE_STATE_SHAPE, SLICE_TABLE_SHAPE for tables that are published to,
   *     those of days that are rolled up among them; SLICE_KEY_ codes and TABLE_MISSING for inputs
   */
  public SlicePlan plan(SliceRun run) {
    var ledger = new SliceLedger(run.flow().ledger());
    var tables = new SliceTables(spark);
    var pins = new Pins();
    var present = new Present(run.flow(), ledger, tables, pins, clock.instant());
    Publications published = ledger.publications(run.flow());
    new RunProblems(run, present, published, ledger, tables, pins).refuse();
    return plan(run, present, published);
  }

  static SlicePlan plan(SliceRun run, Present present, Publications published) {
    Set<Slice> lookedBack = lookback(run, published);
    var steps = new ArrayList<SlicePlan.Step>();
    boolean earlierRuns = false;
    for (Slice slice : run.range().slices()) {
      var reasons = new ArrayList<>(present.reasons(slice, published));
      if (run.again().contains(slice)) {
        reasons.add(new Reason(Reason.Kind.ASKED, ""));
      }
      if (reasons.isEmpty() && lookedBack.contains(slice)) {
        reasons.add(new Reason(Reason.Kind.LOOKBACK, ""));
      }
      if (reasons.isEmpty() && earlierRuns && run.flow().isStateful()) {
        reasons.add(new Reason(Reason.Kind.PERHAPS, ""));
      }
      var step = new SlicePlan.Step(slice, reasons);
      earlierRuns |= step.runs();
      steps.add(step);
    }
    return new SlicePlan(run.flow().name(), run.range(), steps);
  }

  /** The published slices of the range that stand so near before a new one that they run again. */
  static Set<Slice> lookback(SliceRun run, Publications published) {
    int count =
        run.flow().inputs().values().stream()
            .mapToInt(input -> input.late().lookback())
            .max()
            .orElse(0);
    var found = new LinkedHashSet<Slice>();
    List<Slice> slices = run.range().slices();
    for (int i = 0; count > 0 && i < slices.size(); i++) {
      if (published.done(slices.get(i)).isEmpty()) {
        for (Slice before : slices.subList(Math.max(0, i - count), i)) {
          if (published.done(before).isPresent()) {
            found.add(before);
          }
        }
      }
    }
    return found;
  }

  /** What keeps the slices of a range from running at all. */
  static List<Problem> rangeProblems(SliceRun run, Present present, Publications published) {
    var problems = new ArrayList<Problem>();
    SlicedFlow flow = run.flow();
    if (run.range().isEmpty()) {
      return problems;
    }
    Slice last = run.range().until().previous();
    if (run.range().end().isAfter(present.now())) {
      problems.add(
          new Problem(
              "SLICE_FUTURE",
              "Cannot run %s of %s: it ends at %s, which is in the future."
                  .formatted(last, flow.name(), last.end()),
              "run slices up to %s".formatted(flow.grain().at(present.now()).previous())));
    }
    Slice first = run.range().first();
    if (first.compareTo(flow.first()) < 0) {
      problems.add(
          new Problem(
              "SLICE_BEFORE_FIRST",
              "Cannot run %s of %s: its first slice is %s."
                  .formatted(first, flow.name(), flow.first()),
              "run slices from %s on".formatted(flow.first())));
    } else if (flow.isStateful() && first.compareTo(flow.first()) > 0) {
      missing(flow, first, present, published)
          .ifPresent(missing -> problems.add(previous(flow, first, missing)));
    }
    return problems;
  }

  /** That {@code slice} reads {@code missing}, and nothing can be read of it. */
  static Problem previous(SlicedFlow flow, Slice slice, Slice missing) {
    return new Problem(
        "FLOW_SLICE_PREVIOUS",
        "Cannot run %s of %s: it needs what %s left, which is not published."
            .formatted(slice, flow.name(), missing),
        "run slices from %s on".formatted(missing));
  }

  /** The earliest slice that {@code slice} reads a port of that is not published. */
  private static Optional<Slice> missing(
      SlicedFlow flow, Slice slice, Present present, Publications published) {
    FlowPlan plan = flow.flow().plan();
    Stream<Optional<Slice>> ofHistories =
        plan.histories().stream()
            .filter(history -> !history.of().isInput())
            .map(
                history ->
                    published.missing(
                        present.tableOf(history.of()).port(),
                        Windows.slices(slice, history, flow.first())));
    Stream<Optional<Slice>> ofStates =
        plan.states().stream()
            .map(state -> published.missing(flow.table(state).port(), List.of(slice.previous())));
    return Stream.concat(ofHistories, ofStates)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }
}
