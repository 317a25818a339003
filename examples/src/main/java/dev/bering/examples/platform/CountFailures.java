package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;

/** Measures addresses by how often they were turned away. */
@Component
public final class CountFailures implements MultiTransformer<CountFailures.In, CountFailures.Out> {

  /** What it reads. */
  public record In(Frame<LoginHour> logins) {}

  /** What it makes: nothing of an address that was not turned away. */
  public record Out(Frame<Measure> measures) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(
        Frame.of(
            in.logins()
                .df()
                .where(col("failed").gt(0))
                .withColumn("entity", col("source"))
                .withColumn("service", lit(Inventory.SSH))
                .withColumn("slice_day", to_date(col("at")))
                .withColumn("slice_hour", hour(col("at")))
                .withColumn("amount", col("failed"))));
  }
}
