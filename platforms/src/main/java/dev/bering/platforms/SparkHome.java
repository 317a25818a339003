package dev.bering.platforms;

import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.text;

import dev.bering.jobs.Job;
import dev.bering.jobs.Shape;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Spark that is installed on this machine. */
final class SparkHome {
  static final Shape.Key KEY =
      key("sparkHome", text(), "Where Spark is installed; the variable SPARK_HOME unless said.");
  static final Shape.Key VERSION =
      key(
          "sparkVersion",
          text("\\d{1,3}\\.\\d{1,3}(?:\\.\\d{1,3})?", "version of Spark", "4.1"),
          "The line of Spark that runs there; that of spec unless said.");

  static final Shape.Key HISTORY =
      key(
          "historyServer",
          text("https?://[^\\s]+", "address", "http://host:18080"),
          "Spark's history server, to which runs that have ended are linked.");

  private SparkHome() {}

  /** The line of Spark that runs there. */
  static String version(Job job) {
    return job.blockText("sparkVersion").orElse(job.sparkVersion());
  }

  /**
   * The folder of the installation, with its spark-submit.
   *
   * @throws UserException SPARK_HOME if nothing says where, or there is no spark-submit
   */
  static Path of(Job job) {
    String said =
        job.blockText("sparkHome")
            .or(() -> Optional.ofNullable(System.getenv("SPARK_HOME")))
            .orElseThrow(
                () ->
                    UserException.usage(
                        new Problem(
                            "SPARK_HOME",
                            "Cannot run job '%s' on %s: nothing says where Spark is installed."
                                .formatted(job.name(), job.platform()),
                            "set SPARK_HOME, or write 'sparkHome: ...' under platforms.%s"
                                .formatted(job.platform()))));
    Path home = Path.of(said).toAbsolutePath();
    if (!Files.isExecutable(home.resolve("bin/spark-submit"))) {
      throw UserException.usage(
          new Problem(
              "SPARK_HOME",
              "Cannot run job '%s' on %s: %s has no bin/spark-submit."
                  .formatted(job.name(), job.platform(), home),
              "name the folder of a Spark installation"));
    }
    return home;
  }

  /**
   * A console script of a wheel needs a runner of its own, which spark-submit is not.
   *
   * @throws UserException JOB_ENTRY_POINT if the job is one
   */
  static void refuseWheels(Job job) {
    if (job.program().entryPoint().isPresent()) {
      throw UserException.usage(
          new Problem(
              "JOB_ENTRY_POINT",
              "Cannot run job '%s' on %s: spark-submit calls no entry point of a wheel."
                  .formatted(job.name(), job.platform()),
              "write a mainApplicationFile that calls it, and the wheel under deps"));
    }
  }

  /**
   * Refuses secrets where their values would be written down.
   *
   * @param why a clause
   * @throws UserException JOB_SECRET with every secret of the job
   */
  static void refuseSecrets(Job job, String why) {
    List<Problem> problems =
        job.secrets().entrySet().stream()
            .map(
                secret ->
                    new Problem(
                        "JOB_SECRET",
                        "Cannot give secret %s (%s) to job '%s' on %s: %s."
                            .formatted(
                                secret.getKey(),
                                secret.getValue().origin().text(),
                                job.name(),
                                job.platform(),
                                why),
                        "let the job's own code read it where it is kept"))
            .toList();
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
