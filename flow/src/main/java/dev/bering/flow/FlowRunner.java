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
 * Runs flows: describes the frames, writes the sinks to Delta tables, keeps in Spark's cache what
 * is read more than once, and frees it after the last write that reads it, also if the run fails.
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

  /**
   * Runs {@code flow} and writes {@code sinks}, each in one commit that replaces what its table
   * held.
   *
   * <p>If this fails, sinks written before the failure hold the new rows and the others what they
   * held; nothing stays in Spark's cache. Running it again is safe.
   *
   * @throws UserException before anything is written: FLOW_SINK_ codes for sinks that cannot be
   *     written, FLOW_COLUMN_ codes for frames that are not what a port declares; and
   *     FLOW_NODE_FAILED if a component's code fails, FLOW_SINK_CONFLICT if another writer got in
   *     between
   */
  public <I extends Record, O extends Record> FlowReport run(
      Flow<I, O> flow, I in, List<Sink> sinks) {
    Flow<I, O> shaped = flow.shapedFor(in);
    BetweenSlices.refuseUnbound(shaped.plan(), Set.of());
    return new Run(shaped, in, RunPlan.of(shaped.plan(), sinks)).run();
  }

  private record Ready(RunPlan.Write write, Dataset<Row> rows) {}

  /** One run. */
  private final class Run {
    private final Flow<?, ?> flow;
    private final Record in;
    private final RunPlan plan;
    private final String runId = UUID.randomUUID().toString();
    private final JobNames names;

    Run(Flow<?, ?> flow, Record in, RunPlan plan) {
      this.flow = flow;
      this.in = in;
      this.plan = plan;
      this.names = new JobNames(ctx, flow.name(), runId + "/");
    }

    FlowReport run() {
      long start = System.nanoTime();
      RunInputs inputs = RunInputs.of(flow, in);
      checkSinks(inputs);
      var written = new ArrayList<FlowReport.Written>();
      try (var caches = new PortCaches(new LinkedHashSet<>(plan.cached()));
          var step =
              progress.begin("running " + flow.name(), plan.writes().size(), Progress.Unit.STEPS)) {
        PortValues values =
            new Execution(flow.program(), names, (port, frame) -> keep(caches, port, frame))
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
          Location to = write.sink().location();
          if (to.isWithin(from) || from.isWithin(to)) {
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
                () -> sink(write).problems(subject(write), rows.schema())));
        ready.add(new Ready(write, rows));
      }
      refuse(problems);
      return ready;
    }

    private Dataset<Row> rows(PortValues values, PortRef end) {
      PortSpec port = flow.plan().spec(end);
      Feed feed = end.node().equals(PortRef.OUTPUT) ? flow.program().result(port) : Feed.of(end);
      Dataset<Row> rows = values.frame(feed, end.node(), port).df();
      return port instanceof PortSpec.Rows declared
          ? NullGuard.over(rows, declared.schema())
          : rows;
    }

    private FlowReport.Written write(RunPlan.Write write, Dataset<Row> rows) {
      long start = System.nanoTime();
      String node = node(write);
      DeltaSink.Commit commit =
          names.during(node, "write " + write.sink().port(), () -> commit(write, node, rows));
      return new FlowReport.Written(
          node,
          write.sink().port(),
          write.sink().location(),
          commit.version(),
          commit.rows(),
          since(start),
          write.nodes());
    }

    private DeltaSink.Commit commit(RunPlan.Write write, String node, Dataset<Row> rows) {
      DeltaSink sink = sink(write);
      try {
        sink.write(rows, metadata(write));
      } catch (Exception e) { // Scala throws checked exceptions without saying so
        List<Call> calls =
            flow.program().calls().stream().filter(c -> write.nodes().contains(c.path())).toList();
        throw NodeFailure.whileWriting(flow.name(), write.sink(), node, calls, e);
      }
      return sink.commit(metadata(write));
    }

    /** The node that makes the rows; none does if they are an input of the flow. */
    private static String node(RunPlan.Write write) {
      return write.source().isInput() ? PortRef.OUTPUT : write.source().node();
    }

    private DeltaSink sink(RunPlan.Write write) {
      return new DeltaSink(ctx.spark(), write.sink().location());
    }

    private String metadata(RunPlan.Write write) {
      return "bering run=%s flow=%s port=%s label=%s"
          .formatted(runId, flow.name(), write.sink().port(), ctx.label());
    }

    private String subject(RunPlan.Write write) {
      return "Cannot write %s of %s to %s"
          .formatted(write.sink().port(), flow.name(), write.sink().location());
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
