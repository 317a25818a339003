package dev.bering.jobs;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.UserException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A folder of jobs in memory, for tests that read as specification. */
final class JobFolder {
  static final JobFormat FORMAT = new JobFormat(NamedPlatform.BOTH);
  static final RunContext CONTEXT =
      new RunContext(
          "features-20261123-000000-abcdef",
          LocalDate.of(2026, 11, 23),
          name -> Optional.ofNullable(Map.of("LAKE", "s3://lake").get(name)));

  static final String JOB =
      """
      apiVersion: bering/v1
      kind: SparkJob
      metadata: {name: features, owner: ml}

      platform: emr   # this line moves it

      spec:
        type: Java
        artifacts: s3://code/1.4.2
        mainApplicationFile: ${artifacts}/threat.jar
        mainClass: com.acme.Features
        arguments: [--date, "${params.ds}", --out, "${params.out}"]
        params:
          ds: {type: date, default: "${run.logicalDate}"}
          out: {type: uri, default: "${env.LAKE}/features/${params.ds}"}
        sparkConf: {spark.sql.shuffle.partitions: 400, spark.yarn.queue: prod}
        driver: {memory: 8g}
      platforms:
        emr: {releaseLabel: emr-7.9.0}
        databricks:
          cluster: {spark_version: 17.3.x-scala2.13, num_workers: 2}
          sparkConf: {spark.sql.shuffle.partitions: null}
      """;

  private final TreeMap<String, String> texts = new TreeMap<>();

  static JobFolder of(String job) {
    return new JobFolder().with("features.yaml", job);
  }

  JobFolder with(String path, String text) {
    texts.put(path, text);
    return this;
  }

  JobFiles files() {
    return new JobFiles("jobs", texts);
  }

  MergedJob merged(String... sets) {
    return merged(new JobChoice(Optional.empty(), Optional.empty(), List.of(sets)));
  }

  MergedJob merged(JobChoice choice) {
    return FORMAT.catalogue(files()).job("features", choice);
  }

  MergedJob on(String platform) {
    return merged(new JobChoice(Optional.of(platform), Optional.empty(), List.of()));
  }

  /** What is wrong with the job, each with its hint behind an arrow. */
  List<String> problems(String... sets) {
    UserException refusal =
        catchThrowableOfType(
            UserException.class,
            () -> FORMAT.platform("emr").render(merged(sets).resolve(CONTEXT)));
    return refusal == null
        ? List.of()
        : refusal.problems().stream()
            .map(problem -> problem.message() + " -> " + problem.hint())
            .toList();
  }
}
