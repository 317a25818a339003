package dev.bering.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes at the same time, failures, and second attempts. */
@Tag("spark")
class BranchesTest {
  private static final long PATIENCE_SECONDS = 60;

  private final SparkSession spark = TestSpark.session();
  private final FlowRunner runner = new FlowRunner(FlowContext.of(spark), Progress.NONE);

  public record Numbers(@Ddl("v BIGINT") Frame<Row> rows) {}

  public record Two(@Ddl("v BIGINT") Frame<Row> left, @Ddl("v BIGINT") Frame<Row> right) {}

  private static MultiTransformer<Numbers, Numbers> numbers(UnaryOperator<Dataset<Row>> change) {
    return Transformers.of(
        Numbers.class,
        Numbers.class,
        (in, ctx) -> new Numbers(Frame.of(change.apply(in.rows().df()))));
  }

  private static Flow<Numbers, Two> fork(UnaryOperator<Dataset<Row>> left) {
    return Flow.define(
        "fork",
        Numbers.class,
        Two.class,
        (b, in) ->
            new Two(
                b.apply("left", numbers(left), in).rows(),
                b.apply("right", numbers(rows -> rows.where("v > 1")), in).rows()));
  }

  private FlowRun<Numbers, Two> run(UnaryOperator<Dataset<Row>> left, Sink... sinks) {
    return FlowRun.of(fork(left), new Numbers(Frame.of(spark.range(0, 4, 1, 2).toDF("v"))))
        .writing(List.of(sinks))
        .retrying(new Retry(3, Duration.ZERO, Duration.ZERO));
  }

  /** Does something of the test's own and counts how often. */
  private static final class OwnSink implements Sink {
    private final String port;
    private final Body body;
    private final AtomicInteger writes = new AtomicInteger();

    interface Body {
      Receipt write(Dataset<Row> rows, int attempt) throws Exception;
    }

    OwnSink(String port, Body body) {
      this.port = port;
      this.body = body;
    }

    @Override
    public String port() {
      return port;
    }

    @Override
    public String target() {
      return "the test";
    }

    @Override
    public Optional<Location> place() {
      return Optional.empty();
    }

    @Override
    public List<Problem> problems(String subject, Dataset<Row> rows) {
      return List.of();
    }

    @Override
    public Receipt write(Dataset<Row> rows, String note) {
      try {
        return body.write(rows, writes.incrementAndGet());
      } catch (Exception e) {
        throw new IllegalStateException("the test's sink failed", e);
      }
    }
  }

  private static Receipt meet(CyclicBarrier barrier)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return Receipt.ofRows(0);
  }

  @Test
  void writesOfBranchesHappenAtTheSameTimeInPoolsOfTheirOwn() {
    var barrier = new CyclicBarrier(2);
    OwnSink.Body meeting =
        (rows, attempt) -> {
          String pool = spark.sparkContext().getLocalProperty("spark.scheduler.pool");
          assertThat(pool).startsWith("fork/");
          return meet(barrier);
        };

    FlowReport report =
        runner.run(run(rows -> rows, new OwnSink("right", meeting), new OwnSink("left", meeting)));

    assertThat(report.written())
        .extracting(FlowReport.Written::port)
        .containsExactly("left", "right");
    assertThat(spark.sparkContext().getLocalProperty("spark.scheduler.pool")).isNull();
  }

  @Test
  void writesOneAfterTheOtherIfAskedTo() {
    var busy = new AtomicInteger();
    OwnSink.Body alone =
        (rows, attempt) -> {
          assertThat(busy.incrementAndGet()).isEqualTo(1);
          NoopSink noop = new NoopSink("any");
          Receipt receipt = noop.write(rows, "");
          busy.decrementAndGet();
          return receipt;
        };

    FlowReport report =
        runner.run(
            run(rows -> rows, new OwnSink("right", alone), new OwnSink("left", alone)).parallel(1));

    assertThat(report.written()).extracting(FlowReport.Written::rows).containsExactly(4L, 2L);
  }

  private static final CountDownLatch BUSY = new CountDownLatch(1);

  @Test
  void aFailureStopsTheOthersAndTellsWhatWasWrittenBefore() {
    UDF1<Long, Long> endless =
        v -> {
          BUSY.countDown();
          new CountDownLatch(1).await(); // until its job is cancelled
          return v;
        };
    var first = new OwnSink("left.rows", (rows, attempt) -> Receipt.ofRows(7));
    var failing =
        new OwnSink(
            "right",
            (rows, attempt) -> {
              assertThat(BUSY.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
              throw new UnsupportedOperationException("no room");
            });
    FlowRun<Numbers, Two> run =
        run(
            rows -> rows.select(udf(endless, DataTypes.LongType).apply(col("v")).as("v")),
            first,
            new NoopSink("left"),
            failing);

    assertThatThrownBy(() -> runner.run(run))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems().get(0).hint())
                    .endsWith("written before: left.rows: 7 rows to the test"))
        .hasMessage(
            "Cannot run fork/right: java.lang.IllegalStateException: the test's sink failed.")
        .hasRootCauseMessage("no room");
    assertThat(failing.writes).hasValue(1);
  }

  @Test
  void triesAgainWhatMayPassAndCountsIt() {
    var flaky =
        new OwnSink(
            "left",
            (rows, attempt) -> {
              if (attempt < 3) {
                throw new SocketTimeoutException("read timed out");
              }
              return Receipt.ofRows(4);
            });

    FlowReport report = runner.run(run(rows -> rows, flaky));

    assertThat(report.written().get(0).attempts()).isEqualTo(3);
    assertThat(report)
        .hasToString(
            """
        ran fork
          in rows: a frame, not pinned
          out left: 4 rows to the test, after 3 attempts
        """);
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    var down =
        new OwnSink(
            "left",
            (rows, attempt) -> {
              throw new SocketTimeoutException("read timed out");
            });

    assertThatThrownBy(() -> runner.run(run(rows -> rows, down)))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY);
              assertThat(e.problems().get(0).code()).isEqualTo("FLOW_NODE_INTERRUPTED");
              assertThat(e.problems().get(0).hint()).isEqualTo("run it again");
            });
    assertThat(down.writes).hasValue(3);
  }

  @Test
  void tellsWhatEachWriteCostsAlsoOfTwoAtTheSameTime() {
    FlowReport report =
        runner.run(run(rows -> rows.repartition(3), new NoopSink("left"), new NoopSink("right")));

    FlowReport.Written left = report.written().get(0);
    FlowReport.Written right = report.written().get(1);
    assertThat(left.cost().data().shuffleWriteBytes()).isPositive();
    assertThat(right.cost().data().shuffleWriteBytes()).isZero();
    assertThat(right.cost().tasks().count()).isEqualTo(2);
    assertThat(right.cost().jobs()).isEqualTo(1);
    assertThat(left.cost().wall()).isPositive().isLessThanOrEqualTo(report.elapsed());
    assertThat(left.driver().plus(left.cost().wall())).isGreaterThanOrEqualTo(left.elapsed());
  }
}
