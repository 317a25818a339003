package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reports addresses that were let in and had not been in the month before. How often they were
 * turned away in the same hour is the score.
 */
@Component
public final class FindNewSources
    implements MultiTransformer<FindNewSources.In, FindNewSources.Out> {

  /** What it reads: one hour, and the hours or days of the month before. */
  public record In(Frame<LoginHour> logins, Frame<LoginHour> month) {}

  /** What it makes. */
  public record Out(Frame<Finding> findings) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    Dataset<Row> known = in.month().df().where(col("accepted").gt(0)).select("source");
    return new Out(
        Frame.of(
            in.logins()
                .df()
                .where(col("accepted").gt(0))
                .join(known, new String[] {"source"}, "left_anti")
                .withColumn("entity", col("source"))
                .withColumn("service", lit(Inventory.SSH))
                .withColumn("slice_day", to_date(col("at")))
                .withColumn("slice_hour", hour(col("at")))
                .withColumn("score", col("failed").cast("double"))
                .withColumn("reason", lit("new source"))));
  }
}
