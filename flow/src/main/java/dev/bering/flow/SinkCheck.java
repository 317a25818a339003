package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;

/** What keeps a run from writing what it plans to write. */
record SinkCheck(FlowContext ctx, RunPlan plan) {
  private static final String METRICS = "spark.databricks.delta.history.metricsEnabled";

  /** How messages about {@code write} begin. */
  static String subject(RunPlan plan, RunPlan.Write write) {
    return "Cannot write %s of %s to %s"
        .formatted(write.sink().port(), plan.flow(), write.sink().target());
  }

  /**
   * Nothing is written over what is read.
   *
   * @throws UserException FLOW_METRICS_OFF, FLOW_SINK_INPUT
   */
  void refuseInputs(RunInputs inputs) {
    var problems = new ArrayList<Problem>();
    if (ctx.spark().conf().get(METRICS, "true").equals("false")) {
      problems.add(
          new Problem(
              "FLOW_METRICS_OFF",
              "Cannot run %s: %s is false, so commits do not say how many rows they wrote."
                  .formatted(plan.flow(), METRICS),
              "unset it"));
    }
    for (RunPlan.Write write : plan.writes()) {
      for (FlowReport.TableInput input : inputs.tables()) {
        if (overlaps(write.sink(), input)) {
          problems.add(
              new Problem(
                  "FLOW_SINK_INPUT",
                  "%s: input %s is read from %s."
                      .formatted(subject(plan, write), input.port(), input.table().location()),
                  "write to a location outside the inputs"));
        }
      }
    }
    refuse(problems);
  }

  /** A port that is given may be written where it was read: it is the slice before, pinned. */
  private boolean overlaps(Sink sink, FlowReport.TableInput input) {
    Location from = input.table().location();
    return plan.inputs().contains(PortRef.input(input.port()))
        && sink.place().filter(to -> to.isWithin(from) || from.isWithin(to)).isPresent();
  }

  static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
