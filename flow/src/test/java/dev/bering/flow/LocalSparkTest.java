package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class LocalSparkTest {

  @Test
  void startsASessionForOneMachine() {
    SparkSession spark = TestSpark.session();
    List<String> keys =
        List.of(
            "spark.master",
            "spark.driver.bindAddress",
            "spark.ui.enabled",
            "spark.sql.session.timeZone",
            "spark.sql.ansi.enabled",
            "spark.sql.shuffle.partitions",
            "spark.databricks.delta.snapshotPartitions");

    assertThat(keys.stream().map(key -> key + "=" + spark.conf().get(key)))
        .containsExactly(
            "spark.master=local[2]",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.sql.session.timeZone=UTC",
            "spark.sql.ansi.enabled=true",
            "spark.sql.shuffle.partitions=2",
            "spark.databricks.delta.snapshotPartitions=2");
  }

  @Test
  void sendsHadoopsSettingsWithoutTheirOrigins() {
    Configuration settings = TestSpark.session().sparkContext().hadoopConfiguration();
    var ofSomeWrite = new JobConf(settings);

    assertThat(ofSomeWrite.getPropertySources("io.file.buffer.size")).isNull();
    assertThat(ofSomeWrite.get("mapreduce.job.ubertask.enable")).isEqualTo("false");
    assertThat(settings.get("io.file.buffer.size")).isEqualTo("65536");
    assertThat(settings.getPropertySources("io.file.buffer.size")).isNull();
    assertThat(new Configuration().getPropertySources("io.file.buffer.size"))
        .containsExactly("core-default.xml");
  }

  @Test
  void refusesToRunOnNoCores() {
    assertThatThrownBy(() -> LocalSpark.named("none").withCores(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Spark on 0 cores");
  }

  @Test
  void startsNoUiThatOthersCouldReach() {
    LocalSpark.requireLoopback("127.0.0.1");
    assertThatThrownBy(() -> LocalSpark.requireLoopback(null))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems().get(0).hint())
                    .isEqualTo("set the environment variable SPARK_LOCAL_IP to 127.0.0.1"))
        .hasMessage("Cannot start the Spark UI: it would listen on every address of this machine.");
    assertThatThrownBy(() -> LocalSpark.requireLoopback("10.0.0.7"))
        .hasMessage("Cannot start the Spark UI: it would listen on 10.0.0.7.");
  }
}
