package dev.bering.examples;

import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.ModelItem;

/** The port of the pipeline: flows of Spark components, each nested in the next. */
public final class DetectionFlows {

  private static final double HIGH_PROBABILITY = 0.9;
  private static final double HIGH_DEVIATION = 10;

  private DetectionFlows() {}

  /** What {@link #alerts} reads. */
  public record Detections(Frame<DetectionRow> classification, Frame<DetectionRow> anomaly) {}

  /** What {@link #alerts} makes. */
  public record Alerts(Frame<AlertRow> alerts) {}

  /** What {@link #detections} reads. */
  public record Windows(Frame<FeatureRow> features, ModelItem<LogisticModel> model) {}

  /** What {@link #detections} makes. */
  public record Detected(
      Frame<DetectionRow> classification, Frame<DetectionRow> anomaly, Frame<AlertRow> alerts) {}

  /** What {@link #platform} reads. */
  public record Platform(Frame<ConnectionRow> connections, ModelItem<LogisticModel> model) {}

  /** What {@link #platform} makes: a table for each component of the legacy pipeline. */
  public record Tables(
      Frame<FeatureRow> features,
      Frame<DetectionRow> classification,
      Frame<DetectionRow> anomaly,
      Frame<AlertRow> alerts) {}

  /** From what both detections report to alerts; one component publishes for either. */
  public static Flow<Detections, Alerts> alerts() {
    return Flow.define(
        "alerts",
        Detections.class,
        Alerts.class,
        (b, in) -> {
          var classified =
              b.apply(
                  "publish-classification",
                  new PublishAlerts("classification", HIGH_PROBABILITY),
                  new PublishAlerts.In(in.classification()));
          var anomalous =
              b.apply(
                  "publish-anomaly",
                  new PublishAlerts("anomaly", HIGH_DEVIATION),
                  new PublishAlerts.In(in.anomaly()));
          var gathered =
              b.apply(
                  "gather",
                  new GatherAlerts(),
                  new GatherAlerts.In(classified.alerts(), anomalous.alerts()));
          return new Alerts(gathered.alerts());
        });
  }

  /** From features to alerts, by two detections side by side. */
  public static Flow<Windows, Detected> detections() {
    return Flow.define(
        "detections",
        Windows.class,
        Detected.class,
        (b, in) -> {
          var classified =
              b.apply("classify", new Classify(), new Classify.In(in.features(), in.model()));
          var anomalous =
              b.apply("anomalies", new DetectAnomalies(), new DetectAnomalies.In(in.features()));
          var published =
              b.apply(
                  "alerts",
                  alerts(),
                  new Detections(classified.classification(), anomalous.anomaly()));
          return new Detected(classified.classification(), anomalous.anomaly(), published.alerts());
        });
  }

  /** From connections to alerts. */
  public static Flow<Platform, Tables> platform(Division division) {
    return Flow.define(
        "platform",
        Platform.class,
        Tables.class,
        (b, in) -> {
          var summed =
              b.apply("features", new Features(division), new Features.In(in.connections()));
          var detected =
              b.apply("detect", detections(), new Windows(summed.features(), in.model()));
          return new Tables(
              summed.features(), detected.classification(), detected.anomaly(), detected.alerts());
        });
  }
}
