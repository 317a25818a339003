package dev.bering.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.stddev_samp;
import static org.apache.spark.sql.functions.when;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Compares the number of connections of each window with the entity's windows of the day before it,
 * in standard deviations.
 */
@Component
public final class DetectAnomalies
    implements MultiTransformer<DetectAnomalies.In, DetectAnomalies.Out> {

  private static final int HISTORY_WINDOWS = 24;
  private static final int LEAST_HISTORY = 3;
  private static final double LEAST_DEVIATION = 1;
  private static final double REPORTED_FROM = 4;

  /** What it reads. */
  public record In(Frame<FeatureRow> features) {}

  /** What it makes: one row a window; the score is null where the history is too short. */
  public record Out(Frame<DetectionRow> anomaly) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    WindowSpec before =
        Window.partitionBy(EntityWindow.entity())
            .orderBy(EntityWindow.hour())
            .rowsBetween(-HISTORY_WINDOWS, -1);
    Column connections = col("connection_count");
    Column deviation = greatest(stddev_samp(connections).over(before), lit(LEAST_DEVIATION));
    Column score =
        when(
            count(lit(1)).over(before).geq(LEAST_HISTORY),
            connections.minus(avg(connections).over(before)).divide(deviation));
    return new Out(
        Frame.of(
            in.features()
                .df()
                .withColumn("score", score)
                .withColumn("reason", when(col("score").geq(REPORTED_FROM), "volume"))));
  }
}
