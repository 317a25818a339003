package dev.bering.flow;

import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** What a component is given beside its inputs. */
public final class FlowContext {
  private final SparkSession spark;
  private final String label;
  private final Broadcasts broadcasts;

  private FlowContext(SparkSession spark, String label, Broadcasts broadcasts) {
    this.spark = Objects.requireNonNull(spark, "spark is null");
    this.label = Objects.requireNonNull(label, "label is null");
    this.broadcasts = broadcasts;
  }

  /**
   * @param spark the session in which the frames live
   * @param label what tells this run from others in the Spark UI, such as the hour {@code
   *     2026-01-01T03}; empty if nothing does
   */
  public FlowContext(SparkSession spark, String label) {
    this(spark, label, new Broadcasts());
  }

  /** A context without a label. */
  public static FlowContext of(SparkSession spark) {
    return new FlowContext(spark, "");
  }

  /** This context, of a run that owns {@code broadcasts}. */
  FlowContext within(Broadcasts owned) {
    return new FlowContext(spark, label, owned);
  }

  /** The session in which the frames live. */
  public SparkSession spark() {
    return spark;
  }

  /** What tells this run from others in the Spark UI; may be empty. */
  public String label() {
    return label;
  }

  /**
   * {@code value}, sent to each executor once. What a function of rows captures otherwise is sent
   * with its code and unpacked by every task, which for 20 MB took 30 times as long (measured on
   * Spark 4.1.3). Have the function capture the broadcast, and ask it for its value inside.
   *
   * <p>The run destroys it when it ends; what is broadcast outside of a run goes when nothing holds
   * it any more. The same object is broadcast once, however often it is asked for.
   */
  public <T> Broadcast<T> broadcast(T value) {
    return broadcasts.of(spark, value);
  }
}
