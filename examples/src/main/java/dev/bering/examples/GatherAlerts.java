package dev.bering.examples;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;

/** Puts the alerts of both detections into one table. */
@Component
public final class GatherAlerts implements MultiTransformer<GatherAlerts.In, GatherAlerts.Out> {

  /** What it reads. */
  public record In(Frame<AlertRow> classification, Frame<AlertRow> anomaly) {}

  /** What it makes. */
  public record Out(Frame<AlertRow> alerts) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(Frame.of(in.classification().df().unionByName(in.anomaly().df())));
  }
}
