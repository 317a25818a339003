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
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The same pipeline as a flow and by hand in Spark: rows are made dear, summed up per host, and
 * written together with two choices from the sums. {@code FlowOverhead FOLDER ROUNDS ROWS...} runs
 * five forms in turn, for each number of rows, and prints medians and, round by round, ratios as
 * Markdown: the median, and between which figures half of the rounds lie.
 */
public final class FlowOverhead {

  private static final String FLOW_AT_ONCE = "flow";
  private static final String FLOW_IN_TURN = "flow, one write at a time";
  private static final String FLOW_BARE = "flow, nothing kept";
  private static final String HAND_CACHED = "by hand, cached by hand";
  private static final String HAND_BARE = "by hand, nothing cached";

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

  /** Prints a table for each number of rows. */
  public static void main(String[] args) {
    String folder = args[0];
    int rounds = Integer.parseInt(args[1]);
    SparkSession spark = LocalSpark.named("bench").start();
    spark.sparkContext().setLogLevel("ERROR");
    for (int i = 2; i < args.length; i++) {
      compare(spark, folder + "/" + args[i], Long.parseLong(args[i]), rounds);
    }
    spark.stop();
  }

  private static void compare(SparkSession spark, String folder, long rows, int rounds) {
    spark
        .range(rows)
        .selectExpr("pmod(id, %d) AS host".formatted(Math.max(1, rows / 20)), "id AS bytes")
        .write()
        .mode("overwrite")
        .parquet(folder + "/input");
    var forms =
        new Rounds()
            .form(FLOW_AT_ONCE, () -> flow(spark, folder, CachePolicy.standard(), 4))
            .form(FLOW_IN_TURN, () -> flow(spark, folder, CachePolicy.standard(), 1))
            .form(FLOW_BARE, () -> flow(spark, folder, CachePolicy.none(), 1))
            .form(HAND_CACHED, () -> byHand(spark, folder, true))
            .form(HAND_BARE, () -> byHand(spark, folder, false))
            .run(3, rounds);
    System.out.printf("%n%,d rows, %d rounds, the forms in turn%n%n", rows, rounds);
    System.out.println("| form | wall s | CPU s | against | wall | CPU |");
    System.out.println("|---|---|---|---|---|---|");
    print(forms, FLOW_AT_ONCE, HAND_CACHED);
    print(forms, FLOW_IN_TURN, HAND_CACHED);
    print(forms, FLOW_BARE, HAND_BARE);
    print(forms, FLOW_AT_ONCE, HAND_BARE);
    print(forms, HAND_CACHED, HAND_BARE);
  }

  private static void print(Rounds forms, String ours, String other) {
    System.out.printf(
        "| %s | %.3f | %.3f | %s | %s | %s |%n",
        ours,
        forms.median(ours, Rounds.Took::wall),
        forms.median(ours, Rounds.Took::cpu),
        other,
        forms.ratio(ours, other, Rounds.Took::wall),
        forms.ratio(ours, other, Rounds.Took::cpu));
  }
}
