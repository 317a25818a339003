package dev.bering.examples.platform;

import dev.bering.examples.AlertColumns;
import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import java.util.List;

/** Makes alerts of what a detection reports: one component for all detections. */
@Component
public final class PublishFindings
    implements MultiTransformer<PublishFindings.In, PublishFindings.Out> {

  private static final List<String> KEY = List.of("entity", "service", "slice_day", "slice_hour");

  private final String detector;
  private final double highFrom;

  /**
   * Publishes for one detection.
   *
   * @param detector its name, as alerts show it
   * @param highFrom the score from which severity is {@code high}
   */
  public PublishFindings(String detector, double highFrom) {
    this.detector = detector;
    this.highFrom = highFrom;
  }

  /** What it reads. */
  public record In(Frame<Finding> findings) {}

  /** What it makes. */
  public record Out(Frame<Alert> alerts) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(Frame.of(AlertColumns.of(in.findings().df(), detector, highFrom, KEY)));
  }
}
