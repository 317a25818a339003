package dev.bering.flow;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds up what the jobs of a run cost, by job group, from its making until it is closed. A stage
 * belongs to the first job that shows it.
 */
final class CostListener extends SparkListener implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final JobNames names;
  private final News news;
  private final Map<String, CostSum> sums = new LinkedHashMap<>();
  private final Map<Integer, String> groupOfStage = new HashMap<>();
  private final Map<Integer, Started> jobs = new HashMap<>();

  private record Started(String group, long at) {}

  /**
   * @param names whose prefix the groups bear
   */
  CostListener(JobNames names) {
    this.names = names;
    this.news = new News(names.ctx().spark().sparkContext());
    names.ctx().spark().sparkContext().addSparkListener(this);
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    String group = News.group(job);
    if (group == null || !group.startsWith(names.prefix())) {
      return;
    }
    jobs.put(job.jobId(), new Started(group, job.time()));
    CollectionConverters.asJava(job.stageInfos())
        .forEach(stage -> groupOfStage.putIfAbsent(stage.stageId(), group));
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    String group = groupOfStage.get(task.stageId());
    if (group != null && task.taskMetrics() != null) { // some failed tasks bear no metrics
      sum(group).task(task.taskInfo().duration(), task.taskMetrics());
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd job) {
    Started started = jobs.remove(job.jobId());
    if (started != null) {
      sum(started.group()).job(started.at(), job.time());
    }
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    news.heard(event);
  }

  private CostSum sum(String group) {
    return sums.computeIfAbsent(group, g -> new CostSum());
  }

  /**
   * Ends the listening and hands out the costs by group. Should Spark be too far behind with its
   * news, they are what it has told: a run does not fail for the sake of its bill.
   */
  Map<String, CostSum> costs() {
    news.await(PATIENCE);
    close();
    synchronized (this) {
      return new LinkedHashMap<>(sums);
    }
  }

  @Override
  public void close() {
    names.ctx().spark().sparkContext().removeSparkListener(this);
  }
}
