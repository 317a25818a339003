package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunStatus;
import dev.bering.jobs.RunWatcher;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of runs: started once, followed by whoever comes, tried again where the file allows it,
 * stopped, repeated. The processes are real; what runs in them is a shell script in place of Spark.
 */
class JobRunsTest {
  private static final String SUBMIT =
      """
      #!/bin/sh
      # The last arguments are the job's: a shell command.
      for word in "$@"; do
        command="$word"
        case "$word" in spark.bering.attempt=*) export ATTEMPT="${word#*=}";; esac
      done
      echo "$command" >> "%s/starts"
      exec sh -c "$command"
      """;
  private static final String JOB =
      """
      apiVersion: bering/v1
      kind: SparkJob
      metadata: {name: features}
      platform: local
      spec:
        type: Java
        mainApplicationFile: a.jar
        mainClass: a.B
        arguments: ["${params.command}"]
        params: {command: "echo done"}
      """;

  private static final String LOG =
      """
      {"Event":"SparkListenerLogStart","Spark Version":"4.1.3"}
      {"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{"spark.bering.attempt":"ATTEMPT"}}
      {"Event":"SparkListenerApplicationStart","App Name":"features","App ID":"local-2","Timestamp":1000}
      {"Event":"SparkListenerExecutorAdded","Timestamp":1000,"Executor ID":"driver","Executor Info":{"Total Cores":4}}
      {"Event":"SparkListenerApplicationEnd","Timestamp":3000}
      """;

  @TempDir Path folder;

