package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Compares what each entity does in an hour with its own series of the 30 days before, in standard
 * deviations, and adds the hour to the series. An hour in which there is nothing of an entity is no
 * hour of its series.
 */
@Component
public final class ScoreSeries implements MultiTransformer<ScoreSeries.In, ScoreSeries.Out> {

  private static final int DAYS_KEPT = 30;
  private static final double LEAST_DEVIATION = 1;

  private final String reason;
  private final int leastHours;
  private final double reportedFrom;

  /**
   * A detection.
   *
   * @param reason what it calls what it reports
   * @param leastHours how many hours a series must have before anything is reported, at least 2
   * @param reportedFrom how many standard deviations above the mean
   */
  public ScoreSeries(String reason, int leastHours, double reportedFrom) {
    if (leastHours < 2) {
      throw new IllegalStateException("no deviation of %d hours".formatted(leastHours));
    }
    this.reason = reason;
    this.leastHours = leastHours;
    this.reportedFrom = reportedFrom;
  }

  /** What it reads: one hour, and the series that the hour before left. */
  public record In(Frame<Measure> measures, Frame<SeriesDay> before) {}

  /** What it makes: what stands out, and the series with this hour. */
  public record Out(Frame<Finding> findings, Frame<SeriesDay> after) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(
        Frame.of(findings(in.measures().df(), in.before().df())),
        Frame.of(after(in.measures().df(), in.before().df())));
  }

  private Dataset<Row> findings(Dataset<Row> measures, Dataset<Row> before) {
    Dataset<Row> series =
        before
            .groupBy("entity")
            .agg(sum("hours").as("hours"), sum("total").as("total"), sum("squares").as("squares"))
            .where(col("hours").geq(leastHours));
    return measures
        .join(series, "entity")
        .withColumn("score", col("amount").minus(mean()).divide(deviation()))
        .where(col("score").geq(reportedFrom))
        .withColumn("reason", lit(reason));
  }

  private static Column mean() {
    return col("total").cast("double").divide(col("hours"));
  }

  private static Column deviation() {
    Column around = col("squares").minus(mean().multiply(col("total")));
    Column variance = greatest(around, lit(0.0)).divide(col("hours").minus(1));
    return greatest(sqrt(variance), lit(LEAST_DEVIATION));
  }

  /** Days count back from the newest of the series, as rows know nothing of slices. */
  private static Dataset<Row> after(Dataset<Row> measures, Dataset<Row> before) {
    Dataset<Row> hour =
        measures.select(
            col("entity"),
            col("slice_day").as("day"),
            lit(1L).as("hours"),
            col("amount").as("total"),
            col("amount").multiply(col("amount")).as("squares"));
    return before
        .unionByName(hour)
        .withColumn("newest", max("day").over(Window.partitionBy()))
        .where(col("day").gt(date_sub(col("newest"), DAYS_KEPT)))
        .groupBy("entity", "day")
        .agg(sum("hours").as("hours"), sum("total").as("total"), sum("squares").as("squares"));
  }
}
