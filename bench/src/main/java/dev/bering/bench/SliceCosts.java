package dev.bering.bench;

import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.Last;
import dev.bering.flow.LocalSpark;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.State;
import dev.bering.flow.Transformers;
import dev.bering.model.Progress;
import dev.bering.slices.Grain;
import dev.bering.slices.LedgerEntry;
import dev.bering.slices.SliceInput;
import dev.bering.slices.SliceKey;
import dev.bering.slices.SliceLedger;
import dev.bering.slices.SliceRange;
import dev.bering.slices.SliceRun;
import dev.bering.slices.SliceRunner;
import dev.bering.slices.SlicedFlow;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * What an hourly slice costs as their number grows: {@code SliceCosts FOLDER SLICES}. Two ports,
 * one state and a history of a day, on so few rows that only the handling of slices is left. Prints
 * the median of each tenth of the run, and of the jobs that Spark ran, and what all of it cost.
 */
public final class SliceCosts {

  public record Event(String host, long bytes) {}

  public record In(Frame<Event> events) {}

  public record Three(Frame<Event> events, Frame<Event> before, Frame<Event> day) {}

  public record Out(Frame<Event> sums, Frame<Event> totals) {}

  private static final MultiTransformer<In, In> SUM =
      Transformers.of(
          In.class,
          In.class,
          (in, ctx) ->
              new In(
                  Frame.of(in.events().df().groupBy("host").sum("bytes").toDF("host", "bytes"))));

  private static final MultiTransformer<Three, In> ADD =
      Transformers.of(
          Three.class,
          In.class,
          (in, ctx) ->
              new In(
                  Frame.of(
                      in.events()
                          .df()
                          .unionByName(in.before().df())
                          .unionByName(in.day().df().where("bytes < 0"))
                          .groupBy("host")
                          .sum("bytes")
                          .toDF("host", "bytes"))));

  private SliceCosts() {}

  /** Makes the input, runs the slices and prints what they took. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    SparkSession spark = LocalSpark.named("slice costs").start();
    spark.sparkContext().setLogLevel("ERROR");
    Slices slices = new Slices(folder, count);
    spark
        .range(count * 10L)
        .selectExpr(
            "concat('h', id % 10) AS host",
            "id AS bytes", "timestamp_seconds(1767225600 + 3600 * (id div 10)) AS at")
        .selectExpr("*", "CAST(at AS DATE) AS day", "hour(at) AS hour")
        .repartition(1)
        .write()
        .format("delta")
        .partitionBy("day", "hour")
        .save(folder.resolve("events").toString());
    Duration cpu = cpu();
    long start = System.nanoTime();
    new SliceRunner(spark, Clock.systemUTC(), Progress.NONE)
        .run(SliceRun.of(slices.flow(), slices.range()));
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    print(new SliceLedger(slices.flow().ledger()).entries());
    System.out.printf(
        "%d slices: %d ms each, %d ms of processor time each%n",
        count, elapsed.toMillis() / count, cpu().minus(cpu).toMillis() / count);
    spark.stop();
  }

  /** Of this process, so that what else runs on the machine is left out. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private record Slices(Path folder, int count) {

    SliceRange range() {
      var first = Grain.HOURLY.slice("2026-01-01T00");
      return new SliceRange(first, Grain.HOURLY.at(first.start().plus(Duration.ofHours(count))));
    }

    SlicedFlow flow() {
      Flow<In, Out> flow =
          Flow.define(
              "costs",
              In.class,
              Out.class,
              (b, in) -> {
                State<Event> series = b.state("series", Event.class);
                In sums = b.apply("sum", SUM, in);
                Frame<Event> day = b.history(sums.events(), Last.days(1));
                In totals = b.apply("add", ADD, new Three(sums.events(), series.before(), day));
                series.after(totals.events());
                return new Out(sums.events(), totals.events());
              });
      return SlicedFlow.of(flow, Grain.HOURLY)
          .startingAt("2026-01-01T00")
          .ledger(folder.resolve("ledger").toString())
          .reading(
              "events",
              SliceInput.sliced(
                  folder.resolve("events").toString(), SliceKey.partitions("day", "hour")))
          .publishing("sums", folder.resolve("sums").toString())
          .keeping("series", folder.resolve("series").toString())
          .build();
    }
  }

  private static void print(List<LedgerEntry> entries) {
    int tenth = Math.max(1, entries.size() / 10);
    for (int from = 0; from + tenth <= entries.size(); from += tenth) {
      List<LedgerEntry> part = entries.subList(from, from + tenth);
      System.out.printf(
          "slices %4d to %4d: median %5d ms, %3d jobs%n",
          from, from + tenth - 1, median(part, "elapsed-ms"), median(part, "jobs"));
    }
  }

  private static long median(List<LedgerEntry> entries, String cost) {
    return entries.stream()
        .mapToLong(entry -> entry.cost().getOrDefault(cost, 0L))
        .sorted()
        .skip(entries.size() / 2)
        .findFirst()
        .orElse(0);
  }
}
