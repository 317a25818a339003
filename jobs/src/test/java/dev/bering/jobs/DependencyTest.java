package dev.bering.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job brings along is held against what its platform has already. */
class DependencyTest {
  private static final String DEPS = "  driver: {memory: 8g}\n";
  private static final String HASH = "--hash=sha256:" + "0a".repeat(32);

  @TempDir Path folder;

  private static SparkRuntime runtime(String name) {
    return switch (name) {
      case "4.1", "3.5", "3.4", "4.1.3" -> SparkRuntime.apache(name);
      case "emr" -> SparkRuntime.rebuilt("emr-7.9.0", "3.5.5");
      case "dbr" ->
          SparkRuntime.managed(
              "Databricks 16.4.x-scala2.12", Optional.of("3.5"), Optional.of("2.12"));
      default -> SparkRuntime.managed(name, Optional.empty(), Optional.empty());
    };
  }

  private static List<String> findings(JobFolder jobs, SparkRuntime runtime) {
    MergedJob merged = jobs.merged();
    Job job = merged.resolve(JobFolder.CONTEXT);
    Rendering rendering =
        new Rendering(
            job,
            JsonNodeFactory.instance.objectNode(),
            List.of(),
            List.of(),
            runtime,
            new TreeMap<>());
    return DependencyCheck.of(merged, rendering).stream()
        .map(one -> "%s %s -> %s".formatted(one.weight(), one.text(), one.hint()))
        .toList();
  }

