package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import dev.bering.flow.Detection.Scorer;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class JobNamesTest {
  private final SparkSession spark = TestSpark.session();
  private final SparkContext context = spark.sparkContext();

  /** Hears the names of all jobs until the job of group {@code end} starts. */
  private static final class Listener extends SparkListener {
    private final Set<String> names = new LinkedHashSet<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      Properties p = job.properties();
      String group = p.getProperty("spark.jobGroup.id", "none");
      if (group.equals("end")) {
        ended.countDown();
      } else {
        names.add(
            "%s | %s | %s"
                .formatted(
                    group.replaceFirst("^[-0-9a-f]{36}", "RUN"),
                    ownDescription(p.getProperty("spark.job.description", "none")),
                    ownTags(p.getProperty("spark.job.tags"))));
      }
    }
  }

  /** Without what Delta puts around it: {@code Delta: ...: Filtering files for query}. */
  private static String ownDescription(String description) {
    return description.replaceFirst("^Delta: (.*): .*$", "$1");
  }

  /** Without the tags that Spark adds. */
  private static String ownTags(String tags) {
    return Arrays.stream(tags.split(",", -1))
        .filter(tag -> tag.startsWith("bering."))
        .collect(Collectors.joining(","));
  }

  private Set<String> jobsOf(Runnable work) throws InterruptedException {
    var listener = new Listener();
    context.addSparkListener(listener);
    try {
      work.run();
      context.setJobGroup("end", "end", false);
      spark.range(1).repartition(1).collectAsList();
      assertThat(listener.ended.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      context.clearJobGroup();
      context.removeSparkListener(listener);
    }
    return listener.names;
  }

  @Test
  void nameEveryJobOfAWriteAfterItsNode(@TempDir Path lake) throws InterruptedException {
    String flows = lake.resolve("flows").toString();
    Frame.of(spark, NetFlow.class, List.of(new NetFlow("a", 80, 1L)))
        .df()
        .write()
        .format("delta")
        .save(flows);
    Detection.In in =
        new Detection.In(
            Frame.of(spark, new Pinned(Location.of(flows), 0)),
            Frame.of(spark, Host.class, List.of(new Host("a", "ann"))),
            ModelItem.of("scorer", "7", new Scorer(100)));
    var runner = new FlowRunner(new FlowContext(spark, "2026-01-01T03"), Progress.NONE);

    Set<String> names =
        jobsOf(
            () ->
                runner.run(
                    Detection.flow(),
                    in,
                    List.of(
                        Sink.of("alerts", lake.resolve("alerts").toString()),
                        Sink.of("rejected", lake.resolve("rejected").toString()))));

    assertThat(names)
        .containsExactly(
            "RUN/detect/enrich | detect ▸ enrich [2026-01-01T03] keep features"
                + " | bering.node=detect/enrich",
            "RUN/1/detect/score | detect ▸ score [2026-01-01T03] write alerts"
                + " | bering.node=detect/score",
            "RUN/2/detect/score | detect ▸ score [2026-01-01T03] write rejected"
                + " | bering.node=detect/score");
  }

  @Test
  void nameTheJobsThatAComponentStartsItself() throws InterruptedException {
    var names = JobNames.of(FlowContext.of(spark), "detect");
    assertThat(
            jobsOf(
                () ->
                    names.during(
                        "inner/score", "", () -> spark.range(9).repartition(2).collectAsList())))
        .containsExactly(
            "detect/inner/score | detect ▸ inner ▸ score | bering.node=detect/inner/score");
  }

  @Test
  void giveTheThreadItsOldNamesBack() {
    var names = JobNames.of(FlowContext.of(spark), "detect");
    context.setJobGroup("mine", "my work", false);
    context.addJobTag("my tag");
    try {
      assertThatThrownBy(
              () ->
                  names.during(
                      "score",
                      "",
                      () -> {
                        assertThat(context.getLocalProperty("spark.jobGroup.id"))
                            .isEqualTo("detect/score");
                        throw new IllegalArgumentException("no luck");
                      }))
          .hasMessage("no luck");
      assertThat(context.getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
      assertThat(context.getLocalProperty("spark.job.description")).isEqualTo("my work");
      assertThat(scala.jdk.javaapi.CollectionConverters.asJava(context.getJobTags()))
          .containsExactly("my tag");
    } finally {
      context.clearJobGroup();
      context.clearJobTags();
    }
  }
}
