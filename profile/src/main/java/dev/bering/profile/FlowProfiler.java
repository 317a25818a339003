package dev.bering.profile;

import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRun;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.NoopSink;
import dev.bering.flow.PortRef;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Times the nodes of a flow. Either the flow runs as it always does, and what Spark runs as one is
 * timed as one; or it is cut at its ports: each part runs once, by itself, on what the parts before
 * it stored.
 *
 * <p>Nothing is published: what would be written is computed and dropped. What is stored lies in a
 * folder of its own below the scratch folder, which is removed, also after a failure. No frame is
 * computed twice; a model cannot be stored, so its maker runs again in every part that needs it,
 * and the jobs of that are counted apart.
 */
public final class FlowProfiler {
  private static final int TIMES = 2;

  private final FlowContext ctx;
  private final Location scratch;
  private final Progress progress;

  /**
   * @param scratch a folder below which rows may be stored for a while
   */
  public FlowProfiler(FlowContext ctx, Location scratch, Progress progress) {
    this.ctx = ctx;
    this.scratch = scratch;
    this.progress = progress;
  }

  /**
   * What {@link #profile} would run. It touches no data.
   *
   * @param run what is to be timed; all outputs if it writes nothing
   * @throws UserException FLOW_PROFILE_NONE if there is nothing to time, FLOW_PROFILE_CUT for ports
   *     at which it cannot be cut, and what {@link FlowRun#plan} throws
   */
  public ProfilePlan plan(FlowRun<?, ?> run, Cuts cuts) {
    return ProfilePlanner.plan(run, cuts);
  }

  /**
   * Times {@code run}.
   *
   * @throws UserException as {@link #plan} and {@link FlowRunner#run}
   */
  public FlowProfile profile(FlowRun<?, ?> run, Cuts cuts) {
    ProfilePlan plan = plan(run, cuts);
    return plan.isCut() ? apart(run, plan) : asItRuns(run, plan);
  }

  /**
   * Times {@code run} on parts of its inputs, twice each, after one run that is not counted, and
   * tells how long it would take on all of them. Ports that the run is given are read whole.
   *
   * @throws UserException as {@link #profile}
   */
  public <I extends Record, O extends Record> ScaledProfile sample(
      FlowRun<I, O> run, Cuts cuts, Sampling sampling) {
    var columns = new LinkedHashMap<String, List<String>>();
    run.flow()
        .replacing(
            run.in(),
            (port, frame) -> {
              columns.put(port, List.of(frame.df().columns()));
              return frame;
            });
    sampling.requireColumns(run.flow().name(), columns);
    profile(on(run, sampling, sampling.fractions().get(0)), cuts);
    var samples = new ArrayList<ScaledProfile.Sample>();
    for (int i = 0; i < TIMES; i++) {
      for (double fraction : sampling.fractions()) {
        samples.add(new ScaledProfile.Sample(fraction, profile(on(run, sampling, fraction), cuts)));
      }
    }
    return ScaledProfile.of(samples);
  }

  private static <I extends Record, O extends Record> FlowRun<I, O> on(
      FlowRun<I, O> run, Sampling sampling, double fraction) {
    I part = run.flow().replacing(run.in(), (port, frame) -> sampling.part(frame, fraction));
    return new FlowRun<>(
        run.flow(),
        part,
        run.sinks(),
        run.given(),
        run.selection(),
        run.caching(),
        run.retry(),
        run.parallel());
  }

  private FlowProfile asItRuns(FlowRun<?, ?> run, ProfilePlan plan) {
    FlowReport report = runner().run(ProfilePlanner.dropping(run));
    return FlowProfile.of(plan.whole(), report, run.parallel(), cores());
  }

  private FlowRunner runner() {
    return new FlowRunner(ctx, progress);
  }

  private int cores() {
    return ctx.spark().sparkContext().defaultParallelism();
  }

  private FlowProfile apart(FlowRun<?, ?> run, ProfilePlan plan) {
    try (var folder = new Scratch(ctx, scratch)) {
      return new Parts(run, plan, folder).profile();
    }
  }

  /** The parts of one flow, one after the other. */
  private final class Parts {
    private final FlowRun<?, ?> run;
    private final ProfilePlan plan;
    private final Scratch folder;
    private final CutCosts costs;
    private final Map<PortRef, String> makers = new HashMap<>();
    private final List<FlowReport> reports = new ArrayList<>();
    private final List<FlowProfile.Group> groups = new ArrayList<>();
    private final List<CriticalPath.Task> tasks = new ArrayList<>();

    Parts(FlowRun<?, ?> run, ProfilePlan plan, Scratch folder) {
      this.run = run;
      this.plan = plan;
      this.folder = folder;
      this.costs = new CutCosts(ctx, folder);
    }

    FlowProfile profile() {
      plan.steps().forEach(this::time);
      return FlowProfile.of(
          run.flow().name(),
          ctx.label(),
          true,
          groups,
          CriticalPath.of(tasks, Math.max(1, tasks.size())),
          FlowProfile.described(reports, cores()),
          costs.took());
    }

    private void time(ProfilePlan.Step step) {
      List<Sink> sinks = new ArrayList<>();
      step.stores().forEach(port -> sinks.add(folder.sink(port)));
      step.drops().forEach(port -> sinks.add(new NoopSink(port.toString())));
      // One write after the other, so that none waits for another's tasks.
      FlowReport report = runner().run(run.writing(sinks).given(given(step)).parallel(1));
      reports.add(report);
      Map<PortRef, Long> sizes = sizes(step, report);
      step.stores().forEach(port -> costs.measure(port, sizes.getOrDefault(port, 0L)));
      Figures figures = Figures.of(report, cores());
      Duration reading = costs.reading(step.reads(), figures.readBytes());
      Duration storing = costs.storing(step.stores());
      Duration own = figures.elapsed().minus(reading).minus(storing);
      groups.add(
          new FlowProfile.Group(
              step.name(),
              step.nodes(),
              own.isNegative() ? Duration.ZERO : own,
              figures,
              reading,
              storing,
              report.written().stream()
                  .map(port -> new FlowProfile.PortRows(PortRef.of(port.port()), port.rows()))
                  .toList(),
              step.stores().isEmpty()
                  ? OptionalLong.empty()
                  : OptionalLong.of(sizes.values().stream().mapToLong(Long::longValue).sum()),
              0));
      tasks.add(
          new CriticalPath.Task(
              step.name(),
              groups.get(groups.size() - 1).own(),
              step.reads().stream().filter(makers::containsKey).map(makers::get).toList()));
      step.stores().forEach(port -> makers.put(port, step.name()));
    }

    /** What {@code step} reads, of what is stored and of what the run was given. */
    private Map<PortRef, Frame<?>> given(ProfilePlan.Step step) {
      Map<PortRef, Frame<?>> known = new HashMap<>(run.given());
      known.putAll(folder.stored());
      var given = new LinkedHashMap<PortRef, Frame<?>>();
      step.reads().forEach(port -> given.put(port, known.get(port)));
      return given;
    }

    private Map<PortRef, Long> sizes(ProfilePlan.Step step, FlowReport report) {
      var sizes = new HashMap<PortRef, Long>();
      for (FlowReport.Written written : report.written()) {
        PortRef port = PortRef.of(written.port());
        if (step.stores().contains(port)) {
          sizes.put(port, written.receipt().bytes().orElse(0));
        }
      }
      return sizes;
    }
  }
}
