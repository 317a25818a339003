package dev.bering.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.when;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

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
    Column severity =
        when(col("reason").equalTo("exfiltration"), "critical")
            .when(col("score").geq(highFrom), "high")
            .otherwise("medium");
    return new Out(
        Frame.of(
            in.detections()
                .df()
                .where(col("reason").isNotNull())
                .withColumn("detector", lit(detector))
                .withColumn("alert_id", md5(concat_ws("|", identity())))
                .withColumn("severity", severity)));
  }

  private static Column[] identity() {
    return Stream.of(Stream.of("detector"), EntityWindow.names().stream(), Stream.of("reason"))
        .flatMap(names -> names)
        .map(functions::col)
        .map(column -> column.cast("string"))
        .toArray(Column[]::new);
  }
}
