package dev.bering.flow;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Hears which job groups start jobs, and by which lines of Java, from its making until it is
 * closed.
 */
final class JobWatch extends SparkListener implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A call site as Spark keeps it: its own method that was called, then who called it. */
  private static final Pattern CALL_SITE =
      Pattern.compile("[^\\n]*\\.(?<method>[^.(\\n]+)\\([^\\n]*\\n[^\\n]*\\((?<line>[^\\n]*)\\)");

  private final SparkContext spark;
  private final News news;
  private final Map<String, String> queries = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> callsByGroup = new ConcurrentHashMap<>();

  JobWatch(SparkContext spark) {
    this.spark = spark;
    this.news = new News(spark);
    spark.addSparkListener(this);
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    news.heard(event);
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
    String group = News.group(job);
    if (group != null) {
      callsByGroup.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(call(job));
    }
  }

  /** What started the job, such as {@code count at Score.java:31}. */
  private String call(SparkListenerJobStart job) {
    String query = News.property(job, "spark.sql.execution.id");
    if (query != null && queries.containsKey(query)) {
      return queries.get(query); // its jobs start in threads of Spark's own and name those
    }
    List<StageInfo> stages = CollectionConverters.asJava(job.stageInfos());
    return stages.isEmpty() ? "a job" : stages.get(stages.size() - 1).name();
  }

  /** The calls that started jobs so far, by group. */
  Map<String, Set<String>> callsByGroup() {
    if (!news.await(PATIENCE)) {
      throw new IllegalStateException("Spark told nothing of its jobs within " + PATIENCE);
    }
    return Map.copyOf(callsByGroup);
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
