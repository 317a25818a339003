package dev.bering.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Progress;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What functions of rows capture. */
@Tag("spark")
class BroadcastTest {
  private static final int LARGE = 2_000_000;

  private final SparkSession spark = TestSpark.session();
  private final FlowRunner runner = new FlowRunner(FlowContext.of(spark), Progress.NONE);

  public record Numbers(@Ddl("v BIGINT") Frame<Row> rows) {}

  public record In(@Ddl("v BIGINT") Frame<Row> rows, ModelItem<byte[]> model) {}

  private FlowReport run(MultiTransformer<In, Numbers> component) {
    return runner.run(
        Flow.of("weigh", component),
        new In(
            Frame.of(spark.range(3).toDF("v")),
            ModelItem.of("bytes", "1", "crc:1", new byte[LARGE])),
        List.of(new NoopSink("rows")));
  }

  private static Numbers applied(In in, UDF1<Long, Long> function) {
    return new Numbers(
        Frame.of(in.rows().df().select(udf(function, DataTypes.LongType).apply(col("v")).as("v"))));
  }

  @Test
  void tellsAFunctionThatCapturesMuch() {
    FlowReport report =
        run(
            Transformers.of(
                In.class,
                Numbers.class,
                (in, ctx) -> {
                  byte[] model = in.model().model();
                  return applied(in, v -> v + model.length);
                }));

    assertThat(report.heavy())
        .singleElement()
        .satisfies(
            closure -> {
              assertThat(closure.node()).isEqualTo("weigh");
              assertThat(closure.bytes()).isBetween((long) LARGE, LARGE + 10_000L);
            });
    assertThat(report.toString())
        .contains("bytes, which every task unpacks; capture ctx.broadcast(...) instead");
  }

  @Test
  void aBroadcastModelIsSentOnceAndTakenBackAtTheEnd() {
    List<Broadcast<byte[]>> sent = new ArrayList<>();
    FlowReport report =
        run(
            Transformers.of(
                In.class,
                Numbers.class,
                (in, ctx) -> {
                  Broadcast<byte[]> model = in.model().broadcast(ctx);
                  sent.add(model);
                  sent.add(in.model().broadcast(ctx));
                  return applied(in, v -> v + model.value().length);
                }));

    assertThat(report.heavy()).isEmpty();
    assertThat(report.written().get(0).rows()).isEqualTo(3);
    assertThat(sent.get(0)).isSameAs(sent.get(1));
    assertThatThrownBy(() -> sent.get(0).value())
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("Attempted to use Broadcast");
  }
}
