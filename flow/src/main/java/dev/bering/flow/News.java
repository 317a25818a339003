package dev.bering.flow;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a listener has heard of all that happened so far. Spark tells of jobs some time after
 * they start, in order; so an event of one's own is posted last and waited for. The only place that
 * knows Spark's bus of events, which is no public API.
 */
final class News {
  private final SparkContext spark;
  private final CountDownLatch marked = new CountDownLatch(1);
  private final Marker last = new Marker();

  /** Each is equal to itself alone. */
  private static final class Marker implements SparkListenerEvent {
    @Override
    public boolean logEvent() {
      return false; // the log of the application is not ours to write into
    }
  }

  News(SparkContext spark) {
    this.spark = spark;
  }

  /** The job group of {@code job}, if it has one. */
  static @Nullable String group(SparkListenerJobStart job) {
    return property(job, "spark.jobGroup.id");
  }

  static @Nullable String property(SparkListenerJobStart job, String name) {
    return job.properties() == null ? null : job.properties().getProperty(name);
  }

  /** Takes note of {@code event}, which may be the last one. */
  void heard(SparkListenerEvent event) {
    if (event == last) {
      marked.countDown();
    }
  }

  /** Says whether the news came within {@code patience}, and before the thread was interrupted. */
  boolean await(Duration patience) {
    spark.listenerBus().post(last);
    try {
      return marked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