  private static JobFolder with(String deps) {
    return JobFolder.of(JobFolder.JOB.replace(DEPS, DEPS + "  " + deps + "\n"));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          com.google.guava:guava:33.4.8-jre | 4.1 | TOLD . is what Apache Spark 4.1.3 brings already -> leave it out
          com.google.guava:guava:31.1-jre | 4.1 | WARNING . clashes with 33.4.8-jre, which Apache Spark 4.1.3 brings: Spark's own wins -> write 33.4.8-jre, or pack it into the job's own jar under another name
          com.google.guava:guava:31.1-jre | 3.5 | WARNING . clashes with 14.0.1, which Apache Spark 3.5.6 brings: Spark's own wins -> write 14.0.1, or pack it into the job's own jar under another name
          com.google.guava:guava:31.1-jre | emr | WARNING . may clash with what emr-7.9.0 brings, which cannot be told; Apache Spark 3.5.6 brings 14.0.1: Spark's own wins -> leave it out if the platform's own will do
          com.google.guava:guava:31.1-jre | dbr | WARNING . may clash with what Databricks 16.4.x-scala2.12 brings, which cannot be told; Apache Spark 3.5.6 brings 14.0.1: whose is loaded cannot be told -> leave it out if the platform's own will do
          com.google.guava:guava:14.0.1 | emr | TOLD . may clash with what emr-7.9.0 brings, which cannot be told; Apache Spark 3.5.6 brings the same -> leave it out if the platform's own will do
          com.google.guava:guava:31.1-jre | 3.4 | TOLD spec.deps (jobs/features.yaml:18) was not compared: which jars Spark 3.4 brings cannot be told -> look into its jars for what the job brings, too
          com.google.guava:guava:31.1-jre | x | TOLD spec.deps (jobs/features.yaml:18) was not compared: which jars x brings cannot be told -> look into its jars for what the job brings, too
          com.acme:fit:1.0 | 4.1 |
          com.acme:acme-spark-1.4:2.0 | 4.1 | WARNING . is written for Spark 1.4, and Spark 4.1 runs there -> take its build for Spark 4.1
          com.acme:fit_2.12:1.0 | 4.1 | REFUSED . is built for Scala 2.12, and Spark 4.1 runs Scala 2.13 -> take its build for Scala 2.13
          com.acme:fit_2.13:1.0 | 4.1 |
          com.acme:fit_2.13:1.0 | dbr | REFUSED . is built for Scala 2.13, and Databricks 16.4.x-scala2.12 runs Scala 2.12 -> take its build for Scala 2.12
          com.acme:fit_2.13:1.0 | emr | TOLD . is built for Scala 2.13, and it cannot be told which Scala emr-7.9.0 runs -> look at the name of its scala-library jar
          org.scala-lang:scala-library:2.12.18 | 4.1 | REFUSED . is built for Scala 2.12, and Spark 4.1 runs Scala 2.13 -> take its build for Scala 2.13
          com.fasterxml.jackson.module:jackson-module-scala_2.12:2.15.2 | dbr | TOLD . may clash with what Databricks 16.4.x-scala2.12 brings, which cannot be told; Apache Spark 3.5.6 brings the same -> leave it out if the platform's own will do
          org.apache.iceberg:iceberg-spark-runtime-3.5_2.13:1.6.1 | 4.1 | REFUSED . is written for Spark 3.5, and Spark 4.1 runs there -> take its build for Spark 4.1
          org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.0 | 4.1 | REFUSED . is written for Spark 4.0, and Spark 4.1 runs there -> take its build for Spark 4.1
          org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0 | 4.1 |
          org.apache.hudi:hudi-spark3.5-bundle_2.13:1.0.0 | 4.1 | REFUSED . is written for Spark 3.5, and Spark 4.1 runs there -> take its build for Spark 4.1
          io.delta:delta-spark_2.13:3.2.0 | 4.1 | REFUSED . is written for Spark 3.5, and Spark 4.1 runs there -> take its build for Spark 4.1
          io.delta:delta-spark_4.1_2.13:4.4.0 | 4.1 |
          io.delta:delta-storage:3.2.0 | 4.1 |
          io.delta:delta-core_2.12:2.4.0 | dbr | REFUSED . is written for Spark 3.4, and Databricks 16.4.x-scala2.12 runs Spark 3.5 -> take its build for Spark 3.5
          org.apache.spark:spark-avro_2.13:3.5.6 | 4.1 | REFUSED . is written for Spark 3.5, and Spark 4.1 runs there -> take its build for Spark 4.1
          org.apache.spark:spark-avro_2.13:4.1.3 | 4.1 |
          org.apache.spark:spark-sql_2.13:4.1.0 | 4.1 | WARNING . clashes with 4.1.3, which Apache Spark 4.1.3 brings: Spark's own wins -> write 4.1.3, or pack it into the job's own jar under another name
          com.amazon.deequ:deequ:2.0.7-spark-3.5 | 4.1 | REFUSED . is written for Spark 3.5, and Spark 4.1 runs there -> take its build for Spark 4.1
          graphframes:graphframes:0.8.2-spark3.2-s_2.12 | dbr | WARNING . is written for Spark 3.2, and Databricks 16.4.x-scala2.12 runs Spark 3.5 -> take its build for Spark 3.5
          graphframes:graphframes:0.8.4-spark3.5-s_2.12 | dbr |
          com.datastax.spark:spark-cassandra-connector_2.12:3.5.1 | dbr |
          """)
  void aPackageIsHeldAgainstItsRuntime(String coordinates, String runtime, String expected) {
    JobFolder jobs = with("deps: {packages: [\"%s\"]}".formatted(coordinates));
    List<String> wanted =
        expected == null
            ? List.of()
            : List.of(
                expected.replace(" . ", " %s (jobs/features.yaml:18) ".formatted(coordinates)));
    assertThat(findings(jobs, runtime(runtime))).isEqualTo(wanted);
  }

  @Test
  void aJarIsKnownByTheNameOfItsFileAlone() {
    JobFolder jobs =
        with(
            "deps: {jars: [\"s3://code/guava-31.1-jre.jar\", \"https://a.b/x/delta-spark_2.13-3.2.0.jar?v=1\","
                + " /lib/iceberg-spark-runtime-3.5_2.13-1.6.1.jar, spark-avro_2.12-3.5.6.jar, plain.jar]}");
    assertThat(findings(jobs, runtime("4.1")))
        .containsExactly(
            "REFUSED delta-spark_2.13-3.2.0.jar (jobs/features.yaml:18) is written for Spark 3.5,"
                + " and Spark 4.1 runs there -> take its build for Spark 4.1",
            "REFUSED iceberg-spark-runtime-3.5_2.13-1.6.1.jar (jobs/features.yaml:18) is written"
                + " for Spark 3.5, and Spark 4.1 runs there -> take its build for Spark 4.1",
            "REFUSED spark-avro_2.12-3.5.6.jar (jobs/features.yaml:18) is built for Scala 2.12,"
                + " and Spark 4.1 runs Scala 2.13 -> take its build for Scala 2.13",
            "REFUSED spark-avro_2.12-3.5.6.jar (jobs/features.yaml:18) is written for Spark 3.5,"
                + " and Spark 4.1 runs there -> take its build for Spark 4.1",
            "WARNING guava-31.1-jre.jar (jobs/features.yaml:18) clashes with 33.4.8-jre, which"
                + " Apache Spark 4.1.3 brings: Spark's own wins -> write 33.4.8-jre, or pack it into"
                + " the job's own jar under another name");
  }

  @Test
  void theJobsOwnJarAndWhatSettingsBringAreHeldAgainstItToo() {
    JobFolder jobs =
        JobFolder.of(
            JobFolder.JOB
                .replace("threat.jar", "threat_2.12-1.0.jar")
                .replace(
                    "spark.yarn.queue: prod",
                    "spark.jars.packages: \"com.google.guava:guava:31.1-jre, io.delta:delta-spark_2.13:3.2.0\","
                        + " spark.driver.userClassPathFirst: true"));
    assertThat(findings(jobs, runtime("4.1")))
        .containsExactly(
            "REFUSED io.delta:delta-spark_2.13:3.2.0 (jobs/features.yaml:16) is written for Spark"
                + " 3.5, and Spark 4.1 runs there -> take its build for Spark 4.1",
            "REFUSED threat_2.12-1.0.jar (jobs/features.yaml:10) is built for Scala 2.12, and Spark"
                + " 4.1 runs Scala 2.13 -> take its build for Scala 2.13",
            "WARNING com.google.guava:guava:31.1-jre (jobs/features.yaml:16) clashes with"
                + " 33.4.8-jre, which Apache Spark 4.1.3 brings: the job's wins in the driver,"
                + " Spark's own in executors -> write 33.4.8-jre, or pack it into the job's own jar"
                + " under another name");
  }

  @Test
  void aJobsOwnJarIsCalledWhatItsMakersCallIt() {
    JobFolder jobs =
        JobFolder.of(JobFolder.JOB.replace("threat.jar", "acme-spark-1.4-20260101.jar"));
    assertThat(findings(jobs, runtime("4.1")))
        .containsExactly(
            "WARNING acme-spark-1.4-20260101.jar (jobs/features.yaml:10) is written for Spark 1.4,"
                + " and Spark 4.1 runs there -> take its build for Spark 4.1");
  }

  @Test
  void wherePlatformsDoNotSayTheirScalaAllLibrariesAreForOne() {
    assertThat(findings(with("deps: {packages: [\"a:b_2.12:1\", \"a:c_2.13:1\"]}"), runtime("3.5")))
        .contains(
            "REFUSED a:c_2.13:1 (jobs/features.yaml:18) is built for Scala 2.13, and a:b_2.12:1 for"
                + " Scala 2.12 -> take all of them for one Scala");
  }

  @Test
  void aLockFileIsReadAsPipReadsItAndWhatPinsNothingIsRefused() throws IOException {
    Files.writeString(
        folder.resolve("lock.txt"),
        """
        # made by hand
        --index-url https://someone:hunter22@example.org/simple
        Foo.Bar[x,y]==1.2 ; python_version < "3.13" \\
            --hash=sha256:%1$s \\
            --hash=sha256:%1$s  # why
        pandas>=2 %2$s
        numpy==2.*
        polars==1.0
        pyspark == 3.5.6 %2$s
        delta-spark==3.2.0 %2$s
        wheel @ https://example.org/w.whl
        ./here
        -r other.txt
        -e .
        foo_bar==1.3 %2$s
        broken==1 --hash=md5:0a
        """
            .formatted("0a".repeat(32), HASH));
    Files.writeString(
        folder.resolve("features.yaml"),
        JobFolder.JOB.replace(DEPS, DEPS + "  deps: {requirements: lock.txt}\n"));
    MergedJob merged =
        JobFolder.FORMAT.catalogue(JobFiles.of(folder)).job("features", JobChoice.NONE);
    UserException refusal =
        catchThrowableOfType(UserException.class, () -> Preflight.check(merged, JobFolder.CONTEXT));
    assertThat(refusal.problems().stream().map(one -> one.message() + " -> " + one.hint()))
        .containsExactly(
            "Cannot run job 'features' on emr: pandas (lock.txt:6) has no exact version. -> write"
                + " 'pandas==...', as 'pip-compile --generate-hashes' does",
            "Cannot run job 'features' on emr: numpy (lock.txt:7) has no exact version. -> write"
                + " 'numpy==...', as 'pip-compile --generate-hashes' does",
            "Cannot run job 'features' on emr: polars (lock.txt:8) has no hash. -> write"
                + " '--hash=sha256:...' behind its version",
            "Cannot run job 'features' on emr: a requirement (lock.txt:11) is an address or a path,"
                + " whose contents may change. -> write 'name==version --hash=sha256:...'",
            "Cannot run job 'features' on emr: a requirement (lock.txt:12) is an address or a path,"
                + " whose contents may change. -> write 'name==version --hash=sha256:...'",
            "Cannot run job 'features' on emr: -r (lock.txt:13) takes what another file says. ->"
                + " write its lines into this file",
            "Cannot run job 'features' on emr: -e (lock.txt:14) installs a folder that may change."
                + " -> build a wheel, and pin that",
            "Cannot run job 'features' on emr: foo-bar (lock.txt:15) is pinned to another version"
                + " at line 3. -> leave one of them out",
            "Cannot run job 'features' on emr: broken (lock.txt:16) has no hash. -> write"
                + " '--hash=sha256:...' behind its version",
            "Cannot run job 'features' on emr: pyspark==3.5.6 (lock.txt:9) is written for Spark"
                + " 3.5, and Spark 4.1 runs there. -> take its build for Spark 4.1",
            "Cannot run job 'features' on emr: delta-spark==3.2.0 (lock.txt:10) is written for"
                + " Spark 3.5, and Spark 4.1 runs there. -> take its build for Spark 4.1");
  }

  @Test
  void whatALockFileSaysCannotBeToldWhereNobodyHasIt() {
    assertThat(findings(with("deps: {requirements: \"s3://code/lock.txt\"}"), runtime("dbr")))
        .containsExactly(
            "TOLD lock.txt (jobs/features.yaml:18) is not on this machine, so that nobody has seen"
                + " what it pins -> lay it beside the job file");
  }

  @Test
  void explainTellsWhatARunWouldBeRefusedFor() {
    JobFolder jobs = with("deps: {packages: [\"a:b_2.12:1\"]}");
    assertThat(Explanation.of(jobs.merged(), JobFolder.CONTEXT).dependencies())
        .extracting(DependencyFinding::weight)
        .containsExactly(DependencyFinding.Weight.REFUSED);
  }
}
