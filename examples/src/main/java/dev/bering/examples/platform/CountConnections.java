package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import dev.bering.examples.FeatureRow;
import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Column;

/** Measures entities by their connections; an entity is a protocol, a service and a flag. */
@Component
public final class CountConnections
    implements MultiTransformer<CountConnections.In, CountConnections.Out> {

  /** What it reads. */
  public record In(Frame<FeatureRow> features) {}

  /** What it makes. */
  public record Out(Frame<Measure> measures) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(
        Frame.of(
            in.features()
                .df()
                .withColumn("entity", entity())
                .withColumn("amount", col("connection_count"))));
  }

  /** As {@code tcp/http/SF}. */
  static Column entity() {
    return concat_ws("/", col("protocol_type"), col("service"), col("flag"));
  }
}
