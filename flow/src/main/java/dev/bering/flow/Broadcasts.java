package dev.bering.flow;

import java.util.IdentityHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** The objects that a run has sent to the executors, each once. Closing takes them back. */
final class Broadcasts implements AutoCloseable {
  private final IdentityHashMap<Object, Broadcast<?>> sent = new IdentityHashMap<>();

  @SuppressWarnings("unchecked") // it was made of this very object
  synchronized <T> Broadcast<T> of(SparkSession spark, T value) {
    return (Broadcast<T>)
        sent.computeIfAbsent(
            value, object -> new JavaSparkContext(spark.sparkContext()).broadcast(object));
  }

  @Override
  public synchronized void close() {
    sent.values().forEach(Broadcast::destroy);
    sent.clear();
  }
}
