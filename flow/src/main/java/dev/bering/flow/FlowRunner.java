package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Runs flows: describes the frames, has the sinks write theirs, keeps in Spark's cache what is read
 * more than once, and frees it after the last write that reads it, also if the run fails.
 *
 * <p>Every job bears the name of its node in the Spark UI. Spark computes only when a sink is
 * written, so the jobs of a write bear the name of the node whose output it is, and do the work of
 * the nodes before it too; {@link RunPlan} and {@link FlowReport} say which. Writes happen at the
 * same time, each in a scheduler pool of its own; they share the cores fairly if Spark's scheduler
 * is in the mode FAIR, as {@link LocalSpark} sets it.
 */
public final class FlowRunner {
  private final FlowContext ctx;
  private final Progress progress;
  private final FlowListener listener;

  public FlowRunner(FlowContext ctx, Progress progress) {
    this(ctx, progress, FlowListener.NONE);
  }

  /**
   * @param listener is told of the run as it goes on
   */
  public FlowRunner(FlowContext ctx, Progress progress, FlowListener listener) {
    this.ctx = ctx;
    this.progress = progress;
    this.listener = listener;
  }

  /** Runs all that {@code sinks} need, with all else as it is by default. */
  public <I extends Record, O extends Record> FlowReport run(
      Flow<I, O> flow, I in, List<? extends Sink> sinks) {
    return run(FlowRun.of(flow, in).writing(sinks));
  }

  /**
   * Carries out {@code run}. Each sink writes in one step, if it is one that can.
   *
   * <p>If this fails, sinks that were written before hold the new rows, as the hint tells, and
   * those that were being written hold either; nothing stays in Spark's cache, and no job of the
   * run goes on. Running it again is safe.
   *
   * @throws UserException before anything is written: FLOW_SINK_, FLOW_GIVEN_ and FLOW_SELECTION_
   *     codes for what cannot be run, FLOW_COLUMN_ codes for frames that are not what a port
   *     declares; and FLOW_NODE_FAILED if a component's code fails, FLOW_SINK_CONFLICT if another
   *     writer got in between, FLOW_NODE_INTERRUPTED if executors or connections were lost
   */
  public FlowReport run(FlowRun<?, ?> run) {
    return new Run(run, run.plan()).run();
  }

  /** One run. */
  private final class Run {
    private final FlowRun<?, ?> run;
    private final Flow<?, ?> flow;
    private final RunPlan plan;
    private final Execution.Part part;
    private final String runId = UUID.randomUUID().toString();
    private final JobNames names;
    private final Map<String, RuleCounts> counts = new LinkedHashMap<>();
    private final Broadcasts broadcasts = new Broadcasts();
    private final Closures closures = new Closures();
    private final Map<String, Duration> describing = new LinkedHashMap<>();

    Run(FlowRun<?, ?> run, RunPlan plan) {
      this.run = run;
      this.flow = run.flow();
      this.plan = plan;
      this.part =
          new Execution.Part(Set.copyOf(plan.nodes()), Set.copyOf(plan.inputs()), run.given());
      this.names = new JobNames(ctx.within(broadcasts), flow.name(), runId + "/");
    }

    FlowReport run() {
      long start = System.nanoTime();
      RunInputs inputs = RunInputs.of(flow, run.in(), part);
      new SinkCheck(ctx, plan).refuseInputs(inputs);
      try (broadcasts;
          var costs = new CostListener(names);
          var caches =
              new PortCaches(
                  Set.copyOf(plan.cached()),
                  CacheRoom.of(ctx.spark(), run.caching()),
                  "%s/%s ".formatted(runId.substring(0, 8), flow.name()));
          var step =
              progress.begin("running " + flow.name(), plan.writes().size(), Progress.Unit.STEPS)) {
        PortValues values =
            new Execution(
                    flow.program(),
                    part,
                    names,
                    (port, frame) -> keep(caches, port, frame),
                    describing::put)
                .run(flow.signature(), run.in());
        List<PortWrite> writes = writes(values);
        listener.runBegins(
            new RunStart(
                runId,
                ctx.label(),
                flow.plan(),
                plan,
                inputs.tables(),
                inputs.models(),
                origins(writes)));
        FlowReport report =
            report(inputs, caches, writes, written(writes, caches, step), costs, start);
        listener.runEnds(report);
        return report;
      }
    }

