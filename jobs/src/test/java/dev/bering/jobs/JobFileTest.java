package dev.bering.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a job file says, and what is said of one that says it wrong. */
class JobFileTest {

  private static List<String> problems(String from, String to, String... sets) {
    String changed = JobFolder.JOB.replace(from, to);
    assertThat(changed).isNotEqualTo(JobFolder.JOB);
    return JobFolder.of(changed).problems(sets);
  }

  @Test
  void tagsAreThoseOfAllLayersAndSayWhatOnlyRunsKnow() {
    String tags =
        JobFolder.of(
                JobFolder.JOB
                    + """
                    cost:
                      tags:
                        team: null
                        stage: dev
                        table: "${params.out}"
                        job: "${metadata.name}"
                        date: "${params.ds}"
                    """)
            .with(
                "defaults.yaml",
                """
                apiVersion: bering/v1
                kind: SparkJobLayer
                cost: {tags: {team: data, cost_center: "4711"}}
                """)
            .with(
                "env/prod.yaml",
                """
                apiVersion: bering/v1
                kind: SparkJobLayer
                cost: {tags: {stage: prod}}
                """)
            .merged(new JobChoice(Optional.empty(), Optional.of("prod"), List.of()))
            .tags()
            .entrySet()
            .stream()
            .map(
                tag ->
                    "%s=%s%s"
                        .formatted(
                            tag.getKey(),
                            tag.getValue().text(),
                            tag.getValue().isOpen() ? " (open)" : ""))
            .collect(Collectors.joining("\n"));
    assertThat(tags)
        .isEqualTo(
            """
            cost_center=4711
            date=${params.ds} (open)
            job=features
            stage=prod
            table=${params.out} (open)""");
  }

  @Test
  void fillsInWhatItRefersTo() {
    Job job = JobFolder.of(JobFolder.JOB).merged().resolve(JobFolder.CONTEXT);
    assertThat(job.program().file()).contains("s3://code/1.4.2/threat.jar");
    assertThat(job.program().arguments())
        .containsExactly("--date", "2026-11-23", "--out", "s3://lake/features/2026-11-23");
    assertThat(job.program().argumentTemplates())
        .containsExactly("--date", "${params.ds}", "--out", "${params.out}");
    assertThat(job.parameters()).containsEntry("ds", "2026-11-23");
  }

  @Test
  void twoDollarsAreText() {
    Job job =
        JobFolder.of(JobFolder.JOB.replace("--date,", "\"$${params.ds}\","))
            .merged()
            .resolve(JobFolder.CONTEXT);
    assertThat(job.program().arguments()).startsWith("${params.ds}");
  }

  @Test
  void layersLieOverOneAnother() {
    JobFolder folder =
        JobFolder.of(JobFolder.JOB)
            .with(
                "defaults.yaml",
                """
                apiVersion: bering/v1
                kind: SparkJobLayer
                spec: {driver: {cores: 2, memory: 4g}, sparkConf: {spark.a: defaults}}
                cost: {tags: {team: data}}
                """)
            .with(
                "env/test.yaml",
                """
                apiVersion: bering/v1
                kind: SparkJobLayer
                platform: databricks
                spec: {sparkConf: {spark.a: test}, params: {out: /tmp/out}}
                """);
    Job job = folder.merged("driver.cores=8").resolve(JobFolder.CONTEXT);
    assertThat(job.driver().cores()).hasValue(8);
    assertThat(job.driver().memory()).contains("8g");
    assertThat(requireNonNull(job.sparkConf().get("spark.a")).origin().text())
        .isEqualTo("jobs/defaults.yaml:3");
    assertThat(job.tags()).containsEntry("team", "data");

    Job test =
        folder
            .merged(new JobChoice(Optional.empty(), Optional.of("test"), List.of()))
            .resolve(JobFolder.CONTEXT);
    assertThat(test.platform()).isEqualTo("databricks");
    assertThat(test.sparkConf()).doesNotContainKey("spark.sql.shuffle.partitions");
    assertThat(requireNonNull(test.sparkConf().get("spark.a")).value()).isEqualTo("test");
    assertThat(test.parameters()).containsEntry("out", "/tmp/out");
  }

