package dev.bering.flowfile;

import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowReport;
import dev.bering.profile.Budget;
import dev.bering.profile.BudgetAlarms;
import dev.bering.profile.PastRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Watches runs of one flow, one or several at a time, against its budget, and remembers what was
 * told. Every run that ends well tells something of the next.
 */
final class RunAlarms implements AutoCloseable {
  /** How many ports of a run are written at the same time, if nothing else is said. */
  static final int WIDTH = 4;

  private static final int MOST_TOLD = 2;

  private final SparkSession spark;
  private final Budget budget;
  private final long inputBytes;
  private final int width;
  private final Consumer<String> told;
  private final List<PastRun> past;
  private final List<BudgetAlarms> open = new ArrayList<>();
  private final List<String> raised = new ArrayList<>();

  /**
   * @param past runs that did what those to come do
   * @param width how many ports of a run are written at the same time
   * @param told hears each alarm as it is raised, from threads of the run
   */
  RunAlarms(SparkSession spark, Budget budget, PastRuns past, int width, Consumer<String> told) {
    this.spark = spark;
    this.budget = budget;
    this.past = new ArrayList<>(past.told());
    this.inputBytes = past.medianInputBytes();
    this.width = width;
    this.told = told;
  }

  /**
   * Who watches a run.
   *
   * @param label what tells it from others; may be empty
   */
  synchronized FlowListener of(String label) {
    if (budget.isNone()) {
      return FlowListener.NONE;
    }
    var alarms =
        new BudgetAlarms(
            spark,
            budget,
            List.copyOf(past),
            inputBytes,
            width,
            alarm -> raise(label, alarm.toString()));
    open.add(alarms);
    return FlowListener.all(List.of(alarms, new End(label, alarms)));
  }

  private synchronized void raise(String label, String alarm) {
    raised.add(tell(label, alarm));
  }

  private String tell(String label, String fact) {
    String text = label.isEmpty() ? fact : "%s: %s".formatted(label, fact);
    told.accept(text);
    return text;
  }

  private synchronized boolean isAlone() {
    return open.size() <= 1;
  }

  private synchronized void past(FlowReport report) {
    past.add(PastRun.of(report));
  }

  private synchronized void ended(BudgetAlarms alarms) {
    alarms.close();
    open.remove(alarms);
  }

  /** All that were told so far. */
  synchronized List<String> raised() {
    return List.copyOf(raised);
  }

  @Override
  public void close() {
    List<BudgetAlarms> left;
    synchronized (this) {
      left = List.copyOf(open);
      open.clear();
    }
    left.forEach(BudgetAlarms::close); // not under the lock that their alarms wait for
  }

  /** Ends the watch with the run. */
  private final class End implements FlowListener {
    private final String label;
    private final BudgetAlarms alarms;

    End(String label, BudgetAlarms alarms) {
      this.label = label;
      this.alarms = alarms;
    }

    @Override
    public void runEnds(FlowReport report) {
      past(report);
      if (isAlone()) { // its plans cannot be told from those of slices beside it
        alarms.evidence().stream()
            .limit(MOST_TOLD)
            .forEach(seen -> tell(label, "why: %s; try: %s".formatted(seen.fact(), seen.advice())));
      }
      ended(alarms);
    }

    @Override
    public void runFails(Throwable failure) {
      ended(alarms);
    }
  }
}
