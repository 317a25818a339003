package dev.bering.flow;

import static org.apache.spark.sql.functions.call_udf;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Counts the calls of a user-defined function: what is computed twice is called twice. */
@Tag("spark")
class FlowCacheTest {
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static final int ROWS = 40;

  private final SparkSession spark = TestSpark.session();
  private final FlowRunner runner = new FlowRunner(FlowContext.of(spark), Progress.NONE);

  // A failing write may still be tidying up; the folder goes with target/.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path lake;

  public record Numbers(@Ddl("v BIGINT") Frame<Row> rows) {}

  public record Two(@Ddl("v BIGINT") Frame<Row> left, @Ddl("v BIGINT") Frame<Row> right) {}

  private static final MultiTransformer<Numbers, Numbers> SLOW =
      numbers(rows -> rows.select(call_udf("slow", col("v")).as("v")));
  private static final MultiTransformer<Numbers, Numbers> EVEN =
      numbers(rows -> rows.where("v % 2 = 0"));
  private static final MultiTransformer<Numbers, Numbers> ODD =
      numbers(rows -> rows.where("v % 2 = 1"));
  private static final MultiTransformer<Numbers, Numbers> UNTOUCHED = numbers(rows -> rows);
  private static final MultiTransformer<Numbers, Numbers> BROKEN =
      numbers(rows -> rows.selectExpr("v div (v - v) AS v"));

  private static MultiTransformer<Numbers, Numbers> numbers(UnaryOperator<Dataset<Row>> change) {
    return Transformers.of(
        Numbers.class,
        Numbers.class,
        (in, ctx) -> new Numbers(Frame.of(change.apply(in.rows().df()))));
  }

  @BeforeEach
  void countCalls() {
    CALLS.set(0);
    UDF1<Long, Long> slow =
        v -> {
          CALLS.incrementAndGet();
          return v + 1;
        };
    spark.udf().register("slow", slow, DataTypes.LongType);
  }

  @AfterEach
  void leavesNoCacheBehind() {
    assertThat(CollectionConverters.asJava(spark.sparkContext().getPersistentRDDs()).values())
        .extracting(RDD::name)
        .allMatch(name -> name.startsWith("Delta Table State")); // Delta keeps its own
  }

  private Numbers input() {
    return new Numbers(Frame.of(spark.range(0, ROWS, 1, 2).toDF("v")));
  }

  private static Flow<Numbers, Two> fork(
      String name,
      MultiTransformer<Numbers, Numbers> left,
      MultiTransformer<Numbers, Numbers> right) {
    return Flow.define(
        name,
        Numbers.class,
        Two.class,
        (b, in) -> {
          Numbers slow = b.apply("slow", SLOW, in);
          return new Two(b.apply("left", left, slow).rows(), b.apply("right", right, slow).rows());
        });
  }

  /** Which rows are computed how often does not depend on where they go. */
  private static List<Sink> dropped(String... ports) {
    return Arrays.stream(ports).<Sink>map(NoopSink::new).toList();
  }

  private List<Sink> sinks(String... ports) {
    return Arrays.stream(ports).map(port -> Sink.of(port, lake.resolve(port).toString())).toList();
  }

  @Test
  void computesAPortOnceThatSeveralSinksRead() {
    FlowReport report =
        runner.run(fork("fork", EVEN, ODD), input(), sinks("slow.rows", "left", "right"));

    assertThat(CALLS).hasValue(ROWS);
    assertThat(report.written())
        .extracting(FlowReport.Written::rows)
        .containsExactly(40L, 20L, 20L);
  }

  @Test
  void computesTwiceWhatSparkRunsTwiceWithoutIt() {
    Two out = fork("plain", EVEN, ODD).transform(input(), FlowContext.of(spark));
    out.left().df().write().format("noop").mode("overwrite").save();
    out.right().df().write().format("noop").mode("overwrite").save();

    assertThat(CALLS.get()).isGreaterThanOrEqualTo(2 * ROWS);
  }

  @Test
  void computesAPortOnceThatOneSinkReadsTwice() {
    Flow<Numbers, Numbers> diamond =
        Flow.define(
            "diamond",
            Numbers.class,
            Numbers.class,
            (b, in) -> {
              Numbers slow = b.apply("slow", SLOW, in);
              Numbers even = b.apply("even", EVEN, slow);
              Numbers odd = b.apply("odd", ODD, slow);
              var union =
                  Transformers.of(
                      Two.class,
                      Numbers.class,
                      (two, ctx) -> new Numbers(Frame.of(two.left().df().union(two.right().df()))));
              return b.apply("union", union, new Two(even.rows(), odd.rows()));
            });

    runner.run(diamond, input(), dropped("rows"));

    assertThat(CALLS).hasValue(ROWS);
  }

