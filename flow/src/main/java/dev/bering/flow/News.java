package dev.bering.flow;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a listener has heard of all that happened so far. Spark tells of jobs some time after
 * they start, in order; so a job of one's own is started last and waited for.
 */
final class News {
  private static final String MARKER = "news";

  private final JobNames names;
  private final CountDownLatch marked = new CountDownLatch(1);

  /**
   * @param names under which the last job runs, as node {@value #MARKER}
   */
  News(JobNames names) {
    this.names = names;
  }

  /** The job group of {@code job}, if it has one. */
  static @Nullable String group(SparkListenerJobStart job) {
    return property(job, "spark.jobGroup.id");
  }

  static @Nullable String property(SparkListenerJobStart job, String name) {
    return job.properties() == null ? null : job.properties().getProperty(name);
  }

  /** Takes note of {@code job}; says whether it is the last one. */
  boolean heard(SparkListenerJobStart job) {
    if (!names.group(MARKER).equals(group(job))) {
      return false;
    }
    marked.countDown();
    return true;
  }

  /** Says whether the news came within {@code patience}. */
  boolean await(Duration patience) {
    var spark = new JavaSparkContext(names.ctx().spark().sparkContext());
    names.during(MARKER, "", () -> spark.parallelize(List.of(0), 1).count());
    try {
      return marked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for news of jobs", e);
    }
  }
}
