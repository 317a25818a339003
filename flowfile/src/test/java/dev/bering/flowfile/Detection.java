package dev.bering.flowfile;

import dev.bering.flow.Component;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowProvider;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.State;
import java.util.Map;

/** Totals of hosts that go on from slice to slice, and alerts for those above a threshold. */
public final class Detection implements FlowProvider {

  public record Event(String host, long bytes) {}

  public record Total(String host, long bytes) {}

  public record In(Frame<Event> events) {}

  public record Out(Frame<Total> sums, Frame<Total> alerts) {}

  /** The bytes of each host. */
  @Component(name = "sum", version = "1")
  public static final class Sum implements MultiTransformer<In, Sum.Sums> {
    public record Sums(Frame<Total> sums) {}

    @Override
    public Sums transform(In in, FlowContext ctx) {
      return new Sums(
          Frame.of(
              in.events()
                  .df()
                  .groupBy("host")
                  .sum("bytes")
                  .toDF("host", "bytes")
                  .selectExpr("host", "bytes")));
    }
  }

  /** Adds what the slice before left. */
  @Component(name = "add", version = "1")
  public static final class Add implements MultiTransformer<Add.Both, Add.Added> {
    private final long threshold;

    public record Both(Frame<Total> sums, Frame<Total> before) {}

    public record Added(Frame<Total> totals, Frame<Total> alerts) {}

    Add(long threshold) {
      this.threshold = threshold;
    }

    @Override
    public Added transform(Both in, FlowContext ctx) {
      var all =
          in.sums()
              .df()
              .unionByName(in.before().df())
              .groupBy("host")
              .sum("bytes")
              .toDF("host", "bytes");
      return new Added(Frame.of(all), Frame.of(all.where("bytes >= " + threshold)));
    }
  }

  @Override
  public Flow<In, Out> flow() {
    return flow(100);
  }

  @Override
  public Flow<?, ?> flow(Map<String, String> parameters) {
    return flow(Long.parseLong(parameters.getOrDefault("threshold", "100")));
  }

  private static Flow<In, Out> flow(long threshold) {
    return Flow.define(
        "detect",
        In.class,
        Out.class,
        (b, in) -> {
          State<Total> series = b.state("series", Total.class);
          var summed = b.apply("sum", new Sum(), in);
          var added =
              b.apply("add", new Add(threshold), new Add.Both(summed.sums(), series.before()));
          series.after(added.totals());
          return new Out(summed.sums(), added.alerts());
        });
  }
}
