package dev.bering.slices;

import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowRun;
import dev.bering.flow.NoopSink;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Brings slices up to date: runs those that are new or stale, from early to late, and publishes
 * each by one append to the ledger.
 *
 * <p>Where slices hand a state on, whether a slice is stale is decided when the one before it is
 * done: a slice that leaves what it left before stops the cascade.
 *
 * <p>If this fails, the slices that were done are published whole, and of the others nothing is,
 * though their tables may have been written. Running it again goes on where it ended, after a kill
 * too.
 */
public final class SliceRunner {
  private final SparkSession spark;
  private final Clock clock;
  private final Progress progress;
  private final Function<Slice, FlowListener> listeners;

  public SliceRunner(SparkSession spark, Clock clock, Progress progress) {
    this(spark, clock, progress, slice -> FlowListener.NONE);
  }

  /**
   * @param listeners who hears of the run of a slice; asked when it begins
   */
  public SliceRunner(
      SparkSession spark, Clock clock, Progress progress, Function<Slice, FlowListener> listeners) {
    this.spark = spark;
    this.clock = clock;
    this.progress = progress;
    this.listeners = listeners;
  }

  /**
   * Carries out {@code run}.
   *
   * @throws UserException before anything is read: SLICE_FUTURE, SLICE_BEFORE_FIRST,
   *     FLOW_SLICE_PREVIOUS, SLICE_TABLE_REPLACED, SLICE_TABLE_TAKEN, SLICE_STATE_SHAPE,
   *     SLICE_TABLE_SHAPE, SLICE_KEY_ codes for tables without the columns of their key,
   *     STORE_LOCKED if another runner is at work; while a slice runs, what {@link
   *     dev.bering.flow.FlowRunner} throws, SLICE_INPUT_MISSING, SLICE_TAKEN
   */
  public SlicedReport run(SliceRun run) {
    var ledger = new SliceLedger(run.flow().ledger());
    try (Store.Lock claim = ledger.claim(run.flow().name())) {
      return run(run, ledger);
    } catch (IOException e) {
      throw UserException.temporary(
          new Problem(
              "SLICE_CLAIM",
              "Cannot give back the slices of %s: %s.".formatted(run.flow().name(), e.getMessage()),
              "run it again"),
          e);
    }
  }

  /**
   * What running {@code slice} would compute now, on the inputs, the state and the histories that
   * it would be given; it writes to nowhere. For looking at where the time goes.
   *
   * @throws UserException SLICE_INPUT_MISSING, FLOW_SLICE_PREVIOUS if what it reads is not there
   */
  public FlowRun<?, ?> dropping(SlicedFlow flow, Slice slice) {
    var ledger = new SliceLedger(flow.ledger());
    var pins = new Pins();
    var tables = new SliceTables(spark);
    var present = new Present(flow, ledger, tables, pins, clock.instant());
    Publications published = ledger.publications(flow);
    SliceTables.refuse(
        SlicePlanner.rangeProblems(SliceRun.of(flow, SliceRange.of(slice)), present, published));
    var known = new HashMap<String, WrittenTable>();
    flow.outputs()
        .forEach(
            t ->
                known.put(
                    t.port(),
                    WrittenTable.of(t, Strays.of(flow), SliceRange.of(slice), published, tables)));
    return new SliceAttempt(flow, slice, present, published, ledger, pins, tables, known)
        .bound(flow.outputs().stream().map(table -> new NoopSink(table.port())).toList());
  }

  private SlicedReport run(SliceRun run, SliceLedger ledger) {
    return new Work(run, ledger).run();
  }

  /**
   * What is published of {@code port} in {@code range}, each slice as it was published.
   *
   * @throws UserException SLICE_PORT if nothing publishes {@code port}, or slices of the range were
   *     published without it; SLICE_TABLE_REPLACED
   */
  public Dataset<Row> published(SlicedFlow flow, String port, SliceRange range) {
    SliceTable table =
        flow.table(port)
            .orElseThrow(
                () ->
                    UserException.usage(
                        new Problem(
                            "SLICE_PORT",
                            "Cannot read %s of %s: it is not published."
                                .formatted(port, flow.name()),
                            "choose one of "
                                + String.join(
                                    ", ",
                                    flow.outputs().stream().map(SliceTable::port).toList()))));
    Publications published = new SliceLedger(flow.ledger()).publications(flow);
    List<Slice> slices = published.slices().stream().filter(range::contains).toList();
    Optional<Slice> without = published.missing(port, slices);
    if (without.isPresent()) {
      throw UserException.usage(
          new Problem(
              "SLICE_PORT",
              "Cannot read %s of %s: slice %s was published without it."
                  .formatted(port, flow.name(), without.get()),
              "run that slice"));
    }
    return new SliceTables(spark)
        .published(published, table, slices, flow.columns(port), new Pins());
  }

  /** One run. */
  private final class Work {
    private final SliceRun run;
    private final SlicedFlow flow;
    private final SliceLedger ledger;
    private final SliceTables tables = new SliceTables(spark);
    private final List<SlicedReport.Done> done = new ArrayList<>();
    private final List<String> rolledUp = new ArrayList<>();
    private final Map<String, WrittenTable> written = new LinkedHashMap<>();
    private Pins pins = new Pins();

    Work(SliceRun run, SliceLedger ledger) {
      this.run = run;
      this.flow = run.flow();
      this.ledger = ledger;
    }

