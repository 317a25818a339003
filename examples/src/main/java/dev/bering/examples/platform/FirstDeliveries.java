package dev.bering.examples.platform;

import dev.bering.examples.ConnectionRow;
import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;

/** Keeps each connection once, however often it was delivered in its hour. */
@Component
public final class FirstDeliveries
    implements MultiTransformer<FirstDeliveries.In, FirstDeliveries.Out> {

  /** What it reads. */
  public record In(Frame<Arrival> arrivals) {}

  /** What it makes. */
  public record Out(Frame<ConnectionRow> connections) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(
        Frame.of(in.arrivals().df().dropDuplicates("connection_id").drop("connection_id")));
  }
}
