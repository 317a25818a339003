package dev.bering.platforms;

import static dev.bering.platforms.DatabricksServer.Moment.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.databricks.sdk.core.DatabricksConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.JobPublisher;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.JobStore;
import dev.bering.jobs.PublishPlan;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunContext;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunWatcher;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job that leaves a workspace is not started there any more, and is again once it is back. */
class DatabricksScheduleTest {
  private static final JobPublisher.Author ANNA =
      new JobPublisher.Author(
          "anna",
          Instant.parse("2026-11-23T10:00:00Z"),
          Optional.of("parity is green"),
          Optional.empty());

  @TempDir Path folder;
  private DatabricksServer server;
  private JobFormat format;
  private JobStore store;
  private JobPublisher publisher;
  private String schedule = "schedule: {quartzCronExpression: \"0 0 5 * * ?\", owner: platform}";
  private String more = "";

  @BeforeEach
  void start() {
    server = new DatabricksServer(folder);
    format =
        new JobFormat(
            List.of(
                new DatabricksPlatform(
                    () -> new DatabricksConfig().setToken(DatabricksServer.LOGIN),
                    Duration.ofMillis(2)),
                new EmrPlatform()));
    store = new JobStore(Stores.open(Location.of(folder.resolve("store"))));
    publisher = new JobPublisher(format, store);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JobFiles files() {
    return new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", text())));
  }

  private String text() {
    return """
                apiVersion: bering/v1
                kind: SparkJob
                metadata: {name: totals}
                platform: databricks
                run:
                  mode: scheduled
                  %s
                spec:
                  type: Java
                  sparkVersion: "3.5"
                  mainApplicationFile: s3://code/totals.jar
                  mainClass: com.acme.Totals
                platforms:
                  databricks:
                    host: "%s"
                    cluster: {spark_version: 16.4.x-scala2.13, num_workers: 1}
                %s
                  emr: {releaseLabel: emr-7.9.0, instances: {InstanceCount: 1}}
                """
        .formatted(schedule, server.url(), more);
  }

  /** Publishes the job, and lets Databricks keep it as its first run would. */
  private void published() throws Exception {
    publisher.publish(publisher.plan(files(), ANNA));
    format
        .platform("databricks")
        .schedule(
            format
                .platform("databricks")
                .render(
                    format
                        .catalogue(files())
                        .job("totals", JobChoice.NONE)
                        .resolve(
                            new RunContext(
                                "totals-1", LocalDate.of(2026, 11, 23), name -> Optional.empty()))))
        .orElseThrow()
        .resume();
  }

  private PublishPlan cutover() {
    return publisher.cutover("totals", Optional.of("emr"), ANNA);
  }

  private JsonNode kept() {
    return server
        .workspace()
        .answer(
            "GET",
            "/api/2.2/jobs/get",
            Map.of("job_id", "1010"),
            JsonNodeFactory.instance.objectNode())
        .path("settings");
  }

  private String status() {
    return kept().path("schedule").path("pause_status").asText();
  }

  @Test
  void isPausedBeforeTheNewLineTakesOverAndResumedOnTheWayBack() throws Exception {
    published();
    assertThat(status()).isEqualTo("UNPAUSED");
    PublishPlan plan = cutover();
    assertThat(plan.schedules())
        .containsExactly(
            new PublishPlan.ScheduleChange(
                PublishPlan.ScheduleAction.PAUSE, "totals", "databricks"));
    assertThat(status()).isEqualTo("UNPAUSED");

    publisher.publish(plan);
    assertThat(status()).isEqualTo("PAUSED");
    assertThat(kept().path("schedule").path("quartz_cron_expression").asText())
        .isEqualTo("0 0 5 * * ?");
    assertThat(store.newest().orElseThrow().schedules())
        .containsExactly("paused job 1010 of %s (totals on databricks)".formatted(server.url()));

    publisher.publish(publisher.rollback("totals", ANNA));
    assertThat(status()).isEqualTo("UNPAUSED");
    assertThat(store.newest().orElseThrow().schedules())
        .containsExactly("resumed job 1010 of %s (totals on databricks)".formatted(server.url()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          , owner: platform}  | }
          mode: scheduled     | mode: adhoc
          schedule: {         | timeout: 1h #
          """)
  void isPausedWhereItsFileNoLongerLetsDatabricksStartIt(String from, String to) throws Exception {
    published();
    String text = text().replace(from, to);
    if (to.contains("adhoc")) {
      text = text.replace(", owner: platform}", "}");
    }
    JobFiles changed = new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", text)));
    PublishPlan plan = publisher.plan(changed, ANNA);
    assertThat(plan.schedules())
        .containsExactly(
            new PublishPlan.ScheduleChange(
                PublishPlan.ScheduleAction.PAUSE, "totals", "databricks"));
    publisher.publish(plan);
    assertThat(status()).isEqualTo("PAUSED");
    // What is published again as it is changes nothing, and the way back lets it go on.
    assertThat(publisher.plan(changed, ANNA).schedules()).isEmpty();
    publisher.publish(publisher.plan(files(), ANNA));
    assertThat(status()).isEqualTo("UNPAUSED");
  }

  @Test
  void isPausedWhateverStartsItInDatabricksOwnWords() throws Exception {
    more = "    settings: {trigger: {file_arrival: {url: \"s3://in/\"}, pause_status: UNPAUSED}}\n";
    schedule = "";
    published();
    PublishPlan plan = cutover();
    assertThat(plan.schedules())
        .containsExactly(
            new PublishPlan.ScheduleChange(
                PublishPlan.ScheduleAction.PAUSE, "totals", "databricks"));
    publisher.publish(plan);
    assertThat(kept().path("trigger").path("pause_status").asText()).isEqualTo("PAUSED");
  }

  @Test
  void isMadePausedByARunOfAJobWhosePlatformIsAnother() {
    String text = text().replace("platform: databricks\n", "platform: emr\n");
    JobRuns runs =
        new JobRuns(
            format,
            new RunBook(Stores.open(Location.of(folder.resolve("book")))),
            Clock.systemUTC(),
            version -> {
              throw new IllegalStateException("nothing was published");
            });
    RunRecord run =
        runs.create(
            new JobRuns.Request(
                JobSource.of(new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", text)))),
                "totals",
                new JobChoice(Optional.of("databricks"), Optional.empty(), List.of()),
                Optional.empty()));
    server.workspace().next(DatabricksOutcome.SUCCESS);
    assertThat(runs.follow(run.id(), RunWatcher.NONE).state()).isEqualTo("succeeded");
    assertThat(status()).isEqualTo("PAUSED");
  }

  @Test
  void nothingIsPublishedWhereItCannotBePaused() throws Exception {
    published();
    server.fail(
        new DatabricksServer.Fault(
            Pattern.compile("jobs/update"),
            403,
            DatabricksServer.refusal("PERMISSION_DENIED", "Not your job."),
            0,
            1,
            BEFORE));
    UserException refusal =
        catchThrowableOfType(UserException.class, () -> publisher.publish(cutover()));
    assertThat(refusal)
        .hasMessage(
            "Cannot move job 'totals': its schedule on databricks cannot be paused: Not your job.");
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(store.newest().orElseThrow().version()).isEqualTo(1);
    assertThat(status()).isEqualTo("UNPAUSED");

    server.fail(
        new DatabricksServer.Fault(Pattern.compile("jobs/(?:list|get)"), 0, "", 0, 1000, BEFORE));
    UserException away =
        catchThrowableOfType(UserException.class, () -> publisher.publish(cutover()));
    assertThat(away)
        .hasMessageStartingWith(
            "Cannot move job 'totals': its schedule on databricks cannot be paused: %s does not answer: "
                .formatted(server.url()));
    assertThat(away.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(away.problems().get(0).hint())
        .isEqualTo("nothing was published; look at the schedule there, or try again");
    assertThat(store.newest().orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void goesOnWhereTheVersionItselfCannotBePublished() throws Exception {
    published();
    PublishPlan plan = cutover();
    Files.createDirectories(folder.resolve("store/versions/%020d.json".formatted(2)));
    UserException refusal =
        catchThrowableOfType(UserException.class, () -> publisher.publish(plan));
    assertThat(refusal.problems()).hasSize(1);
    assertThat(server.calls("jobs/update")).hasSize(1);
    assertThat(status()).isEqualTo("UNPAUSED");
  }

  @Test
  void whatWasPausedByHandOrIsNotThereIsLeftAsItIs() throws Exception {
    publisher.publish(publisher.plan(files(), ANNA));
    publisher.publish(cutover());
    assertThat(store.newest().orElseThrow().schedules()).isEmpty();
    assertThat(server.calls("POST .*jobs/")).isEmpty();
    // On its way back it is kept there from then on.
    publisher.publish(publisher.rollback("totals", ANNA));
    assertThat(status()).isEqualTo("UNPAUSED");
  }

  @Test
  void aPlatformThatOnlyTakesOverRunsDoesNotStartTheJobByItself() throws Exception {
    published();
    PublishPlan plan = publisher.cutover("totals", Optional.of("[emr, databricks]"), ANNA);
    assertThat(plan.schedules())
        .containsExactly(
            new PublishPlan.ScheduleChange(
                PublishPlan.ScheduleAction.PAUSE, "totals", "databricks"));
    publisher.publish(plan);
    assertThat(status()).isEqualTo("PAUSED");
    assertThat(publisher.rollback("totals", ANNA).schedules())
        .containsExactly(
            new PublishPlan.ScheduleChange(
                PublishPlan.ScheduleAction.RESUME, "totals", "databricks"));
  }
}
