package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** A flow of 1,000 nodes: 250 diamonds in a chain, whose ways double with each. */
class LargeFlowTest {
  private static final int DIAMONDS = 250;

  public record One(@Ddl("v BIGINT") Frame<Row> rows) {}

  public record Two(@Ddl("v BIGINT") Frame<Row> left, @Ddl("v BIGINT") Frame<Row> right) {}

  private static final MultiTransformer<One, One> PASS =
      Transformers.of(One.class, One.class, (in, ctx) -> in);
  private static final MultiTransformer<Two, One> JOIN =
      Transformers.of(Two.class, One.class, (in, ctx) -> new One(in.left()));

  private static final Flow<One, One> FLOW =
      Flow.define(
          "large",
          One.class,
          One.class,
          (b, in) -> {
            One at = in;
            for (int i = 0; i < DIAMONDS; i++) {
              One top = b.apply("top" + i, PASS, at);
              One left = b.apply("left" + i, PASS, top);
              One right = b.apply("right" + i, PASS, top);
              at = b.apply("join" + i, JOIN, new Two(left.rows(), right.rows()));
            }
            return at;
          });

  @Test
  void isPlannedWithWaysBeyondCounting() {
    RunPlan plan = RunPlan.of(FLOW.plan(), List.of(Sink.of("rows", "/lake/rows")));

    assertThat(plan.nodes()).hasSize(4 * DIAMONDS);
    assertThat(plan.writes().get(0).nodes()).hasSize(4 * DIAMONDS);
    assertThat(plan.cached())
        .extracting(PortRef::toString)
        .containsExactly("top246.rows", "top247.rows", "top248.rows", "top249.rows");
    assertThat(plan.recomputed()).hasSize(4 * DIAMONDS - 19).contains(PortRef.of("top0.rows"));
  }

  @Test
  void isDrawnAndTold() {
    FlowLayout layout = FLOW.plan().layout();

    assertThat(layout.levels()).isEqualTo(3 * DIAMONDS + 2);
    assertThat(layout.rows()).isEqualTo(2);
    assertThat(FLOW.plan().toString().lines()).hasSize(1 + 1 + DIAMONDS * 13 + 1);
  }
}