    SlicedReport run() {
      Present present = present();
      Publications published = ledger.publications(flow);
      new RunProblems(run, present, published, ledger, tables, pins).refuse();
      flow.outputs()
          .forEach(
              t ->
                  written.put(
                      t.port(),
                      WrittenTable.of(t, Strays.of(flow), run.range(), published, tables)));
      List<Slice> slices = run.range().slices();
      try (var step =
          progress.begin("slices of " + flow.name(), slices.size(), Progress.Unit.STEPS)) {
        if (flow.isStateful()) {
          inOrder(slices, present, SlicePlanner.lookback(run, published), step);
        } else {
          together(SlicePlanner.plan(run, present, published), present, step);
        }
      }
      rollUpDays(slices.stream().map(slice -> Grain.DAILY.at(slice.start())).distinct().toList());
      return new SlicedReport(
          flow.name(), run.range(), done, slices.size() - done.size(), rolledUp);
    }

    private Present present() {
      return new Present(flow, ledger, tables, pins, clock.instant());
    }

    private void inOrder(
        List<Slice> slices, Present present, Set<Slice> lookedBack, Progress.Step step) {
      for (Slice slice : slices) {
        Publications published = ledger.publications(flow);
        List<Reason> reasons = reasons(slice, present, published, lookedBack);
        if (!reasons.isEmpty()) {
          publish(slice, reasons, present, published);
          if (slice.end().equals(Grain.DAILY.at(slice.end()).start())) {
            rollUpDays(List.of(Grain.DAILY.at(slice.start())));
          }
        }
        step.advance(1);
      }
    }

    private List<Reason> reasons(
        Slice slice, Present present, Publications published, Set<Slice> lookedBack) {
      var reasons = new ArrayList<>(present.reasons(slice, published));
      if (run.again().contains(slice)) {
        reasons.add(new Reason(Reason.Kind.ASKED, ""));
      }
      if (reasons.isEmpty() && lookedBack.contains(slice)) {
        reasons.add(new Reason(Reason.Kind.LOOKBACK, ""));
      }
      return reasons;
    }

    /** The first slice runs by itself: it makes the tables. */
    private void together(SlicePlan plan, Present present, Progress.Step step) {
      List<SlicePlan.Step> running = plan.steps().stream().filter(SlicePlan.Step::runs).toList();
      step.advance(plan.steps().size() - running.size());
      int alone =
          run.parallel() == 1 || hasColumnKeys() ? running.size() : Math.min(1, running.size());
      for (SlicePlan.Step each : running.subList(0, alone)) {
        publish(each.slice(), each.reasons(), present, ledger.publications(flow));
        step.advance(1);
      }
      List<SlicePlan.Step> rest = running.subList(alone, running.size());
      if (!rest.isEmpty()) {
        inParallel(rest, present, step);
      }
    }

    /**
     * Slices that are no partitions lie in the same files, so their writes get in each other's way.
     */
    private boolean hasColumnKeys() {
      return flow.outputs().stream().anyMatch(t -> t.key().partitionColumns().isEmpty());
    }

    private void inParallel(List<SlicePlan.Step> steps, Present present, Progress.Step step) {
      ExecutorService pool = Executors.newFixedThreadPool(run.parallel());
      var ended = new ExecutorCompletionService<Void>(pool);
      var slices = new ArrayList<Future<Void>>();
      try {
        for (SlicePlan.Step each : steps) {
          slices.add(
              ended.submit(
                  () -> {
                    publish(each.slice(), each.reasons(), present, ledger.publications(flow));
                    step.advance(1);
                    return null;
                  }));
        }
        for (int i = 0; i < steps.size(); i++) {
          ended.take().get();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException("A slice of %s ended".formatted(flow.name()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while slices ran", e);
      } finally {
        // What has begun ends by itself: a write that is interrupted may be half a commit.
        slices.forEach(slice -> slice.cancel(false));
        pool.shutdown();
        awaitEnd(pool);
      }
    }

    /** The claim on the slices is given back only when no slice is at work any more. */
    private static void awaitEnd(ExecutorService pool) {
      boolean interrupted = false;
      boolean ended = false;
      while (!ended) {
        try {
          ended = pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void publish(
        Slice slice, List<Reason> reasons, Present present, Publications published) {
      Pins now;
      synchronized (this) {
        pins = pins.anew();
        now = pins;
      }
      var attempt = new SliceAttempt(flow, slice, present, published, ledger, now, tables, written);
      var listener = new UntilPublished(listeners.apply(slice));
      LedgerEntry entry;
      try {
        entry = attempt.run(run.caching(), listener);
      } catch (RuntimeException e) {
        RuntimeException failure = attempt.told(e);
        try {
          ledger.append(attempt.failed(failure), published.known());
        } catch (RuntimeException untold) {
          failure.addSuppressed(untold); // why the slice failed matters more
        }
        throw failure;
      }
      try {
        ledger.append(entry, published.known());
      } catch (RuntimeException e) {
        listener.runFails(e);
        throw e;
      }
      listener.published();
      synchronized (this) {
        done.add(new SlicedReport.Done(slice, reasons, entry));
      }
    }

    /**
     * Rolls up those of {@code days} that are complete and not up to date, though no slice of them
     * ran: a run may have ended between the last slice of a day and the day.
     */
    private void rollUpDays(List<Slice> days) {
      Publications published = ledger.publications(flow);
      flow.rollUps()
          .forEach(
              (port, daily) -> {
                List<Slice> whole =
                    days.stream().filter(day -> isWhole(day, port, published)).toList();
                for (SliceRange range : SliceTables.ranges(whole)) {
                  SlicedReport report = SliceRunner.this.run(SliceRun.of(daily, range), ledger);
                  report.slices().forEach(day -> rolledUp.add(daily.name() + " " + day));
                }
              });
    }

    private boolean isWhole(Slice day, String port, Publications published) {
      List<Slice> slices = Present.slicesOf(flow, SliceRange.of(day));
      long count = day.grain().length().toSeconds() / flow.grain().length().toSeconds();
      return slices.size() == count && published.missing(port, slices).isEmpty();
    }
  }
}
