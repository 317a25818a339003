package dev.bering.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of jobs are published as versions; one line moves a job, and moves it back. */
class PublishTest {
  private static final JobPublisher.Author ANNA = author("anna", Optional.empty());

  @TempDir Path folder;
  private JobStore store = new JobStore(Stores.open(Location.of("unused")));
  private JobPublisher publisher = new JobPublisher(JobFolder.FORMAT, store);

  @BeforeEach
  void open() {
    store = new JobStore(Stores.open(Location.of(folder.resolve("store"))));
    publisher = new JobPublisher(JobFolder.FORMAT, store);
  }

  private static JobPublisher.Author author(String name, Optional<String> because) {
    return new JobPublisher.Author(
        name, Instant.parse("2026-11-23T10:00:00Z"), because, Optional.of("abc123"));
  }

  private void publish(JobFolder jobs) {
    publisher.publish(publisher.plan(jobs.files(), ANNA));
  }

  private static List<String> problems(Supplier<?> action) {
    UserException refusal = catchThrowableOfType(UserException.class, action::get);
    return refusal.problems().stream()
        .map(problem -> problem.message() + " -> " + problem.hint())
        .toList();
  }

  private static String other(String name) {
    return JobFolder.JOB.replace("name: features", "name: " + name);
  }

  @Test
  void aVersionHoldsEveryFileAndNothingIsPublishedTwice() {
    JobFolder jobs = JobFolder.of(JobFolder.JOB).with("b.yaml", other("bills"));
    PublishPlan plan = publisher.plan(jobs.files(), ANNA);
    assertThat(plan.changes())
        .extracting(change -> change.kind() + " " + change.name())
        .containsExactly("NEW bills", "NEW features");
    publisher.publish(plan);
    Publication first = store.newest().orElseThrow();
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.platforms()).containsEntry("features", "emr");
    assertThat(store.files(first).texts()).isEqualTo(jobs.files().texts());
    assertThat(publisher.plan(jobs.files(), ANNA).isEmpty()).isTrue();