    private static Map<String, List<ColumnOrigin>> origins(List<PortWrite> writes) {
      var origins = new LinkedHashMap<String, List<ColumnOrigin>>();
      writes.forEach(write -> origins.put(write.plan().sink().port(), write.origins()));
      return origins;
    }

    /** Carries out all writes; whatever keeps it from that, who hears of runs hears of it. */
    private List<FlowReport.Written> written(
        List<PortWrite> writes, PortCaches caches, Progress.Step step) {
      try {
        caches.expect(plan.writes().stream().map(RunPlan.Write::reads).toList());
        return new Branches(
                writes,
                waits(caches),
                run.parallel(),
                write -> {
                  caches.read(write.plan().reads());
                  step.advance(1);
                })
            .run();
      } catch (RuntimeException | Error e) {
        listener.runFails(e);
        throw e;
      }
    }

    /** What the checks counted whose rows some write has read. */
    private List<FlowReport.Check> checks(List<FlowReport.Written> written) {
      return counts.entrySet().stream()
          .filter(check -> written.stream().anyMatch(to -> to.nodes().contains(check.getKey())))
          .map(check -> check.getValue().read(check.getKey()))
          .toList();
    }

    /** Spark plans what it is to keep, and Delta starts jobs to find the files. */
    private Frame<?> keep(PortCaches caches, PortRef port, Frame<?> frame) {
      frame.counts().ifPresent(counted -> counts.put(port.node(), counted));
      closures.look(port.node(), frame.df());
      return names.during(port.node(), "keep " + port.port(), () -> caches.keep(port, frame));
    }

    /** Ports that share a cache are known only now that their frames are described. */
    private List<List<Integer>> waits(PortCaches caches) {
      return Waits.forFullCaches(
          plan.writes().stream()
              .map(write -> write.reads().stream().flatMap(p -> caches.cache(p).stream()).toList())
              .toList());
    }

    /** All writes, having checked that each can be done. */
    private List<PortWrite> writes(PortValues values) {
      var writes = new ArrayList<PortWrite>();
      var problems = new ArrayList<Problem>();
      for (RunPlan.Write write : plan.writes()) {
        Dataset<Row> rows = rows(values, write.end());
        var own = new JobNames(ctx, flow.name(), runId + "/" + (writes.size() + 1) + "/");
        var next =
            new PortWrite(flow.program(), write, rows, own, note(write), run.retry(), listener);
        problems.addAll(
            names.during(
                next.node(),
                "check " + write.sink().port(),
                () -> write.sink().problems(SinkCheck.subject(plan, write), rows)));
        writes.add(next);
      }
      SinkCheck.refuse(problems);
      return writes;
    }

    private Dataset<Row> rows(PortValues values, PortRef end) {
      PortSpec port = flow.plan().spec(end);
      Feed feed = flow.program().feed(end, port);
      Dataset<Row> rows = values.frame(feed, end.node(), port).df();
      return port instanceof PortSpec.Rows declared
          ? NullGuard.over(rows, declared.schema())
          : rows;
    }

    private String note(RunPlan.Write write) {
      return "bering run=%s flow=%s port=%s label=%s"
          .formatted(runId, flow.name(), write.sink().port(), ctx.label());
    }

    /** Also of the ports for which the plan had no room. */
    private List<PortCache> told(PortCaches caches) {
      var told = new ArrayList<>(caches.told());
      plan.recomputed()
          .forEach(port -> told.add(new PortCache(port, PortCache.Kept.NOWHERE, plan.whyAgain())));
      return told;
    }

    private FlowReport report(
        RunInputs inputs,
        PortCaches caches,
        List<PortWrite> writes,
        List<FlowReport.Written> written,
        CostListener listened,
        long start) {
      Map<String, CostSum> costs = listened.costs();
      var told = new ArrayList<FlowReport.Written>();
      for (int i = 0; i < written.size(); i++) {
        CostSum sum = costs.remove(writes.get(i).group());
        told.add(sum == null ? written.get(i) : written.get(i).costing(sum.cost()));
      }
      var described = new CostSum();
      costs.values().forEach(described::add);
      return new FlowReport(
          flow.name(),
          runId,
          ctx.label(),
          inputs.tables(),
          inputs.models(),
          inputs.unpinned(),
          told,
          checks(told),
          told(caches),
          closures.heavy(),
          described.cost(),
          describing,
          Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
