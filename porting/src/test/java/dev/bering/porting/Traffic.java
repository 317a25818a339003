package dev.bering.porting;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.bering.flow.Component;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A small pipeline: the legacy platform has a row an hour with two columns of bytes, the new one a
 * row a direction. Totals are taken, then the loud hosts are picked.
 */
final class Traffic {

  private Traffic() {}

  static final String WIDE =
      """
      SELECT * FROM (VALUES
        ('a', 1, 10::BIGINT, 1::BIGINT), ('a', 2, 20, 2), ('b', 1, 500, 50), ('c', 1, 0, 0))
        AS wide(host, hour, bytes_in, bytes_out)
      """;

  static final String TOTALS =
      "SELECT host, sum(bytes_in + bytes_out)::BIGINT AS total FROM (%s) GROUP BY host"
          .formatted(WIDE);

  static final String LOUD = "SELECT host, total FROM (%s) WHERE total >= 30".formatted(TOTALS);

  public record Wide(String host, int hour, long bytes_in, long bytes_out) {}

  public record Directed(String host, int hour, String direction, long bytes) {}

  public record Total(String host, long total) {}

  /** Adds up the bytes of a host. */
  @Component
  static final class Totals implements MultiTransformer<Totals.TotalsIn, Totals.TotalsOut> {
    public record TotalsIn(Frame<Directed> traffic) {}

    public record TotalsOut(Frame<Total> totals) {}

    @Override
    public TotalsOut transform(TotalsIn in, FlowContext ctx) {
      return new TotalsOut(
          Frame.of(in.traffic().df().groupBy("host").agg(sum("bytes").as("total"))));
    }
  }

  /** Picks the hosts with a total of at least so much. */
  @Component
  static final class Loud implements MultiTransformer<Loud.LoudIn, Loud.LoudOut> {
    private final long least;

    Loud(long least) {
      this.least = least;
    }

    public record LoudIn(Frame<Total> totals) {}

    public record LoudOut(Frame<Total> loud) {}

    @Override
    public LoudOut transform(LoudIn in, FlowContext ctx) {
      return new LoudOut(Frame.of(in.totals().df().where(col("total").geq(least))));
    }
  }

  public record TrafficIn(Frame<Directed> traffic) {}

  public record TrafficOut(Frame<Total> loud) {}

  /** Totals, then the loud ones in a flow of their own, which hands them through a second node. */
  static Flow<TrafficIn, TrafficOut> flow(long least) {
    Flow<Loud.LoudIn, Loud.LoudOut> picking =
        Flow.define(
            "picking",
            Loud.LoudIn.class,
            Loud.LoudOut.class,
            (b, in) -> {
              var some = b.apply("some", new Loud(0), in);
              return b.apply("loud", new Loud(least), new Loud.LoudIn(some.loud()));
            });
    return Flow.define(
        "traffic",
        TrafficIn.class,
        TrafficOut.class,
        (b, in) -> {
          var totals = b.apply("totals", new Totals(), new Totals.TotalsIn(in.traffic()));
          var picked = b.apply("pick", picking, new Loud.LoudIn(totals.totals()));
          return new TrafficOut(picked.loud());
        });
  }

  /** One row becomes two. */
  static Dataset<Row> directions(Dataset<Row> wide) {
    Dataset<Row> in =
        wide.select(
            col("host"), col("hour"), lit("in").as("direction"), col("bytes_in").as("bytes"));
    Dataset<Row> out =
        wide.select(
            col("host"), col("hour"), lit("out").as("direction"), col("bytes_out").as("bytes"));
    return in.unionByName(out);
  }

  /** Two rows become one again. */
  static Dataset<Row> wide(Dataset<Row> directed) {
    return directed
        .groupBy("host", "hour")
        .agg(
            sum(expr("if(direction = 'in', bytes, 0L)")).as("bytes_in"),
            sum(expr("if(direction = 'out', bytes, 0L)")).as("bytes_out"));
  }
}
