package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.sum;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;

/** Makes one row an address of the hours of a day. */
@Component
public final class SumDay implements MultiTransformer<SumDay.In, SumDay.Out> {

  /** What it reads: the hours of one day. */
  public record In(Frame<LoginHour> hours) {}

  /** What it makes. */
  public record Out(Frame<LoginHour> days) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    return new Out(
        Frame.of(
            in.hours()
                .df()
                .groupBy(col("source"), date_trunc("day", col("at")).as("at"))
                .agg(
                    sum("failed").as("failed"),
                    sum("invalid_users").as("invalid_users"),
                    sum("accepted").as("accepted"))));
  }
}
