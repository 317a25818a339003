package dev.bering.examples;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.ModelItem;
import dev.bering.flow.Pinned;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/**
 * The port at work: what its components make, each in a Delta table. A further run replaces the
 * rows and adds a version.
 *
 * @param folder its folder in the demo folder
 */
public record PortedPlatform(Path folder) {

  /** How Delta names its files. */
  private static final Pattern MADE =
      Pattern.compile(".*\\.(parquet|json|crc|tmp)|.*/_delta_log/_last_checkpoint");

  /**
   * An empty one in the place of an earlier one.
   *
   * @param part the name of its folder in the demo folder
   * @throws dev.bering.model.UserException DEMO_FOLDER_FOREIGN; nothing is removed then
   */
  public static PortedPlatform renew(DemoFolder demo, String part) {
    return new PortedPlatform(demo.renew(part, PortedPlatform::made));
  }

  private static boolean made(Path relative) {
    return MADE.matcher(relative.toString().replace(File.separatorChar, '/')).matches();
  }

  /** The Delta table of a component. */
  public Path table(LegacyComponent component) {
    return folder.resolve(component.componentName());
  }

  /**
   * Runs the whole port, each component on what the port's own components before it make.
   *
   * @param connections a Delta table, the legacy one or a clone; read at the version it has now
   * @param division what bytes divided by zero bytes are
   */
  public FlowReport run(
      Path connections, Division division, SparkSession spark, Progress progress) {
    List<Sink> sinks = Arrays.stream(LegacyComponent.values()).map(this::sink).toList();
    return new FlowRunner(FlowContext.of(spark), progress)
        .run(
            DetectionFlows.platform(division),
            new DetectionFlows.Platform(pinned(connections, spark), model()),
            sinks);
  }

  /**
   * Runs each component of the port by itself on what the legacy pipeline recorded, so that a
   * difference shows in the component that makes it and in no other.
   *
   * @return a report for each component, in their order
   */
  public List<FlowReport> replay(
      LegacyPlatform legacy, Division division, SparkSession spark, Progress progress) {
    Frame<FeatureRow> features = recorded(legacy, LegacyComponent.FEATURES, spark);
    Frame<DetectionRow> classification = recorded(legacy, LegacyComponent.CLASSIFICATION, spark);
    Frame<DetectionRow> anomaly = recorded(legacy, LegacyComponent.ANOMALY, spark);
    FlowRunner runner = new FlowRunner(FlowContext.of(spark), progress);
    return List.of(
        runner.run(
            Flow.of("features", new Features(division)),
            new Features.In(pinned(legacy.connections(), spark)),
            List.of(sink(LegacyComponent.FEATURES))),
        runner.run(
            Flow.of("classification", new Classify()),
            new Classify.In(features, model()),
            List.of(sink(LegacyComponent.CLASSIFICATION))),
        runner.run(
            Flow.of("anomaly", new DetectAnomalies()),
            new DetectAnomalies.In(features),
            List.of(sink(LegacyComponent.ANOMALY))),
        runner.run(
            DetectionFlows.alerts(),
            new DetectionFlows.Detections(classification, anomaly),
            List.of(sink(LegacyComponent.ALERTS))));
  }

  /** The classifier as a component is given it. */
  static ModelItem<LogisticModel> model() {
    LogisticModel model = LogisticModel.shipped();
    return ModelItem.of("classifier", model.version(), model);
  }

  /** Components' output ports bear the names of the legacy components. */
  private Sink sink(LegacyComponent component) {
    return new Sink(component.componentName(), Location.of(table(component)));
  }

  private static Frame<ConnectionRow> pinned(Path connections, SparkSession spark) {
    return Frame.of(spark, Pinned.latest(spark, Location.of(connections)));
  }

  private static <T> Frame<T> recorded(
      LegacyPlatform legacy, LegacyComponent component, SparkSession spark) {
    return Frame.of(spark.read().parquet(legacy.recorded(component).toString()));
  }
}
