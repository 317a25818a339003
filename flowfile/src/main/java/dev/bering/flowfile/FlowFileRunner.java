package dev.bering.flowfile;

import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRun;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.Pinned;
import dev.bering.flow.PortRef;
import dev.bering.flow.RunPlan;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.profile.Culprit;
import dev.bering.profile.CulpritSearch;
import dev.bering.profile.Cuts;
import dev.bering.profile.FlowProfile;
import dev.bering.profile.FlowProfiler;
import dev.bering.profile.Forecast;
import dev.bering.profile.Sampling;
import dev.bering.profile.ScaledProfile;
import dev.bering.slices.Slice;
import dev.bering.slices.SlicePlan;
import dev.bering.slices.SlicePlanner;
import dev.bering.slices.SliceRun;
import dev.bering.slices.SliceRunner;
import dev.bering.slices.SlicedFlow;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Plans and runs what a flow file says. The command line and a package go this way, so that both
 * mean the same by the same words.
 *
 * <p>If a run in slices fails, the slices that were done are published whole; running it again goes
 * on where it ended. If a run on whole tables fails, tables that were written hold the new rows, as
 * the hint tells.
 */
public final class FlowFileRunner {
  private final FlowFile file;
  private final SparkSession spark;
  private final Clock clock;

  /**
   * @param spark made with {@link FlowSession}, so that it knows the classes of the flow
   */
  public FlowFileRunner(FlowFile file, SparkSession spark, Clock clock) {
    this.file = file;
    this.spark = spark;
    this.clock = clock;
  }

  /**
   * What {@link #run} would do: a {@link PlannedSlices} or a {@link PlannedWhole}.
   *
   * @param told hears why the times of earlier runs on whole tables cannot be read; the plan is
   *     then without them
   * @throws UserException FLOW_RUN_OPTION for options that mean nothing for the file, the SLICE_
   *     codes of {@link SlicePlanner#plan}, or those of {@link FlowRun#plan}
   */
  public Record plan(RunOptions options, Consumer<String> told) {
    options.requireFitting(file);
    if (file.slicing().isEmpty()) {
      RunPlan plan = whole(options).plan();
      return PlannedWhole.of(
          plan, RunForecast.of(history(plan, told), Forecast.Step.all(plan), file.budget()));
    }
    SliceRun run = slices(file.sliced(), options.slices());
    SlicePlan plan = new SlicePlanner(spark, clock).plan(run);
    return PlannedSlices.of(
        plan,
        RunForecast.of(
            PastSlices.of(run.flow()).runs(),
            Forecast.Step.all(run.flow().runPlan()),
            file.budget(),
            plan.running().size()));
  }

  /** As {@link #plan(RunOptions, Consumer)}, of slices alone. */
  public Record plan(SliceOptions options, Consumer<String> told) {
    return plan(RunOptions.of(options), told);
  }

  /**
   * Runs: a {@link RanSlices} or a {@link RanWhole}.
   *
   * @param told hears each alarm of the budget as it is raised, what of lineage and metrics did not
   *     arrive, and why the times of earlier runs cannot be read or those of this one not be kept
   * @throws UserException as {@link #plan}, and as {@link SliceRunner#run} or {@link
   *     FlowRunner#run}
   */
  public Record run(RunOptions options, Progress progress, Consumer<String> told) {
    options.requireFitting(file);
    return file.slicing().isPresent()
        ? runSlices(options, progress, told)
        : runWhole(options, progress, told);
  }

  private RanSlices runSlices(RunOptions options, Progress progress, Consumer<String> told) {
    SlicedFlow flow = file.sliced();
    SliceRun run =
        slices(flow, options.slices())
            .parallel(options.parallel().orElse(1))
            .caching(options.caching());
    PastRuns past = PastSlices.of(flow).runs();
    try (var alarms = new RunAlarms(spark, file.budget(), past, RunAlarms.WIDTH, alarm(told));
        var telemetry = Telemetry.open(options.telemetry(), told)) {
      var runner =
          new SliceRunner(
              spark,
              clock,
              progress,
              slice -> FlowListener.all(List.of(alarms.of(slice.label()), telemetry.of(slice))));
      return RanSlices.of(runner.run(run), alarms.raised());
    }
  }

  private static Consumer<String> alarm(Consumer<String> told) {
    return alarm -> told.accept("budget: " + alarm);
  }

  private SliceRun slices(SlicedFlow flow, SliceOptions options) {
    return new AskedSlices(flow, options, clock.instant()).run();
  }