  @Test
  void aListOfPlatformsNamesThoseThatTakeOver() {
    JobFolder folder =
        JobFolder.of(JobFolder.JOB.replace("platform: emr ", "platform: [databricks, emr] "));
    assertThat(folder.merged().platforms()).containsExactly("databricks", "emr");
    assertThat(folder.on("emr").platforms()).containsExactly("emr");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(
            JobFolder.of(
                    """
                    apiVersion: bering/v1
                    kind: SparkJob
                    metadata: {name: features}
                    platform: emrr
                    spec:
                      type: Jva
                      mainApplicationFil: a.jar
                      driver: {memory: lots, cores: many}
                      arguments: {a: b}
                      sparkConf: [a]
                    run: {timeout: soon, retries: {retryOn: [USER]}}
                    """)
                .problems())
        .containsExactly(
            "Cannot read jobs/features.yaml: line 4: 'platform' cannot have this value."
                + " -> did you mean emr?",
            "Cannot read jobs/features.yaml: line 6: 'spec.type' cannot have this value."
                + " -> did you mean Java?",
            "Cannot read jobs/features.yaml: line 7: 'spec' has no key 'mainApplicationFil'."
                + " -> did you mean mainApplicationFile?",
            "Cannot read jobs/features.yaml: line 8: 'spec.driver.memory' is no amount of memory."
                + " -> write it as in 16g",
            "Cannot read jobs/features.yaml: line 8: 'spec.driver.cores' is no whole number of at"
                + " least 0. -> write it as in 10",
            "Cannot read jobs/features.yaml: line 9: 'spec.arguments' has no plain value."
                + " -> write a text, a number, true or false",
            "Cannot read jobs/features.yaml: line 10: 'spec.sparkConf' is no mapping of keys to"
                + " values. -> write 'key: value' lines",
            "Cannot read jobs/features.yaml: line 11: 'run.timeout' is no length of time."
                + " -> write it as in 1h30m",
            "Cannot read jobs/features.yaml: line 11: 'run.retries.retryOn' cannot have this value."
                + " -> choose one of CAPACITY, QUOTA, CONFIG, AUTH, DEPENDENCY, MEMORY, USER_CODE,"
                + " TIMEOUT, CANCELLED, SKIPPED, PLATFORM");
  }

