package dev.bering.flow;

import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/**
 * What a component is given beside its inputs.
 *
 * @param spark the session in which the frames live
 * @param label what tells this run from others in the Spark UI, such as the hour {@code
 *     2026-01-01T03}; empty if nothing does
 */
public record FlowContext(SparkSession spark, String label) {

  public FlowContext {
    Objects.requireNonNull(spark, "spark is null");
    Objects.requireNonNull(label, "label is null");
  }

  /** A context without a label. */
  public static FlowContext of(SparkSession spark) {
    return new FlowContext(spark, "");
  }
}
