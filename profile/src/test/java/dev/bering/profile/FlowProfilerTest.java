package dev.bering.profile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowRun;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.PortRef;
import dev.bering.flow.TestSpark;
import dev.bering.flow.Transformers;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class FlowProfilerTest {

  /** What is fused in one piece of generated code is what a profile tells. */
  private static final SparkSession SPARK = TestSpark.generating();

  private static final long ROWS = 2_000;
  private static final AtomicLong CALLS = new AtomicLong();

  @TempDir Path folder;

  /** What runs through. */
  public record Item(long id, long value) {}

  /** One port in, one out. */
  public record Items(Frame<Item> items) {}

  /** Two ports out. */
  public record Halves(Frame<Item> even, Frame<Item> odd) {}

  private static final UserDefinedFunction HARD =
      udf((UDF1<Long, Long>) FlowProfilerTest::ponder, DataTypes.LongType).asNondeterministic();

  /** A third of a millisecond of work that cannot be left out. */
  private static long ponder(long value) {
    CALLS.incrementAndGet();
    long x = value | 1;
    for (int i = 0; i < 200_000; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x == 0 ? value : value + 1;
  }

  private static MultiTransformer<Items, Items> node(UnaryOperator<Dataset<Row>> body) {
    return Transformers.of(
        Items.class, Items.class, (in, ctx) -> new Items(Frame.of(body.apply(in.items().df()))));
  }

  private static final MultiTransformer<Items, Items> ADD =
      node(rows -> rows.withColumn("value", col("value").plus(lit(1))));
  private static final MultiTransformer<Items, Items> SLOW =
      node(rows -> rows.withColumn("value", HARD.apply(col("value"))));
  private static final MultiTransformer<Items, Items> FAIL =
      node(rows -> rows.withColumn("value", raise_error(lit("no")).cast("bigint")));

  /** {@code add -> slow -> (even, odd)}, of which the slow one is read twice. */
  private static Flow<Items, Halves> fork(MultiTransformer<Items, Items> last) {
    return Flow.define(
        "fork",
        Items.class,
        Halves.class,
        (b, in) -> {
          Items slow = b.apply("slow", SLOW, b.apply("add", ADD, in));
          return new Halves(
              b.apply("even", node(rows -> rows.where("id % 2 = 0")), slow).items(),
              b.apply("odd", last, slow).items());
        });
  }

  private static FlowRun<Items, Halves> run(MultiTransformer<Items, Items> last) {
    Dataset<Row> rows = SPARK.range(0, ROWS, 1, 2).selectExpr("id", "id as value");
    return FlowRun.of(fork(last), new Items(Frame.of(rows)));
  }

  private static FlowRun<Items, Halves> run() {
    return run(node(rows -> rows.where("id % 2 = 1")));
  }

  private FlowProfiler profiler() {
    return new FlowProfiler(new FlowContext(SPARK, "03:00"), Location.of(folder), Progress.NONE);
  }

  /** What depends on the machine does not matter to the layout. */
  private static String withoutFigures(Object profile) {
    return profile
        .toString()
        .replaceAll("\\d+ ms|\\d+\\.\\d s", "T")
        .replaceAll("\\d+ %", "N %")
        .replaceAll("\\d+\\.\\d kB", "N kB")
        .replaceAll(" +", " ");
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @BeforeEach
  void nothingIsCounted() {
    CALLS.set(0);
  }

  @Test
  void aFlowThatIsCutTimesEachNodeOnceAndLeavesNothing() throws IOException {
    FlowProfile profile = profiler().profile(run(), Cuts.everywhere());

    assertThat(CALLS).hasValue(ROWS);
    assertThat(profile.groups().get(0).nodes()).containsExactly("slow");
    assertThat(profile.groups().get(0).own()).isGreaterThan(profile.groups().get(1).own());
    assertThat(left()).isEmpty();
    assertThat(profile.groups()).extracting(FlowProfile.Group::name).doesNotHaveDuplicates();
    assertThat(profile.groups()).extracting(FlowProfile.Group::rows).contains(ROWS, ROWS / 2);
    assertThat(profile.path()).startsWith("add", "slow").hasSize(3);
    assertThat(profile.groups().stream().mapToDouble(FlowProfile.Group::share).sum())
        .isBetween(0.99, 1.01);
    assertThat(withoutFigures(profile.toString().lines().skip(1).findFirst().orElseThrow()))
        .isEqualTo(" path own wall driver cpu gc shuffle spill rows bytes nodes");
    assertThat(withoutFigures(profile))
        .startsWith("profile of fork [03:00], cut: T along add -> slow -> ")
        .contains("\n N % T T T T T 0 B 0 B 2,000 N kB slow\n")
        .contains(" T T T T T 0 B 0 B 1,000 - odd\n")
        .endsWith(
            "\nown is wall without reading (T) and storing (T) at the cuts, timed each by itself in T\n");
  }

  @Test
  void aFlowAsItRunsIsTimedInGroupsWhoseSumsAreWhatSparkTold() throws IOException {
    var tasks = new AtomicLong();
    var cpuNanos = new AtomicLong();
    var all =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            tasks.incrementAndGet();
            cpuNanos.addAndGet(
                task.taskMetrics().executorCpuTime()
                    + task.taskMetrics().executorDeserializeCpuTime());
          }
        };
    SPARK.sparkContext().addSparkListener(all);
    FlowProfile profile = profiler().profile(run(), Cuts.nowhere());
    SPARK.sparkContext().removeSparkListener(all);

    assertThat(CALLS).hasValue(ROWS);
    long told = profile.groups().stream().mapToLong(group -> group.figures().tasks()).sum();
    long cpu = profile.groups().stream().mapToLong(group -> group.figures().cpu().toNanos()).sum();
    assertThat(told).isPositive().isEqualTo(tasks.get());
    assertThat(cpu).isPositive().isEqualTo(cpuNanos.get());
    assertThat(left()).isEmpty();
    assertThat(withoutFigures(profile))
        .isEqualTo(
            """
            profile of fork [03:00], as it ran: T along even -> odd
             path wall driver cpu gc shuffle spill rows bytes nodes
             N % T T T T 0 B 0 B 1,000 - even: add, slow, even
             N % T T T T 0 B 0 B 1,000 - odd: odd
            """);
  }

  @Test
  void thePlanSaysWhatRunsOnWhatAndCutsAlsoWhereSomethingWouldBeComputedTwice() {
    assertThat(profiler().plan(run(), Cuts.everywhere()))
        .hasToString(
            """
            profile fork, cut at 2 ports
              run add, store add.items
              run slow, on stored add.items, store slow.items
              run even, on stored slow.items, drop even.items
              run odd, on stored slow.items, drop odd.items
              each stored port is read twice and copied once, which times reading and storing
            """);
    assertThat(profiler().plan(run(), Cuts.at(List.of(PortRef.of("add.items")))))
        .hasToString(
            """
            profile fork, cut at 2 ports
              cut also at slow.items, which would be computed twice
              run add, store add.items
              run slow, on stored add.items, store slow.items
              run even, on stored slow.items, drop even.items
              run odd, on stored slow.items, drop odd.items
              each stored port is read twice and copied once, which times reading and storing
            """);
    assertThat(profiler().plan(run(), Cuts.at(List.of(PortRef.of("slow.items")))))
        .asString()
        .contains("  run add, slow, store slow.items\n");
    assertThat(profiler().plan(run(), Cuts.nowhere()))
        .asString()
        .startsWith("profile fork as it runs\nrun fork\n  keep slow.items for out.even, out.odd\n");
  }

  @Test
  void aFlowIsTimedOnPartsOfItsRowsThatHoldEachOther() throws IOException {
    ScaledProfile profile =
        profiler().sample(run(), Cuts.nowhere(), Sampling.of(0.125, 0.25).by(List.of("id")));

    // The first run on the smallest part is not counted, the others run twice each.
    assertThat(CALLS.get()).isBetween(5 * ROWS / 8, 11 * ROWS / 8);
    assertThat(profile.groups())
        .extracting(ScaledProfile.Scaled::name)
        .containsExactlyInAnyOrder("even", "odd");
    assertThat(profile.groups()).allSatisfy(group -> assertThat(group.measured()).hasSize(2));
    assertThat(left()).isEmpty();

    Dataset<Row> rows = SPARK.range(0, ROWS, 1, 2).toDF();
    Sampling byId = Sampling.of(0.125, 0.25).by(List.of("id"));
    Dataset<Row> few = byId.part(Frame.of(rows), 0.125).df();
    Dataset<Row> more = byId.part(Frame.of(rows), 0.25).df();
    assertThat(few.except(more).isEmpty()).isTrue();
    assertThat(few.count()).isBetween(ROWS / 10, ROWS / 6);
    assertThat(byId.by(List.of("host")).part(Frame.of(rows), 0.125).df().count()).isEqualTo(ROWS);
    assertThat(Sampling.of(0.125, 0.25).part(Frame.of(rows), 0.25).df().count())
        .isBetween(ROWS / 5, ROWS / 3);
  }

  @Test
  void aFailureLeavesNothingInTheScratchFolder() throws IOException {
    assertThatThrownBy(() -> profiler().profile(run(FAIL), Cuts.everywhere()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot run fork/odd: ");
    assertThat(left()).isEmpty();
  }

  @Test
  void samplesAreNotDrawnByColumnsThatNoInputHas() {
    assertThatThrownBy(
            () ->
                profiler().sample(run(), Cuts.nowhere(), Sampling.of(0.125, 1).by(List.of("ids"))))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot profile samples of fork by ids: no input has these columns.");
  }

  @Test
  void aPortThatNobodyReadsCannotBeCut() {
    assertThatThrownBy(() -> profiler().plan(run(), Cuts.at(List.of(PortRef.of("odd.items")))))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot cut fork at odd.items: no node of the run reads a frame of that name.");
  }
}
