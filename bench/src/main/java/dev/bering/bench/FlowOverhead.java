package dev.bering.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import dev.bering.flow.CachePolicy;
import dev.bering.flow.Ddl;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowRun;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.LocalSpark;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.Sink;
import dev.bering.flow.Transformers;
import dev.bering.model.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The same pipeline as a flow and by hand in Spark: rows are made dear, summed up per host, and
 * written together with two choices from the sums. {@code FlowOverhead FOLDER ROWS RUNS} runs the
 * four forms in turn and prints medians and ratios as Markdown.
 */
public final class FlowOverhead {

  private FlowOverhead() {}

  /** The rows on every edge. */
  public record Sums(@Ddl("host BIGINT, rows BIGINT, bytes BIGINT") Frame<Row> sums) {}

  /** What comes in. */
  public record Rows(@Ddl("host BIGINT, bytes BIGINT") Frame<Row> rows) {}

  /** What is written. */
  public record Out(
      @Ddl("host BIGINT, rows BIGINT, bytes BIGINT") Frame<Row> all,
      @Ddl("host BIGINT, rows BIGINT, bytes BIGINT") Frame<Row> large,
      @Ddl("host BIGINT, rows BIGINT, bytes BIGINT") Frame<Row> odd) {}

  private static Dataset<Row> dear(Dataset<Row> rows) {
    var hash = col("bytes");
    for (int i = 0; i < 8; i++) {
      hash = xxhash64(hash, lit(i));
    }
    return rows.withColumn("bytes", hash.bitwiseAND(lit(1023L)));
  }

  private static Dataset<Row> sums(Dataset<Row> rows) {
    return rows.groupBy("host").agg(count(lit(1)).as("rows"), sum("bytes").as("bytes"));
  }

  private static Dataset<Row> large(Dataset<Row> sums) {
    return sums.where("bytes > 2000");
  }

  private static Dataset<Row> odd(Dataset<Row> sums) {
    return sums.where("host % 2 = 1");
  }

  private static MultiTransformer<Sums, Sums> choice(UnaryOperator<Dataset<Row>> body) {
    return Transformers.of(
        Sums.class, Sums.class, (in, ctx) -> new Sums(Frame.of(body.apply(in.sums().df()))));
  }

  private static final Flow<Rows, Out> FLOW =
      Flow.define(
          "sums",
          Rows.class,
          Out.class,
          (b, in) -> {
            var dear =
                b.apply(
                    "dear",
                    Transformers.of(
                        Rows.class,
                        Rows.class,
                        (rows, ctx) -> new Rows(Frame.of(dear(rows.rows().df())))),
                    in);
            var sums =
                b.apply(
                    "sum",
                    Transformers.of(
                        Rows.class,
                        Sums.class,
                        (rows, ctx) -> new Sums(Frame.of(sums(rows.rows().df())))),
                    dear);
            return new Out(
                sums.sums(),
                b.apply("large", choice(FlowOverhead::large), sums).sums(),
                b.apply("odd", choice(FlowOverhead::odd), sums).sums());
          });

  private static Dataset<Row> input(SparkSession spark, String folder) {
    return spark.read().parquet(folder + "/input");
  }

  private static void flow(SparkSession spark, String folder, CachePolicy caching, int atOnce) {
    new FlowRunner(FlowContext.of(spark), Progress.NONE)
        .run(
            FlowRun.of(FLOW, new Rows(Frame.of(input(spark, folder))))
                .writing(
                    List.of(
                        Sink.of("all", folder + "/flow/all"),
                        Sink.of("large", folder + "/flow/large"),
                        Sink.of("odd", folder + "/flow/odd")))
                .caching(caching)
                .parallel(atOnce));
  }

  private static void byHand(SparkSession spark, String folder, boolean cached) {
    Dataset<Row> sums = sums(dear(input(spark, folder)));
    if (cached) {
      sums.persist(StorageLevel.MEMORY_AND_DISK());
    }
    write(sums, folder + "/hand/all");
    write(large(sums), folder + "/hand/large");
    write(odd(sums), folder + "/hand/odd");
    if (cached) {
      sums.unpersist();
    }
  }

  private static void write(Dataset<Row> rows, String table) {
    rows.write().format("delta").mode("overwrite").save(table);
  }

  /** Prints a table of medians. */
  public static void main(String[] args) {
    String folder = args[0];
    long rows = Long.parseLong(args[1]);
    int runs = Integer.parseInt(args[2]);
    SparkSession spark = LocalSpark.named("bench").start();
    spark
        .range(rows)
        .selectExpr("pmod(id, %d) AS host".formatted(Math.max(1, rows / 20)), "id AS bytes")
        .write()
        .mode("overwrite")
        .parquet(folder + "/input");
    Map<String, Runnable> forms = new LinkedHashMap<>();
    forms.put("flow", () -> flow(spark, folder, CachePolicy.standard(), 4));
    forms.put("flow, one write at a time", () -> flow(spark, folder, CachePolicy.standard(), 1));
    forms.put("flow, nothing kept", () -> flow(spark, folder, CachePolicy.none(), 1));
    forms.put("by hand, cached by hand", () -> byHand(spark, folder, true));
    forms.put("by hand, nothing cached", () -> byHand(spark, folder, false));
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    forms.values().forEach(Runnable::run); // the JVM warms up
    for (int i = 0; i < runs; i++) {
      forms.forEach(
          (name, form) -> {
            long start = System.nanoTime();
            form.run();
            seconds
                .computeIfAbsent(name, n -> new ArrayList<>())
                .add((System.nanoTime() - start) / 1e9);
          });
    }
    System.out.printf("%n%,d rows, %d runs each, in turn; medians%n%n", rows, runs);
    System.out.println("| form | wall s | against cached by hand | against nothing cached |");
    System.out.println("|---|---|---|---|");
    double tuned = median(seconds, "by hand, cached by hand");
    double bare = median(seconds, "by hand, nothing cached");
    seconds
        .keySet()
        .forEach(
            name -> {
              double wall = median(seconds, name);
              System.out.printf(
                  "| %s | %.2f | %.2f | %.2f |%n", name, wall, wall / tuned, wall / bare);
            });
    spark.stop();
  }

  private static double median(Map<String, List<Double>> seconds, String name) {
    List<Double> sorted = seconds.getOrDefault(name, List.of()).stream().sorted().toList();
    return sorted.get((sorted.size() - 1) / 2);
  }
}
