package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
 * the nodes before it too; {@link RunPlan} and {@link FlowReport} say which.
 */
public final class FlowRunner {
  private static final String METRICS = "spark.databricks.delta.history.metricsEnabled";

  private final FlowContext ctx;
  private final Progress progress;

  public FlowRunner(FlowContext ctx, Progress progress) {
    this.ctx = ctx;
    this.progress = progress;
  }

  /** Runs all that {@code sinks} need, with all else as it is by default. */
  public <I extends Record, O extends Record> FlowReport run(
      Flow<I, O> flow, I in, List<? extends Sink> sinks) {
    return run(FlowRun.of(flow, in).writing(sinks));
  }

  /**
   * Carries out {@code run}. Each sink writes in one step, if it is one that can.
   *
   * <p>If this fails, sinks written before the failure hold the new rows and the others what they
   * held; nothing stays in Spark's cache. Running it again is safe.
   *
   * @throws UserException before anything is written: FLOW_SINK_, FLOW_GIVEN_ and FLOW_SELECTION_
   *     codes for what cannot be run, FLOW_COLUMN_ codes for frames that are not what a port
   *     declares; and FLOW_NODE_FAILED if a component's code fails, FLOW_SINK_CONFLICT if another
   *     writer got in between
   */
  public FlowReport run(FlowRun<?, ?> run) {
    return new Run(run, run.plan()).run();
  }

  private record Ready(RunPlan.Write write, Dataset<Row> rows) {}

  /** One run. */
  private final class Run {
    private final Flow<?, ?> flow;
    private final Record in;
    private final RunPlan plan;
    private final Execution.Part part;
    private final String runId = UUID.randomUUID().toString();
    private final JobNames names;

    Run(FlowRun<?, ?> run, RunPlan plan) {
      this.flow = run.flow();
      this.in = run.in();
      this.plan = plan;
      this.part =
          new Execution.Part(Set.copyOf(plan.nodes()), Set.copyOf(plan.inputs()), run.given());
      this.names = new JobNames(ctx, flow.name(), runId + "/");
    }

    FlowReport run() {
      long start = System.nanoTime();
      RunInputs inputs = RunInputs.of(flow, in, part);
      checkSinks(inputs);
      var written = new ArrayList<FlowReport.Written>();
      try (var caches = new PortCaches(new LinkedHashSet<>(plan.cached()));
          var step =
              progress.begin("running " + flow.name(), plan.writes().size(), Progress.Unit.STEPS)) {
        PortValues values =
            new Execution(
                    flow.program(), part, names, (port, frame) -> keep(caches, port, frame))
                .run(flow.signature(), in);
        for (Ready ready : ready(values)) {
          written.add(write(ready.write(), ready.rows()));
          ready.write().frees().forEach(caches::free);
          step.advance(1);
        }
      }
      return new FlowReport(
          flow.name(),
          runId,
          ctx.label(),
          inputs.tables(),
          inputs.models(),
          inputs.unpinned(),
          written,
          plan.cached(),
          since(start));
    }

    /** Spark plans what it is to keep, and Delta starts jobs to find the files. */
    private Frame<?> keep(PortCaches caches, PortRef port, Frame<?> frame) {
      return names.during(port.node(), "keep " + port.port(), () -> caches.keep(port, frame));
    }

    private void checkSinks(RunInputs inputs) {
      var problems = new ArrayList<Problem>();
      if (ctx.spark().conf().get(METRICS, "true").equals("false")) {
        problems.add(
            new Problem(
                "FLOW_METRICS_OFF",
                "Cannot run %s: %s is false, so commits do not say how many rows they wrote."
                    .formatted(flow.name(), METRICS),
                "unset it"));
      }
      for (RunPlan.Write write : plan.writes()) {
        for (FlowReport.TableInput input : inputs.tables()) {
          Location from = input.table().location();
          if (isInput(input.port()) && write.sink().place().filter(to -> overlap(to, from)).isPresent()) {
            problems.add(
                new Problem(
                    "FLOW_SINK_INPUT",
                    "%s: input %s is read from %s.".formatted(subject(write), input.port(), from),
                    "write to a location outside the inputs"));
          }
        }
      }
      refuse(problems);
    }

    /** What each write writes, having checked that all of it can be written. */
    private List<Ready> ready(PortValues values) {
      var ready = new ArrayList<Ready>();
      var problems = new ArrayList<Problem>();
      for (RunPlan.Write write : plan.writes()) {
        Dataset<Row> rows = rows(values, write.end());
        problems.addAll(
            names.during(
                node(write),
                "check " + write.sink().port(),
                () -> write.sink().problems(subject(write), rows)));
        ready.add(new Ready(write, rows));
      }
      refuse(problems);
      return ready;
    }

    private Dataset<Row> rows(PortValues values, PortRef end) {
      PortSpec port = flow.plan().spec(end);
      Feed feed = flow.program().feed(end, port);
      Dataset<Row> rows = values.frame(feed, end.node(), port).df();
      return port instanceof PortSpec.Rows declared
          ? NullGuard.over(rows, declared.schema())
          : rows;
    }

    private FlowReport.Written write(RunPlan.Write write, Dataset<Row> rows) {
      long start = System.nanoTime();
      String node = node(write);
      Receipt receipt =
          names.during(node, "write " + write.sink().port(), () -> receipt(write, node, rows));
      return new FlowReport.Written(node, write.sink(), receipt, since(start), write.nodes());
    }

    private Receipt receipt(RunPlan.Write write, String node, Dataset<Row> rows) {
      try {
        return write.sink().write(rows, note(write));
      } catch (Exception e) { // Scala throws checked exceptions without saying so
        List<Call> calls =
            flow.program().calls().stream().filter(c -> write.nodes().contains(c.path())).toList();
        throw NodeFailure.whileWriting(flow.name(), write.sink(), node, calls, e);
      }
    }

    /** The node that makes the rows; none does if they are an input of the flow, or stored. */
    private String node(RunPlan.Write write) {
      return flow.plan().isOfNode(write.source()) ? write.source().node() : PortRef.OUTPUT;
    }

    private String note(RunPlan.Write write) {
      return "bering run=%s flow=%s port=%s label=%s"
          .formatted(runId, flow.name(), write.sink().port(), ctx.label());
    }

    private boolean isInput(String port) {
      return plan.inputs().contains(PortRef.input(port));
    }

    private static boolean overlap(Location a, Location b) {
      return a.isWithin(b) || b.isWithin(a);
    }

    private String subject(RunPlan.Write write) {
      return "Cannot write %s of %s to %s"
          .formatted(write.sink().port(), flow.name(), write.sink().target());
    }

    private void refuse(List<Problem> problems) {
      if (!problems.isEmpty()) {
        throw UserException.usage(problems);
      }
    }

    private static Duration since(long start) {
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }
}
