package dev.bering.profile;

import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowReport;
import dev.bering.flow.RunPlan;
import dev.bering.flow.RunStart;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Watches one run of a flow against its budget and tells, once for the run and once for each part,
 * as soon as it no longer fits: at each begin and end of a write, and in between, so that a write
 * that hangs is told of too. When a run has ended that did not fit, it knows what its operators and
 * tasks show.
 *
 * <pre>{@code
 * try (var alarms = new BudgetAlarms(spark, budget, past, inputBytes, 4, alarm -> log.warn(alarm))) {
 *   new FlowRunner(ctx, progress, alarms).run(run);
 * }
 * }</pre>
 */
public final class BudgetAlarms implements FlowListener, AutoCloseable {
  private static final Duration PACE = Duration.ofSeconds(1);

  private final SparkSession spark;
  private final Budget budget;
  private final List<PastRun> past;
  private final long inputBytes;
  private final int width;
  private final Consumer<BudgetWatch.Alarm> told;
  private final Set<String> raised = new HashSet<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "flow budget");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable ScheduledFuture<?> ticks;
  private @Nullable BudgetWatch watch;
  private @Nullable Forecast forecast;
  private @Nullable PlanWatch plans;
  private List<Evidence> evidence = List.of();
  private long start;

  /**
   * @param past runs of the same flow that ended well; without any only what has passed already
   *     counts
   * @param inputBytes how much this run reads
   * @param width how many ports are written at the same time
   * @param told hears the alarms, from threads of the run
   */
  public BudgetAlarms(
      SparkSession spark,
      Budget budget,
      List<PastRun> past,
      long inputBytes,
      int width,
      Consumer<BudgetWatch.Alarm> told) {
    this.spark = spark;
    this.budget = budget;
    this.past = List.copyOf(past);
    this.inputBytes = inputBytes;
    this.width = width;
    this.told = told;
  }

  /** What was forecast when the run began; empty before. */
  public synchronized Optional<Forecast> forecast() {
    return Optional.ofNullable(forecast);
  }

  /** What the run shows that did not fit, the weightiest first; empty before its end. */
  public synchronized List<Evidence> evidence() {
    return evidence;
  }

  @Override
  public synchronized void runBegins(RunStart begun) {
    plans = new PlanWatch(spark);
    List<Forecast.Step> steps = Forecast.Step.all(begun.plan());
    Forecast known = Forecast.of(steps, width, past, inputBytes);
    forecast = known;
    watch = new BudgetWatch(budget, known, steps, width);
    start = System.nanoTime();
    ticks =
        clock.scheduleAtFixedRate(
            this::look, PACE.toMillis(), PACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String port(RunPlan.Write write) {
    return write.sink().port();
  }

  @Override
  public synchronized void writeBegins(RunPlan.Write write) {
    if (watch != null) {
      watch.begins(port(write), elapsed());
      look();
    }
  }

  @Override
  public synchronized void writeEnds(FlowReport.Written written) {
    if (watch != null) {
      watch.ends(written.port(), elapsed());
      look();
    }
  }

  @Override
  public synchronized void runEnds(FlowReport report) {
    look();
    watch = null; // what follows is not the run's
    if (!raised.isEmpty() && plans != null) {
      int cores = spark.sparkContext().defaultParallelism();
      try {
        evidence = EvidenceRules.of(plans.plans(), Figures.of(report, cores));
      } catch (RuntimeException e) {
        evidence = List.of(); // the run went well, whatever its plans look like
      }
    }
  }

  @Override
  public synchronized void runFails(Throwable failure) {
    watch = null;
  }

  private synchronized void look() {
    if (watch != null) {
      for (BudgetWatch.Alarm alarm : watch.alarms(elapsed())) {
        if (raised.add(alarm.subject())) {
          told.accept(alarm);
        }
      }
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Watches no longer. */
  @Override
  public synchronized void close() {
    if (ticks != null) {
      ticks.cancel(false);
    }
    if (plans != null) {
      plans.close();
      plans = null;
    }
    clock.shutdownNow();
  }
}
