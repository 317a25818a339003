package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.col;

import dev.bering.examples.DetectionRow;
import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;

/** Makes findings of what the classifier reports. */
@Component
public final class NameAttacks implements MultiTransformer<NameAttacks.In, NameAttacks.Out> {

  /** What it reads. */
  public record In(Frame<DetectionRow> classification) {}

  /** What it makes. */
  public record Out(Frame<Finding> findings) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(
        Frame.of(
            in.classification()
                .df()
                .where(col("reason").isNotNull())
                .withColumn("entity", CountConnections.entity())));
  }
}
