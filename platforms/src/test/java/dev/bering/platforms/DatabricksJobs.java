package dev.bering.platforms;

import dev.bering.jobs.Job;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.RunContext;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Jobs for Databricks, written as files.
 *
 * @param host the address of the workspace
 * @param folder where they read and write
 */
record DatabricksJobs(String host, Path folder) {

  /** The job of a file. */
  static Job of(String text, String... sets) {
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("job.yaml", text)));
    JobFormat format = new JobFormat(List.of(new DatabricksPlatform()));
    return format
        .catalogue(files)
        .job("totals", new JobChoice(Optional.empty(), Optional.empty(), List.of(sets)))
        .resolve(new RunContext("totals-1", LocalDate.of(2026, 11, 23), name -> Optional.empty()));
  }

  /** Totals, sent for each run. */
  Job sent(String... more) {
    return of(file("adhoc", more));
  }

  /** Totals, which the workspace keeps. */
  Job kept(String... more) {
    return of(file("scheduled", more));
  }

  /** The same, with a line of its block. */
  Job keptWith(String line) {
    return of(file("scheduled") + "    " + line + "\n");
  }

  private String file(String mode, String... more) {
    StringBuilder lines = new StringBuilder();
    for (String line : more) {
      lines.append("  ").append(line).append('\n');
    }
    return """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: totals}
        platform: databricks
        run: {mode: %s}
        spec:
          type: Java
          sparkVersion: "3.5"
          mainApplicationFile: "%s"
          mainClass: dev.bering.testserver.spark.Totals
          arguments: [--in, "%s/in.csv", --out, "%s/out", --day, "${params.day}"]
          params: {day: {type: date, default: "${run.logicalDate}"}}
        %splatforms:
          databricks:
            host: "%s"
            cluster: {spark_version: 18.2.x-scala2.13, node_type_id: m6id.large, num_workers: 1}
        """
        .formatted(mode, SparkInstallation.jobs(), folder, folder, lines, host);
  }
}
