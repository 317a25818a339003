package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Feature;
import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import dev.bering.flow.Detection.Scorer;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that begin in the middle of a flow. */
@Tag("spark")
class FlowCutTest {
  private static final PortRef FEATURES = PortRef.of("enrich.features");

  private final SparkSession spark = TestSpark.session();
  private final FlowRunner runner = new FlowRunner(FlowContext.of(spark), Progress.NONE);

  @TempDir Path lake;

  /** Its tables hold nothing that could be alerted of. */
  private Detection.In in() {
    return new Detection.In(
        Frame.of(spark, NetFlow.class, List.of()),
        Frame.of(spark, Host.class, List.of()),
        ModelItem.of("scorer", "7", "crc:17", new Scorer(100)));
  }

  private FlowRun<Detection.In, Detection.Out> run() {
    return FlowRun.of(Detection.flow(), in())
        .writing(List.of(Sink.of("alerts", lake.resolve("alerts").toString())));
  }

  @Test
  void computesFromTheGivenRowsOnly() {
    Frame<Feature> features =
        Frame.of(
            spark, Feature.class, List.of(new Feature("x", "eve", 200), new Feature("y", "", 1)));

    FlowReport report = runner.run(run().given(Map.of(FEATURES, features)));

    assertThat(Rows.of(spark.read().format("delta").load(lake.resolve("alerts").toString())))
        .containsExactly("{host:x,score:2.0}");
    assertThat(report.toString().replace(lake.toString(), "/lake"))
        .isEqualTo(
            """
            ran detect
              in scorer: model scorer 7, crc:17
              in enrich.features: a frame, not pinned
              out alerts: 1 rows to /lake/alerts version 0
            """);
  }

  @Test
  void givenRowsPassTheGateOfTheirPort() {
    Frame<Host> others = Frame.of(spark, Host.class, List.of(new Host("x", "eve")));

    assertThatThrownBy(() -> runner.run(run().given(Map.of(FEATURES, others))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run detect: given port enrich.features: column bytes bigint is missing.");
  }
}
