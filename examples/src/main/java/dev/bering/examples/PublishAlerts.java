package dev.bering.examples;

import static org.apache.spark.sql.functions.col;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;

/** Makes an alert of each window of which a detection reports something. */
@Component
public final class PublishAlerts implements MultiTransformer<PublishAlerts.In, PublishAlerts.Out> {

  private final String detector;
  private final double highFrom;

  /**
   * Publishes for one detection.
   *
   * @param detector its name, as alerts show it
   * @param highFrom the score from which severity is {@code high}
   */
  public PublishAlerts(String detector, double highFrom) {
    this.detector = detector;
    this.highFrom = highFrom;
  }

  /** What it reads. */
  public record In(Frame<DetectionRow> detections) {}

  /** What it makes. */
  public record Out(Frame<AlertRow> alerts) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(
        Frame.of(
            AlertColumns.of(
                in.detections().df().where(col("reason").isNotNull()),
                detector,
                highFrom,
                EntityWindow.names())));
  }
}