    JobFolder changed = JobFolder.of(JobFolder.JOB.replace("8g", "9g"));
    PublishPlan next = publisher.plan(changed.files(), ANNA);
    assertThat(next.changes())
        .extracting(change -> change.kind() + " " + change.name())
        .containsExactly("CHANGED features", "REMOVED bills");
    publisher.publish(next);
    assertThat(store.files(store.at(1)).texts()).isEqualTo(jobs.files().texts());
  }

  @Test
  void everyWrongFileIsToldAndNothingIsPublished() {
    JobFolder jobs =
        JobFolder.of(JobFolder.JOB.replace("type: Java", "type: Jav"))
            .with("b.yaml", other("bills").replace("driver: {memory: 8g}", "drivr: {}"));
    assertThat(problems(() -> publisher.plan(jobs.files(), ANNA)))
        .containsExactly(
            "Cannot read jobs/b.yaml: line 17: 'spec' has no key 'drivr'. -> did you mean driver?",
            "Cannot read jobs/features.yaml: line 8: 'spec.type' cannot have this value."
                + " -> did you mean Java?");
    assertThat(store.newest()).isEmpty();
  }

  @Test
  void whatOnlyRunsKnowDoesNotKeepAJobFromBeingPublished() {
    publish(
        JobFolder.of(
            JobFolder.JOB
                .replace("default: \"${run.logicalDate}\"", "doc: the day")
                .replace("${env.LAKE}", "${env.NOT_HERE}")));
    assertThat(store.newest()).isPresent();
  }

  private List<String> notes(JobFolder jobs) {
    return publisher.plan(jobs.files(), ANNA).notes().stream()
        .map(
            note ->
                "%s on %s: %s %s: %s"
                    .formatted(note.job(), note.platform(), note.topic(), note.key(), note.why()))
        .toList();
  }

  @Test
  void variablesThatOnlyRunsKnowAreTakenForNothingAndTheirChecksArePutOff() {
    // With a number in their place, the first would be no URI, and the second would be one core.
    assertThat(
            notes(
                JobFolder.of(
                    JobFolder.JOB.replace(
                        "driver: {memory: 8g}", "driver: {cores: \"${env.CORES}\"}"))))
        .containsExactly(
            "features on emr: PUT_OFF spec.driver.cores: rests on a variable that only runs know"
                + " (jobs/features.yaml:17)",
            "features on emr: PUT_OFF the job: what emr makes of it is checked by its runs");
    assertThat(notes(JobFolder.of(JobFolder.JOB.replace("emr-7.9.0", "\"emr-${env.RELEASE}\""))))
        .containsExactly(
            "features on emr: PUT_OFF platforms.emr.releaseLabel: rests on a variable that only"
                + " runs know (jobs/features.yaml:19)",
            "features on emr: PUT_OFF the job: what emr makes of it is checked by its runs");
    assertThat(
            problems(
                () ->
                    notes(
                        JobFolder.of(
                            JobFolder.JOB.replace(
                                "driver: {memory: 8g}",
                                "driver: {cores: \"${env.CORES}\", memory: lots}")))))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 17: 'spec.driver.memory' is no amount of memory."
                + " -> write it as in 16g");
    assertThat(
            problems(
                () ->
                    notes(
                        JobFolder.of(
                            JobFolder.JOB.replace("emr-7.9.0", "\"${env.DB_PASSWORD}\"")))))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 19: '${env.DB_PASSWORD}' would put a secret into"
                + " the job's definition. -> write it under spec.secrets as 'DB_PASSWORD: {ref:"
                + " \"env:DB_PASSWORD\"}'");
  }

  @Test
  void whatAPlatformMakesOfAJobIsToldBeforeItIsPublished() {
    String zone =
        "spark.sql.session.timeZone: nobody says it, so the zone of the machine decides;"
            + " write the zone of the legacy platform";
    JobFolder jobs =
        JobFolder.of(
                JobFolder.JOB.replace(
                    "driver: {memory: 8g}",
                    "deps: {packages: [\"com.google.guava:guava:31.1-jre\"]}\n  driver: {memory: 8g}"))
            .with("b.yaml", other("bills"));
    assertThat(notes(jobs))
        .containsExactly(
            "bills on emr: PUT_OFF spec.params.out.default: rests on a variable that only runs know"
                + " (jobs/b.yaml:15)",
            "bills on emr: WARNING " + zone,
            "features on emr: PUT_OFF spec.params.out.default: rests on a variable that only runs"
                + " know (jobs/features.yaml:15)",
            "features on emr: WARNING " + zone,
            "features on emr: DEPENDENCY com.google.guava:guava:31.1-jre (jobs/features.yaml:17):"
                + " clashes with 33.4.8-jre, which Apache Spark 4.1.3 brings: Spark's own wins");
    publish(jobs);
    // Only of what changes, on the platforms that it has then.
    assertThat(
            publisher
                .cutover("bills", Optional.of("databricks"), author("boris", Optional.of("why")))
                .notes())
        .extracting(note -> "%s on %s %s".formatted(note.job(), note.platform(), note.key()))
        .containsExactly(
            "bills on databricks spec.params.out.default",
            "bills on databricks spec.driver.memory",
            "bills on databricks spark.yarn.queue",
            "bills on databricks spark.sql.sources.default = parquet",
            "bills on databricks spark.sql.session.timeZone");
  }

  private static final String SMALL =
      """
      apiVersion: bering/v1
      kind: ClusterPolicy
      metadata: {name: small}
      spec:
        definition:
          num_workers: {type: range, maxValue: 2}
          data_security_mode: {type: fixed, value: SINGLE_USER}
          dbus_per_hour: {type: range, maxValue: 10}
      """;

  private static final String GOVERNED =
      JobFolder.JOB
          .replace("platform: emr ", "platform: databricks ")
          .replace("    cluster:", "    policy: small\n    cluster:");

  @Test
  void aVersionHoldsThePoliciesThatItsJobsWereCheckedAgainst() {
    JobFolder jobs = JobFolder.of(GOVERNED).with("policies/small.yaml", SMALL);
    assertThat(notes(jobs))
        .contains(
            "features on databricks: POLICY data_security_mode: is not set, and policy 'small'"
                + " fixes it to SINGLE_USER (jobs/policies/small.yaml:7): it is filled in",
            "features on databricks: POLICY dbus_per_hour: is not checked (only Databricks knows"
                + " what a cluster costs in an hour), and policy 'small' wants at most 10"
                + " (jobs/policies/small.yaml:8)");
    publish(jobs);
    Publication first = store.newest().orElseThrow();
    PublishPlan stricter =
        publisher.plan(
            JobFolder.of(GOVERNED.replace("num_workers: 2", "num_workers: 1"))
                .with("policies/small.yaml", SMALL.replace("maxValue: 2", "maxValue: 1"))
                .files(),
            ANNA);
    assertThat(stricter.changes())
        .extracting(change -> change.kind() + " " + change.name())
        .containsExactly("CHANGED features", "CHANGED policies/small.yaml");
    publisher.publish(stricter);
    // A run of the first version reads the policy of the first version.
    for (Publication version : List.of(first, store.newest().orElseThrow())) {
      assertThat(
              Explanation.of(
                      JobFolder.FORMAT
                          .catalogue(store.files(version, "features").only("features.yaml"))
                          .job("features", JobChoice.NONE),
                      JobFolder.CONTEXT)
                  .policy())
          .extracting(PolicyFinding::weight)
          .containsExactly(PolicyFinding.Weight.FILLED_IN, PolicyFinding.Weight.UNCHECKED);
    }
    assertThat(store.files(first, "features").texts()).containsEntry("policies/small.yaml", SMALL);
  }

  @Test
  void whatAPolicyRefusesIsNeitherPublishedNorMoved() {
    String strict = SMALL.replace("maxValue: 2", "maxValue: 1");
    String refusal =
        "Cannot run job 'features' on databricks: num_workers is 2 (%s:22), and policy 'small' wants"
            + " at most 1 (%s:6). -> change the value, or the policy";
    assertThat(
            problems(
                () ->
                    publisher.plan(
                        JobFolder.of(GOVERNED).with("policies/small.yaml", strict).files(), ANNA)))
        .containsExactly(refusal.formatted("jobs/features.yaml", "jobs/policies/small.yaml"));
    publish(
        JobFolder.of(GOVERNED.replace("platform: databricks ", "platform: emr "))
            .with("policies/small.yaml", strict));
    String place = store.name() + "@1/";
    assertThat(problems(() -> publisher.cutover("features", Optional.of("databricks"), ANNA)))
        .containsExactly(refusal.formatted(place + "features.yaml", place + "policies/small.yaml"));
    assertThat(store.newest().orElseThrow().version()).isEqualTo(1);
    // One that is wrong stops the publication, as any other file does.
    assertThat(
            problems(
                () ->
                    publisher.plan(
                        JobFolder.of(JobFolder.JOB)
                            .with(
                                "policies/a.yaml",
                                SMALL.replace(
                                    "num_workers: {type: range", "num_workers: {type: rang"))
                            .files(),
                        ANNA)))
        .containsExactly(
            "Cannot read jobs/policies/a.yaml: line 6: 'spec.definition.num_workers.type' cannot"
                + " have this value. -> did you mean range?");
  }

  @Test
  void oneLineMovesAJobAndMovesItBack() {
    publish(JobFolder.of(JobFolder.JOB).with("b.yaml", other("bills")));
    publisher.publish(
        publisher.cutover(
            "features",
            Optional.of("databricks"),
            author("boris", Optional.of("parity is green"))));
    Publication moved = store.newest().orElseThrow();
    assertThat(moved.version()).isEqualTo(2);
    assertThat(moved.kind()).isEqualTo(Publication.Kind.CUTOVER);
    assertThat(moved.because()).contains("parity is green");
    assertThat(moved.changed()).containsExactly("features");
    assertThat(store.files(moved).texts())
        .containsEntry(
            "features.yaml",
            JobFolder.JOB.replace(
                "platform: emr   # this line", "platform: databricks   # this line"));

    publisher.publish(publisher.rollback("features", author("boris", Optional.of("too dear"))));
    Publication back = store.newest().orElseThrow();
    assertThat(back.version()).isEqualTo(3);
    assertThat(store.files(back).texts()).isEqualTo(store.files(store.at(1)).texts());
    assertThat(problems(() -> publisher.cutover("features", Optional.of("emr"), ANNA)))
        .containsExactly(
            "Cannot move job 'features': version 3 of %s has it on emr already. -> see its versions with 'bering job history features'"
                .formatted(store.name()));
  }

  @Test
  void aJobWithoutAPlatformLineGetsOne() {
    publish(
        JobFolder.of(JobFolder.JOB.replaceFirst("platform: emr.*\n", ""))
            .with("defaults.yaml", "apiVersion: bering/v1\nkind: SparkJobLayer\nplatform: emr\n"));
    publisher.publish(publisher.cutover("features", Optional.of("databricks"), ANNA));
    assertThat(store.files(store.newest().orElseThrow()).texts().get("features.yaml"))
        .contains("\nplatform: databricks\nspec:\n");
  }

  @Test
  void aMoveThatWouldMoveNothingIsRefused() {
    String bare = "apiVersion: bering/v1\nkind: SparkJob\nmetadata: {name: features}\n# the end";
    String defaults =
        JobFolder.JOB
            .replace("kind: SparkJob", "kind: SparkJobLayer")
            .replaceFirst("metadata.*\n", "");
    publish(JobFolder.of(bare).with("defaults.yaml", defaults));
    publisher.publish(publisher.cutover("features", Optional.of("databricks"), ANNA));
    assertThat(store.newest().orElseThrow().platforms()).containsEntry("features", "databricks");

    publish(
        JobFolder.of(JobFolder.JOB.replace("platform: emr ", "platform: databricks "))
            .with("env/prod.yaml", "apiVersion: bering/v1\nkind: SparkJobLayer\nplatform: emr\n"));
    assertThat(problems(() -> publisher.cutover("features", Optional.of("emr"), ANNA)))
        .containsExactly(
            "Cannot move job 'features': environment 'prod' says a platform for every job, and"
                + " would win. -> take 'platform' out of env/prod.yaml");
  }

  @Test
  void aKeptJobHasNothingInItThatDiffersFromRunToRun() {
    JobFolder jobs =
        JobFolder.of(
            JobFolder.JOB
                .replace("[--date,", "[--run, \"${run.id}\", --date,")
                .replace(
                    "platforms:\n",
                    "  env: {DAY: \"${params.ds}\"}\nrun: {mode: scheduled}\nplatforms:\n"));
    assertThat(problems(() -> publisher.plan(jobs.files(), ANNA)))
        .containsExactly(
            "Cannot keep job 'features' on emr: spec.arguments[1] (jobs/features.yaml:12) differs"
                + " from run to run. -> hand it over as an argument that is a parameter, or write"
                + " 'mode: adhoc' under run",
            "Cannot keep job 'features' on emr: spec.env.DAY (jobs/features.yaml:18) differs from"
                + " run to run. -> hand it over as an argument that is a parameter, or write 'mode:"
                + " adhoc' under run");
  }

  @Test
  void aFolderThatNeverHeardOfAMoveDoesNotUndoIt() {
    JobFolder jobs = JobFolder.of(JobFolder.JOB);
    publish(jobs);
    publisher.publish(
        publisher.cutover(
            "features",
            Optional.of("databricks"),
            author("boris", Optional.of("parity is green"))));
    assertThat(problems(() -> publisher.plan(jobs.files(), ANNA)))
        .containsExactly(
            "Cannot publish jobs: version 2 moved job 'features' to databricks (boris: parity is"
                + " green), and jobs/features.yaml says emr. -> write 'platform: databricks' there,"
                + " or move the job with 'bering cutover' or 'bering rollback'");
    // Once the folder has caught up, its own line moves the job.
    publish(
        JobFolder.of(
            JobFolder.JOB.replace("platform: emr ", "platform: databricks ").replace("8g", "9g")));
    publish(jobs);
    assertThat(store.newest().orElseThrow().platforms()).containsEntry("features", "emr");
  }

  @Test
  void ofTwoWhoPublishAtOnceOneIsTold() {
    PublishPlan one = publisher.plan(JobFolder.of(JobFolder.JOB).files(), ANNA);
    PublishPlan other =
        publisher.plan(
            JobFolder.of(JobFolder.JOB.replace("8g", "9g")).files(),
            author("boris", Optional.empty()));
    publisher.publish(one);
    UserException refusal =
        catchThrowableOfType(UserException.class, () -> publisher.publish(other));
    assertThat(refusal)
        .hasMessage(
            "Cannot publish to %s: anna published version 1 meanwhile.".formatted(store.name()));
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.TEMPORARY);
  }

  @Test
  void aVersionOfBeforeSchedulesWereLookedAfterIsRead() throws IOException {
    publish(JobFolder.of(JobFolder.JOB));
    Path file = folder.resolve("store/versions/%020d.json".formatted(1));
    String text = Files.readString(file);
    String older = text.replaceAll(",\\s*\"schedules\" : \\[ \\]", "");
    assertThat(older).isNotEqualTo(text);
    Files.writeString(file, older);
    assertThat(store.newest().orElseThrow().schedules()).isEmpty();
  }

  @Test
  void aStoreThatWasTamperedWithIsNotRead() throws IOException {
    publish(JobFolder.of(JobFolder.JOB));
    Publication first = store.newest().orElseThrow();
    Path file = folder.resolve("store/files/%s.yaml".formatted(first.files().get("features.yaml")));
    Files.writeString(file, JobFolder.JOB.replace("8g", "1g"));
    assertThat(problems(() -> store.files(first)))
        .containsExactly(
            "Cannot read jobs of %s: features.yaml of version 1 was changed after it was published. -> publish the folder again"
                .formatted(store.name()));
    Files.delete(file);
    assertThat(problems(() -> store.files(first)))
        .containsExactly(
            "Cannot read jobs of %s: features.yaml of version 1 is missing. -> publish the folder again"
                .formatted(store.name()));
    assertThat(problems(() -> publisher.source("feature")))
        .containsExactly(
            "Cannot find job 'feature': version 1 of %s has none of that name. -> did you mean features?"
                .formatted(store.name()));
  }

  @Test
  void whereNothingWasPublishedNothingIsFound() {
    assertThat(problems(() -> publisher.source("features")))
        .containsExactly(
            "Cannot read jobs of %s: nothing was published there. -> publish a folder with 'bering job publish FOLDER %s'"
                .formatted(store.name(), store.name()));
    assertThat(
            problems(
                () -> {
                  publish(JobFolder.of(JobFolder.JOB));
                  return publisher.cutover("features", Optional.empty(), ANNA);
                }))
        .containsExactly(
            "Cannot move job 'features': nothing says where to. -> name the platform with --to, or"
                + " write 'target: ...' under migration");
    assertThat(problems(() -> publisher.rollback("features", ANNA)))
        .containsExactly(
            "Cannot take job 'features' back: no version of %s has it on another platform than emr. -> see its versions with 'bering job history features'"
                .formatted(store.name()));
  }
}
