package dev.bering.platforms;

import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.text;

import dev.bering.jobs.Job;
import dev.bering.jobs.Shape;
import dev.bering.jobs.SparkRuntime;
import dev.bering.jobs.SparkSettings;
import dev.bering.jobs.TranslatedSetting;
import java.util.List;

/** What jobs are on EMR, with machines of one's own or without. */
final class EmrJob {
  static final Shape.Key REGION =
      key(
          "region",
          text("[a-z]{2}(?:-[a-z]+)+-\\d", "region of AWS", "eu-central-1"),
          "The region; as AWS's own tools find it unless said.");
  static final Shape.Key ENDPOINT =
      key(
          "endpoint",
          text(
              "https?://[\\w.:-]+(?:/[\\w./-]*)?",
              "address",
              "https://vpce-1.elasticmapreduce.example"),
          "Where the service answers, if not where it does for everybody.");

  static final Shape.Key LOGS =
      key(
          "logUri",
          text("[a-z][a-z0-9]*:/.+", "address of a folder", "s3://logs/emr/"),
          "Where it leaves its logs, which failures are read from.");

  private EmrJob() {}

  /** What becomes of its settings of Spark. */
  static List<TranslatedSetting> settings(Job job) {
    return SparkSettings.translate(
        job.sparkConf(), job.platform(), job.sparkVersion(), EmrReleases.spark(job));
  }

  /** What it runs with; AWS does not say for which Scala its releases are built. */
  static SparkRuntime runtime(Job job) {
    return SparkRuntime.rebuilt(
        job.blockText("releaseLabel").orElse(job.platform()), EmrReleases.spark(job));
  }

  /**
   * The job as spark-submit takes it.
   *
   * @param driverVariables what settings begin with that become variables of the driver
   * @throws dev.bering.model.UserException JOB_ENTRY_POINT, JOB_SECRET if it is nothing that EMR
   *     can run
   */
  static SparkSubmit submit(Job job, List<TranslatedSetting> settings, String driverVariables) {
    SparkHome.refuseWheels(job);
    // Whoever may describe a step or a job run reads all its settings.
    SparkHome.refuseSecrets(job, "its value would stand in a definition that others may read");
    SparkSubmit submit = new SparkSubmit(job, settings);
    submit.sendVariablesAs(List.of(driverVariables, "spark.executorEnv."));
    if (job.policy().servicePrincipal().isPresent()) {
      submit.cannot("run.runAs.servicePrincipal", "AWS knows roles only");
    }
    if (job.policy().schedule().map(Job.Schedule::byPlatform).orElse(false)) {
      submit.cannot("run.schedule", "EMR starts nothing by itself");
    }
    return submit;
  }
}