  private RanWhole runWhole(RunOptions options, Progress progress, Consumer<String> told) {
    FlowRun<?, ?> run = whole(options);
    try (var alarms =
            new RunAlarms(
                spark, file.budget(), past(run.plan(), told), run.parallel(), alarm(told));
        var telemetry = Telemetry.open(options.telemetry(), told)) {
      FlowListener listener = FlowListener.all(List.of(alarms.of(""), telemetry.whole()));
      FlowReport report = new FlowRunner(FlowContext.of(spark), progress, listener).run(run);
      keep(report, told);
      return RanWhole.of(report, alarms.raised());
    }
  }

  /** What earlier runs took, if a budget asks for it; a run goes on without it. */
  private PastRuns past(RunPlan plan, Consumer<String> told) {
    return file.budget().isNone()
        ? new PastRuns(RunForecast.Unit.RUN, List.of())
        : history(plan, told);
  }

  private PastRuns history(RunPlan plan, Consumer<String> told) {
    try {
      return file.history().of(plan);
    } catch (UserException e) {
      e.problems().forEach(problem -> told.accept(problem.message()));
      return new PastRuns(RunForecast.Unit.RUN, List.of());
    }
  }

  private void keep(FlowReport report, Consumer<String> told) {
    try {
      file.history().keep(report, clock.instant());
    } catch (UserException e) {
      e.problems().forEach(problem -> told.accept(problem.message()));
    }
  }

  /**
   * Finds the node that eats the time of one slice, or of the run on whole tables. Nothing is
   * published; what is stored between runs of parts lies below {@code scratch}, and goes.
   *
   * @param slice its label; empty for the newest that is published, or else the first
   * @throws UserException FLOW_RUN_OPTION for a slice of a flow without them, and as {@link
   *     CulpritSearch#search}
   */
  public Culprit culprit(Optional<String> slice, Location scratch, Progress progress) {
    Watched watched = watched(slice);
    return new CulpritSearch(watched.context(), scratch, progress).search(watched.run());
  }

  /**
   * Where the time of one slice goes, or of the run on whole tables; as {@link #culprit} otherwise.
   *
   * @param cuts where the flow is taken apart
   */
  public FlowProfile profile(
      Optional<String> slice, Cuts cuts, Location scratch, Progress progress) {
    Watched watched = watched(slice);
    return new FlowProfiler(watched.context(), scratch, progress).profile(watched.run(), cuts);
  }

  /** As {@link #profile}, on parts of the rows: how long all of them would take. */
  public ScaledProfile sample(
      Optional<String> slice, Cuts cuts, Sampling sampling, Location scratch, Progress progress) {
    Watched watched = watched(slice);
    return new FlowProfiler(watched.context(), scratch, progress)
        .sample(watched.run(), cuts, sampling);
  }

  /**
   * The run of the newest slice that is published, or else of the first, or the run on whole
   * tables; not to be carried out.
   */
  public FlowRun<?, ?> described() {
    return watched(Optional.empty()).run();
  }

  /** A run whose writes are dropped, and what it is called. */
  private record Watched(FlowContext context, FlowRun<?, ?> run) {}

  private Watched watched(Optional<String> slice) {
    if (file.slicing().isEmpty()) {
      if (slice.isPresent()) {
        throw UserException.usage(
            new Problem(
                "FLOW_RUN_OPTION",
                "Cannot look at slice %s of %s: it runs without slices."
                    .formatted(slice.get(), file.flow().name()),
                "leave it out"));
      }
      return new Watched(FlowContext.of(spark), file.whole(spark));
    }
    SlicedFlow flow = file.sliced();
    Slice one =
        slice
            .map(flow.grain()::slice)
            .orElseGet(() -> PastSlices.of(flow).newest().orElse(flow.first()));
    return new Watched(
        new FlowContext(spark, one.label()),
        new SliceRunner(spark, clock, Progress.NONE).dropping(flow, one));
  }

  private FlowRun<?, ?> whole(RunOptions options) {
    FlowRun<?, ?> run =
        file.whole(spark)
            .only(options.selection())
            .given(given(options.given()))
            .caching(options.caching());
    return options.parallel().isPresent() ? run.parallel(options.parallel().get()) : run;
  }

  private Map<PortRef, Frame<?>> given(Map<PortRef, Location> tables) {
    var given = new LinkedHashMap<PortRef, Frame<?>>();
    tables.forEach((port, table) -> given.put(port, Frame.of(spark, Pinned.latest(spark, table))));
    return given;
  }
}
