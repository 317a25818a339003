package dev.bering.testkit;

import dev.bering.flow.Flow;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.SparkSession;

/** Where a test of a component or a flow begins. */
public final class FlowTest {
  private final SparkSession spark;

  FlowTest(SparkSession spark) {
    this.spark = spark;
  }

  /** The session, for frames that a text table cannot hold. */
  public SparkSession spark() {
    return spark;
  }

  /**
   * A test of {@code component}, which may be a flow.
   *
   * @throws dev.bering.model.UserException if its ports cannot be read
   */
  public <I extends Record, O extends Record> Given of(MultiTransformer<I, O> component) {
    Flow<?, ?> flow =
        component instanceof Flow<I, O> whole ? whole : Flow.of("component", component);
    return new Given(spark, flow);
  }
}
