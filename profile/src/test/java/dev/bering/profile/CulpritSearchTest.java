package dev.bering.profile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.NoopSink;
import dev.bering.flow.TestSpark;
import dev.bering.flow.Transformers;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class CulpritSearchTest {

  /** What is fused in one piece of generated code is what a profile tells. */
  private static final SparkSession SPARK = TestSpark.generating();

  private static final int NODES = 12;
  private static final long ROWS = 2_000;

  @TempDir Path folder;

  /** What runs through. */
  public record Item(long id, long value) {}

  /** One port in, one out. */
  public record Items(Frame<Item> items) {}

  private static final UserDefinedFunction HARD =
      udf((UDF1<Long, Long>) CulpritSearchTest::ponder, DataTypes.LongType).asNondeterministic();

  /** Some tenths of a millisecond of work that cannot be left out. */
  private static long ponder(long value) {
    long x = value | 1;
    for (int i = 0; i < 300_000; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x == 0 ? value : value + 1;
  }

  private static MultiTransformer<Items, Items> node(boolean slow) {
    return Transformers.of(
        Items.class,
        Items.class,
        (in, ctx) -> {
          Dataset<Row> rows = in.items().df();
          return new Items(
              Frame.of(
                  rows.withColumn(
                      "value", slow ? HARD.apply(col("value")) : col("value").plus(lit(1)))));
        });
  }

  private static Flow<Items, Items> chain(int planted) {
    return Flow.define(
        "chain",
        Items.class,
        Items.class,
        (b, in) -> {
          Items at = in;
          for (int i = 1; i <= NODES; i++) {
            at = b.apply("n" + i, node(i == planted), at);
          }
          return at;
        });
  }

  private Culprit search(Flow<Items, Items> flow) {
    Dataset<Row> rows = SPARK.range(0, ROWS, 1, 2).selectExpr("id", "id as value");
    return new CulpritSearch(
            FlowContext.of(SPARK), Location.of(folder.resolve("scratch")), Progress.NONE)
        .search(flow, new Items(Frame.of(rows)));
  }

  @Test
  void aSlowNodeAmongTwelveIsFoundInFiveRunsOfPartsAndItsCauseIsNamed() {
    Culprit culprit = search(chain(8));

    assertThat(culprit.node()).isEqualTo("n8");
    assertThat(culprit.verdict()).isEqualTo(Culprit.Verdict.FOUND);
    assertThat(culprit.partialRuns()).isLessThanOrEqualTo(5);
    assertThat(culprit.groups())
        .extracting(Culprit.Group::port)
        .containsExactly("items", "describing");
    assertThat(culprit.groups().get(0).nodes()).hasSize(NODES);
    assertThat(culprit.evidence())
        .extracting(Evidence::kind)
        .contains(Evidence.Kind.OPAQUE_FUNCTION);
    assertThat(culprit.toString()).startsWith("culprit n8: ").contains("found in 1 run of all");
  }

  /** A model. */
  public record Offset(long by) implements Serializable {}

  /** A model comes out. */
  public record Model(ModelItem<Offset> offset) {}

  /** Rows and a model go in. */
  public record Shifted(Frame<Item> items, ModelItem<Offset> offset) {}

  @Test
  void aNodeThatMakesAModelAndIsSlowInTheDriverIsFound() {
    var busy = new AtomicLong();
    MultiTransformer<Items, Model> train =
        Transformers.of(
            Items.class,
            Model.class,
            (in, ctx) -> {
              long end = System.nanoTime() + busy.get();
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              return new Model(ModelItem.of("offset", "1", new Offset(7)));
            });
    MultiTransformer<Shifted, Items> apply =
        Transformers.of(
            Shifted.class,
            Items.class,
            (in, ctx) ->
                new Items(
                    Frame.of(
                        in.items()
                            .df()
                            .withColumn("value", col("value").plus(in.offset().model().by())))));
    Flow<Items, Items> flow =
        Flow.define(
            "trained",
            Items.class,
            Items.class,
            (b, in) -> {
              Items at = in;
              for (int i = 1; i <= 6; i++) {
                at = b.apply("n" + i, node(false), at);
              }
              Model model = b.apply("train", train, in);
              return b.apply("shift", apply, new Shifted(at.items(), model.offset()));
            });
    long begin = System.nanoTime();
    search(flow);
    busy.set(System.nanoTime() - begin); // as long as all that and more, whatever the machine is
    Culprit culprit = search(flow);

    assertThat(culprit.node()).isEqualTo("train");
    assertThat(culprit.verdict()).isEqualTo(Culprit.Verdict.FOUND);
  }

  @Test
  void aRunThatCannotStayWithinItsBudgetIsToldOfOnceAndOneThatCanIsNot() {
    assertThat(alarms(Budget.of(Duration.ofNanos(1))))
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.subject()).isEqualTo("the run"));
    assertThat(alarms(Budget.of(Duration.ofDays(1)))).isEmpty();
  }

  private static List<BudgetWatch.Alarm> alarms(Budget budget) {
    var told = new CopyOnWriteArrayList<BudgetWatch.Alarm>();
    FlowContext ctx = FlowContext.of(SPARK);
    var past = new PastRun("past", 1, Map.of("items", Duration.ofMillis(1)));
    try (var alarms = new BudgetAlarms(SPARK, budget, List.of(past), 1, 4, told::add)) {
      Dataset<Row> rows = SPARK.range(9).selectExpr("id", "id as value");
      FlowReport report =
          new FlowRunner(ctx, Progress.NONE, alarms)
              .run(chain(0), new Items(Frame.of(rows)), List.of(new NoopSink("items")));
      assertThat(alarms.forecast()).isPresent();
      assertThat(alarms.evidence().isEmpty()).isEqualTo(told.isEmpty());
      assertThat(PastRun.of(report).writes()).containsOnlyKeys("items");
    }
    return told;
  }
}
