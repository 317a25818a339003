package dev.bering.examples.platform;

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

/** Makes alerts of what a detection reports: one component for all detections. */
@Component
public final class PublishFindings
    implements MultiTransformer<PublishFindings.In, PublishFindings.Out> {

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
    Column severity =
        when(col("reason").equalTo("exfiltration"), "critical")
            .when(col("score").geq(highFrom), "high")
            .otherwise("medium");
    return new Out(
        Frame.of(
            in.findings()
                .df()
                .withColumn("detector", lit(detector))
                .withColumn("alert_id", md5(concat_ws("|", identity())))
                .withColumn("severity", severity)));
  }

  private static Column[] identity() {
    return Stream.of("detector", "entity", "service", "slice_day", "slice_hour", "reason")
        .map(functions::col)
        .map(column -> column.cast("string"))
        .toArray(Column[]::new);
  }
}