  @Test
  void aFileOfANewerVersionIsRefusedBeforeItIsRead() {
    assertThat(problems("bering/v1", "bering/v2"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 1: it is of version bering/v2, and this Bering"
                + " reads bering/v1. -> use a newer Bering");
    assertThat(problems("bering/v1", "v1"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 1: 'apiVersion' is no version of job files."
                + " -> write 'apiVersion: bering/v1'");
  }

  @Test
  void twoFilesOfOneNameAreRefused() {
    assertThat(JobFolder.of(JobFolder.JOB).with("other.yaml", JobFolder.JOB).files())
        .satisfies(
            files ->
                assertThat(JobFolder.FORMAT.catalogue(files).problems())
                    .extracting(problem -> problem.message() + " -> " + problem.hint())
                    .containsExactly(
                        "Cannot read jobs/other.yaml: line 3: job 'features' is in"
                            + " jobs/features.yaml too. -> give one of them another name"));
  }

  @Test
  void aPlatformWithoutItsBlockIsRefused() {
    assertThat(problems("  emr: {releaseLabel: emr-7.9.0}\n", ""))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 5: the job has no block for emr."
                + " -> write 'platforms: {emr: ...}' with releaseLabel");
    assertThat(problems("{releaseLabel: emr-7.9.0}", "{sparkVersion: '3.5'}"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 19: the file has no releaseLabel."
                + " -> write 'releaseLabel: ...'");
  }

  @Test
  void secretsInClearAreRefusedAndNeverRepeated() {
    List<String> problems =
        problems(
            "spark.yarn.queue: prod",
            "spark.hadoop.fs.s3a.secret.key: hunter2, spark.x: 'jdbc:pg://a:hunter2@h/d'");
    assertThat(problems)
        .containsExactly(
            "Cannot read jobs/features.yaml: line 16:"
                + " 'spec.sparkConf.spark.hadoop.fs.s3a.secret.key' has a secret in clear. -> take it"
                + " out of the file and its history, and write a reference under spec.secrets",
            "Cannot read jobs/features.yaml: line 16: 'spec.sparkConf.spark.x' has a secret in"
                + " clear. -> take it out of the file and its history, and write a reference under"
                + " spec.secrets");
    assertThat(JobFolder.of(JobFolder.JOB).problems("arguments=[--password=hunter2]"))
        .containsExactly(
            "Cannot read --set arguments: 'spec.arguments[0]' has a secret in clear. -> take it out"
                + " of the file and its history, and write a reference under spec.secrets");
    assertThat(problems("${env.LAKE}", "${env.DB_PASSWORD}"))
        .contains(
            "Cannot read jobs/features.yaml: line 15: '${env.DB_PASSWORD}' would put a secret into"
                + " the job's definition. -> write it under spec.secrets as 'DB_PASSWORD: {ref:"
                + " \"env:DB_PASSWORD\"}'");
  }

  @Test
  void secretsAreFoundInThePlatformsOwnWordsTooAndInWhatReferencesComeTo() {
    assertThat(
            problems(
                "num_workers: 2",
                "spark_conf: {fs.azure.account.key.x: 123}, spark_env_vars: {DB_PASSWORD: 1234}"))
        .extracting(problem -> problem.replaceFirst(" -> .*", ""))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 21:"
                + " 'platforms.databricks.cluster.spark_conf.fs.azure.account.key.x' has a secret in"
                + " clear.",
            "Cannot read jobs/features.yaml: line 21:"
                + " 'platforms.databricks.cluster.spark_env_vars.DB_PASSWORD' has a secret in clear.");
    assertThat(problems("[--date,", "[--password, hunter2, --date,"))
        .hasSize(1)
        .allMatch(problem -> problem.contains("'spec.arguments[1]' has a secret in clear"));
    RunContext context =
        new RunContext(
            "x", JobFolder.CONTEXT.logicalDate(), name -> Optional.of("postgres://u:hunter2@h/d"));
    assertThat(
            Assertions.catchThrowable(() -> JobFolder.of(JobFolder.JOB).merged().resolve(context)))
        .hasMessage(
            "Cannot read jobs/features.yaml: line 15: environment variable LAKE holds a secret,"
                + " which would stand in the job's definition.");
  }

  @Test
  void whatANullTookAwayIsMissedAndNotADefect() {
    assertThat(JobFolder.of(JobFolder.JOB).problems("sparkVersion="))
        .containsExactly(
            "Cannot read --set sparkVersion: 'spec' has no sparkVersion."
                + " -> write 'sparkVersion: ...'");
    assertThat(JobFolder.of(JobFolder.JOB).problems("sparkVersion='99999999999.0'"))
        .containsExactly(
            "Cannot read --set sparkVersion: 'spec.sparkVersion' is no version of Spark."
                + " -> write it as in 4.1");
    assertThat(problems("platform: emr ", "platform: [emr, emr] "))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 5: 'platform' names one twice."
                + " -> name each once; run.retries decides how often one is tried");
    assertThat(problems("platform: emr ", "platform: [] "))
        .contains(
            "Cannot read jobs/features.yaml: line 5: 'platform' names none."
                + " -> name one, or leave the line out");
  }

  @Test
  void oddYamlIsRefusedInWords() {
    for (String odd :
        List.of("spec: 3", "spec: [a]", "spec: {params: [a]}", "platforms: {emr: 1}", "run: []")) {
      String text =
          "apiVersion: bering/v1\nkind: SparkJob\nmetadata: {name: features}\nplatform: emr\n"
              + odd
              + "\n";
      assertThat(JobFolder.of(text).problems()).as(odd).isNotEmpty();
    }
  }

