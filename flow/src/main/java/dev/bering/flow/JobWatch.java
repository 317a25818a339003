package dev.bering.flow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Hears which job groups start jobs, and by which lines of Java, from its making until it is
 * closed.
 */
final class JobWatch extends SparkListener implements AutoCloseable {
  private static final String MARKER = "news";
  private static final long PATIENCE_SECONDS = 60;

  /** A call site as Spark keeps it: its own method that was called, then who called it. */
  private static final Pattern CALL_SITE =
      Pattern.compile("[^\\n]*\\.(?<method>[^.(\\n]+)\\([^\\n]*\\n[^\\n]*\\((?<line>[^\\n]*)\\)");

  private final JobNames names;
  private final CountDownLatch marked = new CountDownLatch(1);
  private final Map<String, String> queries = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> callsByGroup = new ConcurrentHashMap<>();

  /**
   * @param names under which a job of the watch's own runs, as node {@value #MARKER}
   */
  JobWatch(JobNames names) {
    this.names = names;
    spark().addSparkListener(this);
  }

  private SparkContext spark() {
    return names.ctx().spark().sparkContext();
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (event instanceof SparkListenerSQLExecutionStart query) {
      Matcher site = CALL_SITE.matcher(query.details());
      if (site.lookingAt()) {
        queries.put(
            String.valueOf(query.executionId()),
            "%s at %s".formatted(site.group("method"), site.group("line")));
      }
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    String group = property(job, "spark.jobGroup.id");
    if (names.group(MARKER).equals(group)) {
      marked.countDown();
    } else if (group != null) {
      callsByGroup.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(call(job));
    }
  }

  private static @Nullable String property(SparkListenerJobStart job, String name) {
    return job.properties() == null ? null : job.properties().getProperty(name);
  }

  /** What started the job, such as {@code count at Score.java:31}. */
  private String call(SparkListenerJobStart job) {
    String query = property(job, "spark.sql.execution.id");
    if (query != null && queries.containsKey(query)) {
      return queries.get(query); // its jobs start in threads of Spark's own and name those
    }
    List<StageInfo> stages = CollectionConverters.asJava(job.stageInfos());
    return stages.isEmpty() ? "a job" : stages.get(stages.size() - 1).name();
  }

  /**
   * The calls that started jobs so far, by group. Spark tells of jobs some time after they start,
   * in order; so a job of the watch's own is started last and waited for.
   */
  Map<String, Set<String>> callsByGroup() {
    names.during(
        MARKER, "", () -> new JavaSparkContext(spark()).parallelize(List.of(0), 1).count());
    try {
      if (!marked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "Spark told nothing of job group %s within %d s"
                .formatted(names.group(MARKER), PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for news of jobs", e);
    }
    return Map.copyOf(callsByGroup);
  }

  @Override
  public void close() {
    spark().removeSparkListener(this);
  }
}
