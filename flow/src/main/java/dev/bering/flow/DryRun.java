package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Runs the components of a flow on frames without rows. Each node is given what its producers
 * declare, not what they return, so that a node that fails hides no failure of another.
 *
 * <p>The empty frames have a partition, although an empty one: on a frame without partitions, or on
 * a local one, Spark answers {@code collect} and {@code take} without a job, and they would go
 * unnoticed.
 */
final class DryRun {
  private final Flow<?, ?> flow;
  private final FlowContext ctx;
  private final JobNames names;
  private final PortValues values;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();
  private final Map<PortRef, Frame<?>> described = new LinkedHashMap<>();

  DryRun(Flow<?, ?> flow, FlowContext ctx) {
    this.flow = flow;
    this.ctx = ctx;
    this.names = new JobNames(ctx, flow.name(), "dry-run/" + UUID.randomUUID() + "/");
    this.values = new PortValues(flow.name());
  }

  /** What the nodes describe, by their output ports. */
  Map<PortRef, Frame<?>> run(@Nullable Record in) {
    try (var watch = new JobWatch(ctx.spark().sparkContext())) {
      flow.signature().in().ports().forEach(port -> fillInput(port, in));
      refuse();
      flow.plan().states().forEach(state -> fill(state.before(), state.rows()));
      flow.plan().histories().forEach(history -> fill(history.port(), history.rows()));
      flow.program().calls().forEach(this::tryNode);
      flow.signature()
          .out()
          .ports()
          .forEach(port -> tryEnd(flow.program().result(port), PortRef.OUTPUT, port));
      flow.program().states().forEach(s -> tryEnd(s.after(), s.path(), s.rows()));
      reportJobs(watch.callsByGroup());
    }
    refuse();
    return Collections.unmodifiableMap(described);
  }

  private void fillInput(PortSpec port, @Nullable Record in) {
    Handle given = in == null ? null : flow.signature().in().read(in, port);
    Optional<Handle> made = madeUp(port);
    if (made.isEmpty() && given instanceof Frame<?> frame) {
      made = Optional.of(empty(frame.schema()));
    } else if (made.isEmpty()) {
      made = Optional.ofNullable(given);
    }
    made.ifPresentOrElse(
        value -> values.put(PortRef.input(port.name()), value), () -> reportMissing(port));
  }

  private void reportMissing(PortSpec port) {
    problems.add(
        new Problem(
            "FLOW_DRY_RUN_INPUT",
            "Cannot try %s: its input %s is %s, which cannot be made up."
                .formatted(
                    flow.name(),
                    port.name(),
                    port.isFrame() ? "a frame of any columns" : "a model"),
            "give it: flow.dryRun(in, ctx)"));
  }

  /** A frame without rows, where the columns are declared. */
  private Optional<Handle> madeUp(PortSpec port) {
    return port instanceof PortSpec.Rows rows
        ? Optional.of(empty(rows.schema()).through(port))
        : Optional.empty();
  }

  private Frame<?> empty(StructType schema) {
    var rows = new JavaSparkContext(ctx.spark().sparkContext()).parallelize(List.<Row>of(), 1);
    return Frame.of(ctx.spark().createDataFrame(rows, schema));
  }

  private void tryNode(Call call) {
    Optional<PortRef> absent = absent(call);
    if (absent.isPresent()) {
      problems.add(
          new Problem(
              "FLOW_NOT_CHECKED",
              "Cannot try %s/%s: it reads %s, which did not come about."
                  .formatted(flow.name(), call.path(), absent.get()),
              "mend %s first".formatted(absent.get().node())));
      publishDeclared(call);
      return;
    }
    try {
      Record bundle =
          call.signature().in().make(port -> values.take(call.feed(port), call.path(), port));
      publish(call, names.during(call.path(), "", () -> call.transform(bundle, ctx)));
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      UserException told = NodeFailure.of(flow.name(), call, e);
      problems.addAll(told.problems());
      causes.add(e);
      publishDeclared(call);
    }
  }

  /** An input that depends on what a failed node would have returned. */
  private Optional<PortRef> absent(Call call) {
    return call.signature().in().ports().stream()
        .map(call::feed)
        .filter(feed -> !values.has(feed))
        .map(Feed::source)
        .findFirst();
  }

  private void fill(PortRef port, PortSpec.Rows rows) {
    madeUp(rows).ifPresent(frame -> values.put(port, frame));
  }

  /** An end that declares its columns and may be fed from a port that does not. */
  private void tryEnd(Feed feed, String node, PortSpec port) {
    if (values.has(feed)) {
      try {
        values.take(feed, node, port);
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
  }

  private void publish(Call call, Record result) {
    List<Problem> found = Execution.outputProblems(flow.name(), call, result);
    problems.addAll(found);
    publishDeclared(call);
    if (found.isEmpty()) {
      for (PortSpec port : call.signature().out().ports()) {
        var name = new PortRef(call.path(), port.name());
        Handle made = call.signature().out().read(result, port);
        if (made instanceof Frame<?> frame) {
          described.put(name, frame);
        }
        if (made != null && madeUp(port).isEmpty()) {
          values.put(name, made);
        }
      }
    }
  }

  private void publishDeclared(Call call) {
    for (PortSpec port : call.signature().out().ports()) {
      madeUp(port).ifPresent(frame -> values.put(new PortRef(call.path(), port.name()), frame));
    }
  }

  private void reportJobs(Map<String, Set<String>> callsByGroup) {
    for (Call call : flow.program().calls()) {
      Set<String> calls = callsByGroup.getOrDefault(names.group(call.path()), Set.of());
      if (!calls.isEmpty()) {
        problems.add(
            new Problem(
                "FLOW_NODE_JOB",
                "Cannot try %s/%s: it starts Spark jobs of its own: %s."
                    .formatted(flow.name(), call.path(), String.join(", ", calls)),
                "describe frames and leave the running to the flow"));
      }
    }
  }

  private void refuse() {
    if (!problems.isEmpty()) {
      UserException all = UserException.usage(problems);
      causes.forEach(all::addSuppressed);
      throw all;
    }
  }
}
