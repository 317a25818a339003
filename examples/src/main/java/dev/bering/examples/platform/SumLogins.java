package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Column;

/** Sums up the attempts of each address hour by hour. */
@Component
public final class SumLogins implements MultiTransformer<SumLogins.In, SumLogins.Out> {

  /** What it reads. */
  public record In(Frame<LogEntry> entries) {}

  /** What it makes: one row an address and hour. */
  public record Out(Frame<LoginHour> logins) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    Column hour = expr("timestampadd(HOUR, slice_hour, CAST(slice_day AS TIMESTAMP))");
    return new Out(
        Frame.of(
            in.entries()
                .df()
                .where(
                    col("source").isNotNull().and(col("kind").notEqual(LogEntryKind.OTHER.name())))
                .groupBy(col("source"), hour.as("at"))
                .agg(
                    attempts(LogEntryKind.FAILED).as("failed"),
                    attempts(LogEntryKind.INVALID_USER).as("invalid_users"),
                    attempts(LogEntryKind.ACCEPTED).as("accepted"))));
  }

  private static Column attempts(LogEntryKind kind) {
    return sum(when(col("kind").equalTo(kind.name()), col("times")).otherwise(lit(0)));
  }
}