  @BeforeEach
  void install() throws IOException {
    Path submit = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
    Files.writeString(submit, SUBMIT.formatted(folder));
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private JobRuns runs() {
    return runs(Clock.systemUTC());
  }

  private JobRuns runs(Clock clock) {
    return new JobRuns(
        new JobFormat(List.of(new LocalPlatform(folder.resolve("processes")))),
        book(),
        clock,
        version -> {
          throw new IllegalStateException("nothing was published");
        });
  }

  private RunBook book() {
    return new RunBook(Stores.open(Location.of(folder.resolve("book"))));
  }

  private RunRecord create(String more, String command) {
    return create(more, command, "");
  }

  /**
   * @param block further keys of its platform
   */
  private RunRecord create(String more, String command, String block) {
    String text =
        JOB
            + more
            + "platforms: {local: {sparkHome: \"%s\"%s}}\n"
                .formatted(folder.resolve("spark"), block);
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("features.yaml", text)));
    return runs()
        .create(
            new JobRuns.Request(
                JobSource.of(files),
                "features",
                new JobChoice(
                    Optional.empty(),
                    Optional.empty(),
                    List.of("params.command='%s'".formatted(command))),
                Optional.of(LocalDate.of(2026, 11, 1))));
  }

  private RunRecord run(String more, String command) {
    return runs().follow(create(more, command).id(), RunWatcher.NONE);
  }

  private List<String> starts() throws IOException {
    Path file = folder.resolve("starts");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static Failure failure(RunRecord run) {
    return run.failure().orElseThrow();
  }

  @Test
  void aRunThatSucceedsIsRecordedWithEverythingThatItTakesToRepeatIt() throws Exception {
    RunRecord run = run("", "echo hello; echo there >&2");
    assertThat(run.state()).isEqualTo("succeeded");
    assertThat(run.id()).matches("features-\\d{8}-\\d{6}-[a-z0-9]{6}");
    assertThat(run.parameters()).containsEntry("command", "echo hello; echo there >&2");
    assertThat(run.attempts()).hasSize(1);
    assertThat(run.attempts().get(0).hash()).hasSize(64);
    assertThat(run.attempts().get(0).withoutResources())
        .contains("not logged: spark.eventLog.enabled is not set to true");
    assertThat(book().read(run.id())).isEqualTo(run);
    assertThat(runs().log(run.id(), LogStream.OUTPUT, 0).text()).isEqualTo("hello\n");
    assertThat(runs().log(run.id(), LogStream.ERRORS, 0).text()).isEqualTo("there\n");

    RunRecord again = runs().repeat(run.id(), List.of());
    assertThat(again.repeats()).contains(run.id());
    assertThat(again.logicalDate()).isEqualTo(LocalDate.of(2026, 11, 1));
    RunRecord other = runs().repeat(run.id(), List.of("params.command=true"));
    runs().follow(again.id(), RunWatcher.NONE);
    runs().follow(other.id(), RunWatcher.NONE);
    assertThat(starts())
        .containsExactly("echo hello; echo there >&2", "echo hello; echo there >&2", "true");
  }

  @Test
  void whatARunUsedIsReadOfItsOwnEventLogAndRecordedWithItsEnd() throws Exception {
    Path events = Files.createDirectories(folder.resolve("events"));
    // A log of another application of the same time, and one that is none.
    Files.writeString(events.resolve("local-1"), LOG.replace("ATTEMPT", "bering-other"));
    Files.writeString(events.resolve("local-3.zstd"), "nothing that is packed");
    Files.writeString(folder.resolve("log"), LOG);
    String more =
        "  sparkConf: {spark.eventLog.enabled: true, spark.eventLog.dir: \"%s\"}\n"
            .formatted(events);
    String write = "sed s/ATTEMPT/$ATTEMPT/ %s/log > %s/local-2".formatted(folder, events);
    RunRecord run =
        runs()
            .follow(
                create(more, write, ", historyServer: \"http://history:18080/\"").id(),
                RunWatcher.NONE);
    assertThat(run.state()).isEqualTo("succeeded");
    RunRecord.Attempt attempt = run.attempts().get(0);
    ResourceUse use = attempt.resources().orElseThrow();
    assertThat(use.source()).isEqualTo("event log %s/local-2".formatted(events));
    assertThat(use.applicationId()).contains("local-2");
    assertThat(use.spark().orElseThrow().coreMillis()).isEqualTo(8_000);
    assertThat(use.coreHours()).hasValue(8.0 / 3600);
    assertThat(use.notes()).isEmpty();
    assertThat(attempt.links()).containsEntry("history", "http://history:18080/history/local-2/");
    assertThat(book().read(run.id())).isEqualTo(run);

    RunRecord silent = run(more, "true");
    assertThat(silent.state()).isEqualTo("succeeded");
    assertThat(silent.attempts().get(0).withoutResources())
        .contains("no event log of it is in %s".formatted(events));
  }

  @Test
  void aFailureOfTheJobsOwnCodeIsNotTriedAgainUnlessTheFileSaysSo() throws Exception {
    String command = "echo java.lang.ArithmeticException: / by zero >&2; exit 3";
    RunRecord once = run("run: {retries: {maxRetries: 2, minInterval: 1s}}\n", command);
    assertThat(failure(once).kind()).isEqualTo(FailureClass.USER_CODE);
    assertThat(failure(once).exception()).contains("java.lang.ArithmeticException: / by zero");
    assertThat(starts()).hasSize(1);

    RunRecord created =
        create(
            "run: {retries: {maxRetries: 1, minInterval: 1s, retryOn: [USER_CODE]}}\n",
            "test -e %s/once || { touch %s/once; exit 1; }".formatted(folder, folder));
    RunRecord begun = runs().start(created.id(), RunWatcher.NONE);
    RunRecord twice = runs().follow(created.id(), RunWatcher.NONE);
    assertThat(twice.state()).isEqualTo("succeeded");
    assertThat(twice.attempts()).extracting(RunRecord.Attempt::number).containsExactly(1, 2);
    assertThat(starts()).hasSize(3);

    // Who has read the record while its first attempt ran undoes nothing of what came after.
    runs().glance(begun);
    assertThat(book().read(created.id())).isEqualTo(twice);
    assertThat(ids(book().open().runs())).isEmpty();
  }

  private static List<String> ids(List<RunRecord> runs) {
    return runs.stream().map(RunRecord::id).toList();
  }

  @Test
  void aRunIsStoppedWhenItsTimeIsOver() throws Exception {
    RunRecord run = run("run: {timeout: 1s}\n", "sleep 60");
    assertThat(failure(run).kind()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(failure(run).words()).isEqualTo("it was stopped, as it took longer than 1s");
  }

  @Test
  void whoeverFollowsARunFindsItAndNobodyStartsItTwice() throws Exception {
    Path go = folder.resolve("go");
    RunRecord created = create("", "while ! test -e %s; do sleep 0.05; done".formatted(go));
    RunRecord started = runs().start(created.id(), RunWatcher.NONE);
    assertThat(started.last().orElseThrow().nativeId()).isPresent();
    // Whoever had started it is gone, and so is what it had noted last: the run is found by its
    // token.
    book().write(created);
    assertThat(runs().start(created.id(), RunWatcher.NONE).last().orElseThrow().nativeId())
        .isEqualTo(started.last().orElseThrow().nativeId());
    Files.writeString(go, "");
    assertThat(runs().follow(created.id(), RunWatcher.NONE).state()).isEqualTo("succeeded");
    assertThat(starts()).hasSize(1);
  }

  @Test
  void cancelStopsTheProcessesOfARun() throws Exception {
    RunRecord created = create("", "sleep 60 & echo $! > %s/child; wait".formatted(folder));
    runs().start(created.id(), RunWatcher.NONE);
    while (!Files.exists(folder.resolve("child"))) {
      Thread.sleep(20);
    }
    RunRecord run = runs().cancel(created.id(), RunWatcher.NONE);
    assertThat(run.state()).isEqualTo("cancelled");
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
    assertThat(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    assertThat(runs().cancel(created.id(), RunWatcher.NONE)).isEqualTo(run);
  }

  @Test
  void aRunThatWasNeverStartedIsCancelledWithoutStartingIt() throws Exception {
    RunRecord created = create("", "true");
    RunRecord run = runs().cancel(created.id(), RunWatcher.NONE);
    assertThat(run.state()).isEqualTo("cancelled");
    assertThat(starts()).isEmpty();
  }

  @Test
  void noMoreRunsAreUnderWayThanMayBe() throws Exception {
    RunRecord first = create("run: {maxConcurrentRuns: 1}\n", "true");
    UserException refusal =
        catchThrowableOfType(
            UserException.class, () -> create("run: {maxConcurrentRuns: 1}\n", "true"));
    assertThat(refusal)
        .hasMessage(
            "Cannot run job 'features': run %s is under way, and run.maxConcurrentRuns is 1."
                .formatted(first.id()));
    runs().follow(first.id(), RunWatcher.NONE);
    create("run: {maxConcurrentRuns: 1}\n", "true");
  }

  @Test
  void aRunThatNobodyFollowsIsClosedOnceSomebodyLooks() throws Exception {
    RunRecord created = create("run: {maxConcurrentRuns: 1}\n", "true");
    RunRecord begun = runs().start(created.id(), RunWatcher.NONE);
    RunRecord run = begun;
    while (!run.isClosed()) {
      Thread.sleep(50);
      run = runs().glance(book().read(created.id()));
    }
    assertThat(run.state()).isEqualTo("succeeded");
    assertThat(book().read(created.id())).isEqualTo(run);
    assertThat(run.last().orElseThrow().withoutResources()).isEmpty();
    // Who follows it then adds up what it used, and who looks by an older record changes nothing.
    RunRecord followed = runs().follow(created.id(), RunWatcher.NONE);
    assertThat(followed.last().orElseThrow().withoutResources())
        .contains("not logged: spark.eventLog.enabled is not set to true");
    assertThat(runs().glance(begun)).isEqualTo(followed);
    assertThat(book().read(created.id())).isEqualTo(followed);
    // And it takes nobody's room any more.
    RunRecord next = create("run: {maxConcurrentRuns: 1}\n", "exit 1");
    runs().start(next.id(), RunWatcher.NONE);
    RunRecord after = runs().glance(book().read(next.id()));
    while (!after.isClosed()) {
      Thread.sleep(50);
      after = runs().glance(after);
    }
    assertThat(failure(after).kind()).isEqualTo(FailureClass.USER_CODE);
    assertThat(starts()).hasSize(2);
  }

  @Test
  void platformsAreAskedAboutSoManyRunsAndForSoLongOnly() {
    List<RunRecord> open =
        IntStream.range(0, 52)
            .mapToObj(i -> from(create("", "true"), Optional.of("elsewhere:/runs/" + i)))
            .toList();
    assertThat(runs().glance(open)).isEqualTo(new JobRuns.Seen(open, 2));
    // Each look at this clock takes 20 seconds: it is 40 past when the third would be asked.
    AtomicLong seconds = new AtomicLong();
    Clock slow =
        new Clock() {
          @Override
          public Instant instant() {
            return Instant.EPOCH.plusSeconds(seconds.getAndAdd(20));
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    assertThat(runs(slow).glance(open)).isEqualTo(new JobRuns.Seen(open, 50));
  }

  @Test
  void aPromiseThatWasMissedIsNotedOrFailsTheRun() {
    RunRecord noted = run("run: {sla: {startWithin: 1h}}\n", "true");
    assertThat(noted.notes()).isEmpty();
    String at = "run: {schedule: {timezoneId: UTC}, sla: {startWithin: 1s, onMiss: %s}}\n";
    RunRecord warned = runLate(at.formatted("warn"));
    assertThat(warned.state()).isEqualTo("succeeded");
    assertThat(warned.notes()).containsExactly("its code did not run within 1s");
    RunRecord failed = runLate(at.formatted("fail"));
    assertThat(failure(failed).words()).isEqualTo("its code did not run within 1s");
  }

  /** A run that nobody starts for a while. */
  private RunRecord runLate(String more) {
    RunRecord created = create(more, "true");
    LockSupport.parkNanos(1_100_000_000L);
    return runs().follow(created.id(), RunWatcher.NONE);
  }

  @Test
  void secretsReachTheProcessAndNothingElse() throws Exception {
    Files.writeString(folder.resolve("secret"), "hunter2\n");
    String secrets =
        """
          secrets: {DB_PASSWORD: {ref: "file:%s"}}
        """
            .formatted(folder.resolve("secret"));
    RunRecord run =
        run(secrets, "echo \"$DB_PASSWORD\" | cmp - %s".formatted(folder.resolve("secret")));
    assertThat(run.state()).isEqualTo("succeeded");
    try (var files = Files.walk(folder.resolve("book"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("hunter2");
      }
    }
    Files.delete(folder.resolve("secret"));
    RunRecord without = run(secrets, "true");
    assertThat(failure(without).kind()).isEqualTo(FailureClass.CONFIG);
    assertThat(failure(without).words())
        .isEqualTo(
            "secret DB_PASSWORD (file:%s) has no value: the file cannot be read"
                .formatted(folder.resolve("secret")));
    assertThat(starts()).hasSize(1);
  }

  @Test
  void whatAnotherMachineStartedIsNeitherStartedNorCalledOverHere() throws Exception {
    RunRecord created =
        create("run: {retries: {maxRetries: 3, retryOn: [PLATFORM, CONFIG]}}\n", "true");
    book().write(from(created, Optional.empty()));
    assertThat(
            catchThrowableOfType(
                UserException.class, () -> runs().follow(created.id(), RunWatcher.NONE)))
        .hasMessageContaining("it was about to be started from elsewhere, and this is ");
    book().write(from(created, Optional.of("elsewhere:/runs/x")));
    assertThat(
            catchThrowableOfType(
                UserException.class, () -> runs().follow(created.id(), RunWatcher.NONE)))
        .hasMessage(
            "Cannot follow run %s on local: it was started as elsewhere:/runs/x, and then: it runs on elsewhere, and only that machine can tell how it is."
                .formatted(created.id()));
    assertThat(book().read(created.id()).isClosed()).isFalse();
    assertThat(starts()).isEmpty();
  }

  /** The record that another machine would have left. */
  private static RunRecord from(RunRecord run, Optional<String> id) {
    RunRecord.Attempt attempt =
        new RunRecord.Attempt(
            1,
            "local",
            "bering-x",
            "hash",
            id,
            run.askedAt(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RunStatus.Phase.WAITING,
            Optional.empty(),
            new TreeMap<>(),
            new TreeMap<>(Map.of("machine", "elsewhere")),
            Optional.empty(),
            Optional.empty());
    return new RunRecord(
        run.format(),
        run.id(),
        run.job(),
        run.source(),
        run.logicalDate(),
        run.choice(),
        run.environment(),
        run.parameters(),
        run.askedAt(),
        List.of(attempt),
        false,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  @Test
  void anUnknownRunIsToldSo() {
    assertThat(
            catchThrowableOfType(
                UserException.class, () -> runs().follow("features-1", RunWatcher.NONE)))
        .hasMessage(
            "Cannot find run 'features-1': %s has no record of it.".formatted(book().place()));
  }
}
