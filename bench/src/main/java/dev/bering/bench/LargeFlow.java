package dev.bering.bench;

import dev.bering.flow.Ddl;
import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.RunPlan;
import dev.bering.flow.Sink;
import dev.bering.flow.Transformers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/**
 * How long a flow of many nodes takes to be built with all its checks, planned, told and drawn, in
 * a JVM that has just begun: {@code LargeFlow NODES}. No session of Spark is started.
 */
public final class LargeFlow {

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private LargeFlow() {}

  /** One table. */
  public record One(@Ddl("host STRING, bytes BIGINT, at TIMESTAMP") Frame<Row> rows) {}

  /** Two tables. */
  public record Two(
      @Ddl("host STRING, bytes BIGINT, at TIMESTAMP") Frame<Row> left,
      @Ddl("host STRING, bytes BIGINT, at TIMESTAMP") Frame<Row> right) {}

  private static final MultiTransformer<One, One> PASS =
      Transformers.of(One.class, One.class, (in, ctx) -> in);
  private static final MultiTransformer<Two, One> JOIN =
      Transformers.of(Two.class, One.class, (in, ctx) -> new One(in.left()));

  private static Flow<One, One> diamonds(int nodes) {
    return Flow.define(
        "large",
        One.class,
        One.class,
        (b, in) -> {
          One at = in;
          for (int i = 0; i < nodes / 4; i++) {
            One top = b.apply("top" + i, PASS, at);
            One left = b.apply("left" + i, PASS, top);
            One right = b.apply("right" + i, PASS, top);
            at = b.apply("join" + i, JOIN, new Two(left.rows(), right.rows()));
          }
          return at;
        });
  }

  /** Prints a table. */
  public static void main(String[] args) {
    int nodes = Integer.parseInt(args[0]);
    System.out.printf("| %,d nodes | wall ms | CPU ms |%n|---|---|---|%n", nodes);
    Flow<One, One> flow = timed("built and checked", () -> diamonds(nodes));
    timed("built and checked again", () -> diamonds(nodes));
    timed("planned", () -> RunPlan.of(flow.plan(), List.of(Sink.of("rows", "/lake/rows"))));
    timed("told", () -> flow.plan().toString());
    timed("drawn", () -> flow.plan().layout());
  }

  private static <T> T timed(String what, Supplier<T> work) {
    long start = System.nanoTime();
    long cpu = CPU.getCurrentThreadCpuTime();
    T result = work.get();
    System.out.printf(
        "| %s | %d | %d |%n",
        what,
        (System.nanoTime() - start) / 1_000_000,
        (CPU.getCurrentThreadCpuTime() - cpu) / 1_000_000);
    return result;
  }
}