  @Test
  void sharesOneCacheBetweenPortsOfTheSamePlan() {
    Flow<Numbers, Two> flow =
        Flow.define(
            "alias",
            Numbers.class,
            Two.class,
            (b, in) -> {
              Numbers slow = b.apply("slow", SLOW, in);
              Numbers same = b.apply("same", UNTOUCHED, slow);
              Numbers left = b.apply("left", EVEN, slow);
              Numbers right = b.apply("right", ODD, same);
              Numbers last = b.apply("last", EVEN, same);
              b.ignore(last.rows(), "written from inside");
              return new Two(left.rows(), right.rows());
            });

    FlowReport report = runner.run(flow, input(), dropped("left", "right", "last.rows"));

    assertThat(report.kept())
        .extracting(PortRef::toString)
        .containsExactly("slow.rows", "same.rows");
    assertThat(CALLS).hasValue(ROWS);
  }

  @Test
  void leavesACacheAloneThatItsUserMade() {
    Dataset<Row> own = input().rows().df().select(call_udf("slow", col("v")).as("v")).persist();
    try {
      runner.run(fork("mine", EVEN, ODD), input(), dropped("left", "right"));
      assertThat(own.storageLevel().useMemory()).isTrue();
      assertThat(CALLS).hasValue(ROWS);
    } finally {
      own.unpersist(true);
    }
  }

  @Test
  void freesItsCachesWhenAWriteFails() {
    assertThatThrownBy(() -> runner.run(fork("bad", EVEN, BROKEN), input(), sinks("left", "right")))
        .isInstanceOf(UserException.class);

    assertThat(CALLS).hasValue(ROWS);
  }

  @Test
  void freesItsCachesWhenANodeFails() {
    MultiTransformer<Numbers, Numbers> misspelt = numbers(rows -> rows.select("w"));
    assertThatThrownBy(
            () -> runner.run(fork("bad", EVEN, misspelt), input(), sinks("left", "right")))
        .isInstanceOf(UserException.class);
  }

  @Test
  void computesTwiceWhatIsNotToBeKept() {
    FlowReport report =
        runner.run(
            FlowRun.of(fork("plain", EVEN, ODD), input())
                .writing(dropped("left", "right"))
                .caching(CachePolicy.none()));

    assertThat(CALLS.get()).isGreaterThanOrEqualTo(2 * ROWS);
    assertThat(report.caches())
        .extracting(PortCache::toString)
        .containsExactly("slow.rows not kept: nothing is to be kept");
  }

  @Test
  void keepsOnDiskWhatLooksTooLargeForTheMemory() {
    FlowReport report =
        runner.run(
            FlowRun.of(fork("large", EVEN, ODD), input())
                .writing(dropped("left", "right"))
                .caching(CachePolicy.standard().withMemoryShare(0)));

    assertThat(CALLS).hasValue(ROWS);
    assertThat(report.caches())
        .extracting(PortCache::toString)
        .containsExactly(
            "slow.rows on disk: 1 MiB by Spark's estimate, of 0 MiB there is room for 0 MiB");
  }

  @Test
  void readsFilesAgainRatherThanKeepTheirRows() {
    String files = lake.resolve("files").toString();
    input().rows().df().write().parquet(files);
    Flow<Numbers, Two> flow =
        Flow.define(
            "plain",
            Numbers.class,
            Two.class,
            (b, in) -> {
              Numbers big = b.apply("big", numbers(rows -> rows.where("v > 7")), in);
              return new Two(b.apply("left", EVEN, big).rows(), b.apply("right", ODD, big).rows());
            });

    FlowReport report =
        runner.run(
            FlowRun.of(flow, new Numbers(Frame.of(spark.read().parquet(files))))
                .writing(dropped("left", "right")));

    assertThat(report.written()).extracting(FlowReport.Written::rows).containsExactly(16L, 16L);
    assertThat(report.caches())
        .extracting(PortCache::toString)
        .containsExactly("big.rows not kept: reading the files again is cheap beside keeping them");
  }

  @Test
  void namesCachesAfterTheirPortsInPartitionsThatSuitTheCores() {
    var seen = new AtomicInteger();
    spark.conf().set("spark.sql.shuffle.partitions", "64");
    spark.conf().set("spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "false");
    try (var caches =
        new PortCaches(
            Set.of(PortRef.of("sum.rows")),
            CacheRoom.of(spark, CachePolicy.standard()),
            "run/flow ")) {
      Dataset<Row> sums = input().rows().df().groupBy(col("v").mod(5).as("v")).count();
      Frame<?> kept = caches.keep(PortRef.of("sum.rows"), Frame.of(sums));
      kept.df().write().format("noop").mode("overwrite").save();

      CollectionConverters.asJava(spark.sparkContext().getPersistentRDDs())
          .values()
          .forEach(
              rdd -> {
                if (rdd.name().equals("In-memory table `run/flow sum.rows`")) {
                  seen.set(rdd.getNumPartitions());
                }
              });
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", "2");
      spark.conf().set("spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "true");
    }
    assertThat(seen).hasValue(6);
    assertThat(spark.catalog().listTables().count()).isZero();
  }
}