  @Test
  void parametersHaveTheirTypes() {
    assertThat(JobFolder.of(JobFolder.JOB).problems("params.ds=yesterday"))
        .containsExactly(
            "Cannot read --set params.ds: parameter 'ds' is no date. -> write it as in 2026-12-31");
    assertThat(problems("default: \"${run.logicalDate}\"", "doc: the day"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 14: parameter 'ds' has no value."
                + " -> give it a default, or run with --set params.ds=...");
    assertThat(problems("{type: date, default", "{choices: [a, b], default"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 14: parameter 'ds' cannot have this value."
                + " -> choose one of a, b");
  }

  @Test
  void referencesThatStandForNothingAreRefused() {
    assertThat(problems("${params.ds}\", --out", "${params.day}\", --out"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 12: '${params.day}' is no parameter of the job."
                + " -> choose one of ds, out");
    assertThat(problems("${run.logicalDate}", "${run.logicaldate1}"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 14: '${run.logicaldate1}' stands for nothing."
                + " -> did you mean run.logicalDate?, or write $${...} for the text itself");
    assertThat(problems("${env.LAKE}", "${env.POND}"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 15: environment variable POND is not set."
                + " -> set it, or write the value");
    assertThat(problems("${run.logicalDate}", "${params.out}"))
        .contains(
            "Cannot read jobs/features.yaml: line 15: '${params.ds}' is said by means of itself."
                + " -> give one of params.ds, params.out a value of its own");
  }

  @Test
  void anUnpinnedPackageIsRefused() {
    assertThat(
            problems(
                "  driver: {memory: 8g}",
                "  deps: {packages: ['org.a:b:LATEST', 'org.a:b', 'org.a:b:1.0']}"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 17: package 'org.a:b:LATEST' has no exact"
                + " version. -> write group:artifact:version, without ranges, LATEST or SNAPSHOT",
            "Cannot read jobs/features.yaml: line 17: package 'org.a:b' has no exact version."
                + " -> write group:artifact:version, without ranges, LATEST or SNAPSHOT");
  }

  @Test
  void combinationsThatCannotBeAreRefused() {
    assertThat(problems("type: Java", "type: Python"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 11: a Python job has no mainClass."
                + " -> leave it out");
    assertThat(problems("  mainClass: com.acme.Features\n", ""))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 8: the job has no mainClass."
                + " -> write the class with its main method");
    assertThat(problems("platforms:\n", "run: {schedule: {owner: platform}}\nplatforms:\n"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 18: the platform is to start the job, and nothing"
                + " says when. -> write 'quartzCronExpression: ...'");
    assertThat(problems("platforms:\n", "cost: {required: [team]}\nplatforms:\n"))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 18: tag 'team' is required, and the job has none."
                + " -> write it under cost.tags");
  }

  @Test
  void aBombIsRefusedBeforeItUnfolds() {
    StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'k'; c++) {
      char before = (char) (c - 1);
      bomb.append("%c: &%c [%s]\n".formatted(c, c, ("*" + before + ",").repeat(9) + "*" + before));
    }
    assertThat(JobFolder.of(bomb.toString()).problems())
        .containsExactly(
            "Cannot read jobs/features.yaml: line 1: it unfolds to more than 20,000 values."
                + " -> write fewer values, and no aliases of aliases");
    assertThat(JobFolder.of("a: &a [*a]\n").problems())
        .containsExactly(
            "Cannot read jobs/features.yaml: line 1: its values are nested more than 40 deep."
                + " -> write fewer values, and no aliases of aliases");
  }

  @Test
  void whatASetDoesNotNameIsRefused() {
    assertThat(JobFolder.of(JobFolder.JOB).problems("drver.cores=2", "driver.corse=2", "x"))
        .containsExactly(
            "Cannot read --set drver.cores: a job file has no key 'drver'. -> did you mean driver?",
            "Cannot read --set driver.corse: a job file has no key 'corse' there."
                + " -> did you mean cores?",
            "Cannot read --set: it is no KEY=VALUE. -> write it as in --set params.ds=2026-01-01");
  }

  @Test
  void anUnknownJobOrEnvironmentIsToldWithTheNearestName() {
    JobFolder folder =
        JobFolder.of(JobFolder.JOB)
            .with("env/test.yaml", "apiVersion: bering/v1\nkind: SparkJobLayer\n");
    assertThat(
            Assertions.catchThrowable(
                () -> JobFolder.FORMAT.catalogue(folder.files()).job("feature", JobChoice.NONE)))
        .hasMessage("Cannot find job 'feature': jobs has none of that name.");
    assertThat(
            Assertions.catchThrowable(
                () ->
                    folder.merged(new JobChoice(Optional.empty(), Optional.of("tst"), List.of()))))
        .hasMessage("Cannot use environment 'tst': jobs has no env/tst.yaml.");
  }

  @Test
  void aNotebookIsRefusedWhereNoneRunsAndGivesWayToCodeThatMoves() {
    String notebook =
        JobFolder.JOB
            .replaceFirst("type: \\w+", "type: Notebook")
            .replaceFirst("mainClass: [^\n]*", "");
    assertThat(JobFolder.of(notebook).problems())
        .containsExactly(
            "Cannot read jobs/features.yaml: line 8: the job is a notebook, and emr runs none."
                + " -> put its code into a Python file or a wheel and write 'type: Python', there"
                + " or under platforms.emr",
            "Cannot read jobs/features.yaml: line 12: a notebook has no arguments."
                + " -> declare what it takes under spec.params; it is given them by name");
    assertThat(JobFolder.of(notebook).problems("type=Python", "mainClass=null")).isEmpty();
  }
}
