package dev.bering.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * How jobs are called in the Spark UI, and with which others they share the cores.
 *
 * <p>A name belongs to the thread that starts the jobs. It is set right there and taken back at the
 * end, because a thread of a pool inherits the names of the moment in which it was made.
 *
 * @param group the job group, by which jobs are found and cancelled
 * @param description what the UI shows
 * @param tag a further mark; it must not contain a comma
 * @param pool whose jobs run one after the other, while pools share the cores fairly; null for that
 *     of the caller
 */
record JobName(String group, String description, String tag, @Nullable String pool) {
  private static final String POOL = "spark.scheduler.pool";
  private static final List<String> PROPERTIES =
      List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel", POOL);

  JobName(String group, String description, String tag) {
    this(group, description, tag, null);
  }

  /** Runs {@code body} so that every job it starts bears this name. */
  <T> T during(SparkContext spark, Supplier<T> body) {
    Map<String, @Nullable String> before = new LinkedHashMap<>();
    PROPERTIES.forEach(property -> before.put(property, spark.getLocalProperty(property)));
    boolean tagged = spark.getJobTags().contains(tag);
    spark.setJobGroup(group, description, true);
    spark.addJobTag(tag);
    if (pool != null) {
      spark.setLocalProperty(POOL, pool);
    }
    try {
      return body.get();
    } finally {
      if (!tagged) {
        spark.removeJobTag(tag);
      }
      before.forEach(spark::setLocalProperty);
    }
  }
}
