package dev.bering.jobs;

import dev.bering.model.Durations;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries one run on, a step at a time: starts an attempt, asks how it is, starts the next one
 * where the file allows it, and writes every change into the book before it acts on it. A step
 * never waits, so that a few threads follow any number of runs; and any process can take the next
 * step after the one that took the last is gone.
 *
 * <p>Not safe for many threads: one run, one runner.
 */
final class JobRunner implements AutoCloseable {
  private static final String APPLICATION_OF_YARN = "application_";
  private static final int MAX_SILENT = 20;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final MergedJob merged;
  private final String home;
  private final RunContext context;
  private final RunBook book;
  private final Clock clock;
  private final RunWatcher watcher;
  private RunRecord run;
  private Optional<Rendering> rendering = Optional.empty();
  private Optional<PlatformConnection> connection = Optional.empty();
  private int silent;
  private boolean hasTurn;
  private boolean isGlancing;
  private boolean hasStoppedUnseen;

  /**
   * @param merged the job on the platform that it is to run on first
   * @param home the platform that its file names first; others only stand in
   * @param run as the book has it
   */
  JobRunner(
      MergedJob merged,
      String home,
      RunContext context,
      RunRecord run,
      RunBook book,
      Clock clock,
      RunWatcher watcher) {
    this.merged = merged;
    this.home = home;
    this.context = context;
    this.run = run;
    this.book = book;
    this.clock = clock;
    this.watcher = watcher;
  }

  /** The run as it stands. */
  RunRecord run() {
    return run;
  }

  /**
   * Takes the next step.
   *
   * @return how long to wait before the one after it; empty once the run is closed
   */
  Optional<Duration> step() {
    if (run.isClosed()) {
      // Who only glanced at it has closed it, and read no event log.
      run.last().ifPresent(this::accounted);
      return Optional.empty();
    }
    if (run.attempts().isEmpty()) {
      next(merged.platform().name(), clock.instant());
    }
    RunRecord.Attempt attempt = run.last().orElseThrow();
    if (attempt.isOver()) {
      return afterEnd(attempt);
    }
    Duration early = Duration.between(clock.instant(), attempt.notBefore());
    boolean isCancelled = isCancelAsked();
    if (attempt.nativeId().isEmpty() && isCancelled) {
      return cancelUnstarted(attempt);
    }
    if (attempt.nativeId().isEmpty() && early.toMillis() > 0) {
      return Optional.of(early.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : early);
    }
    Duration turn = turn(attempt);
    if (turn.toMillis() > 0) {
      return Optional.of(turn);
    }
    return attempt.nativeId().isEmpty() ? start(attempt) : look(attempt, isCancelled);
  }

  /** Many runs that begin at once, or are taken over at once, do so one after the other. */
  private Duration turn(RunRecord.Attempt attempt) {
    if (hasTurn) {
      return Duration.ZERO;
    }
    hasTurn = true;
    return connected(attempt).turn();
  }

  /**
   * Sees how the run is now, and closes its record if it is over for good. Nothing is started,
   * stopped or added up, and nothing else is written: whoever follows the run writes its record. If
   * the record is another one by now, that one counts.
   */
  void glance() {
    RunRecord before = run;
    Optional<RunRecord.Attempt> last = run.last();
    if (run.isClosed() || last.flatMap(RunRecord.Attempt::nativeId).isEmpty()) {
      return;
    }
    isGlancing = true;
    if (!last.orElseThrow().isOver()) {
      look(last.orElseThrow(), isCancelAsked());
    }
    RunRecord.Attempt attempt = run.last().orElseThrow();
    boolean isLast =
        attempt
            .failure()
            .map(failure -> run.cancelAsked() || next(attempt, failure).isEmpty())
            .orElse(true);
    if (attempt.isOver() && isLast) {
      afterEnd(attempt);
      // Somebody may have followed it meanwhile, into another attempt and to its end.
      RunRecord now = book.read(run.id());
      if (now.equals(before)) {
        book.write(run);
      } else {
        run = now;
      }
    }
  }

  private boolean isCancelAsked() {
    if (!run.cancelAsked() && book.isCancelAsked(run.id())) {
      change(run.cancelAsked(true));
    }
    return run.cancelAsked();
  }

  private void next(String platform, Instant notBefore) {
    int number = run.attempts().size() + 1;
    connection.ifPresent(PlatformConnection::close);
    connection = Optional.empty();
    rendering = Optional.empty();
    hasTurn = false;
    change(
        run.withNext(
            RunRecord.Attempt.planned(
                number, platform, token(run.id(), number), rendered(platform).hash(), notBefore)));
  }

  private Rendering rendered(String platform) {
    Rendering made = rendering.orElse(null);
    if (made == null || !made.job().platform().equals(platform)) {
      MergedJob there = merged.platform().name().equals(platform) ? merged : merged.on(platform);
      Job job = there.resolve(context);
      Rendering own = there.platform().render(job);
      made = platform.equals(home) ? own : there.platform().standIn(own);
      rendering = Optional.of(made);
    }
    return made;
  }

  private PlatformConnection connected(RunRecord.Attempt attempt) {
    PlatformConnection open =
        connection.orElseGet(
            () ->
                merged.format().platform(attempt.platform()).connect(rendered(attempt.platform())));
    connection = Optional.of(open);
    return open;
  }

  private PlatformConnection.Token token(RunRecord.Attempt attempt) {
    return new PlatformConnection.Token(run.id(), attempt.number(), attempt.token());
  }

  private Optional<Duration> cancelUnstarted(RunRecord.Attempt attempt) {
    try {
      Optional<String> id = connected(attempt).find(token(attempt));
      if (id.isPresent()) {
        change(run.withLast(attempt.started(id.get(), clock.instant())));
        return Optional.of(Duration.ZERO);
      }
      requireMachine(attempt);
    } catch (PlatformException e) {
      return silence(attempt, e);
    }
    change(
        run.withLast(
            attempt.failed(
                Failure.of(FailureClass.CANCELLED, "cancelled before it was started"),
                clock.instant())));
    return Optional.of(Duration.ZERO);
  }

  private Optional<Duration> start(RunRecord.Attempt attempt) {
    try {
      PlatformConnection open = connected(attempt);
      // Where any machine may start it, the platform itself knows the token again.
      Optional<String> before =
          open.machine().isPresent() ? open.find(token(attempt)) : Optional.empty();
      if (before.isEmpty()) {
        requireMachine(attempt);
        open.machine().ifPresent(name -> change(run.withLast(attempt.from(name))));
      }
      String id = before.isPresent() ? before.get() : open.submit(token(attempt));
      silent = 0;
      change(run.withLast(run.last().orElseThrow().started(id, clock.instant())));
      watcher.started(run);
      return Optional.of(open.pace());
    } catch (PlatformException e) {
      return silence(attempt, e);
    }
  }

  /** What another machine has begun to start is not started from this one. */
  private void requireMachine(RunRecord.Attempt attempt) throws PlatformException {
    Optional<String> there = attempt.machine();
    Optional<String> here = connected(attempt).machine();
    if (there.isPresent() && here.isPresent() && !there.equals(here)) {
      throw PlatformException.inDoubt(
          Failure.of(
              FailureClass.PLATFORM,
              "it was about to be started from %s, and this is %s"
                  .formatted(there.get(), here.get())));
    }
  }

  private Optional<Duration> look(RunRecord.Attempt attempt, boolean isCancelled) {
    PlatformConnection open = connected(attempt);
    String id = attempt.nativeId().orElseThrow();
    try {
      RunStatus status = open.status(id);
      silent = 0;
      RunRecord.Attempt seen = attempt.seen(status, clock.instant());
      if (!seen.equals(attempt)) {
        change(run.withLast(stoppedBy(seen)));
        watcher.changed(run);
      }
      checkSla(seen);
      if (!isGlancing && !seen.isOver() && (isCancelled || isLate(seen))) {
        open.cancel(id);
      }
      return Optional.of(seen.isOver() ? Duration.ZERO : open.pace());
    } catch (PlatformException e) {
      return isCancelled && stopsUnseen(open, id) ? Optional.of(open.pace()) : silence(attempt, e);
    }
  }

  /** What cannot be seen is told once to stop all the same; some platforms can see it then. */
  private boolean stopsUnseen(PlatformConnection open, String id) {
    if (isGlancing || hasStoppedUnseen) {
      return false;
    }
    hasStoppedUnseen = true;
    try {
      open.cancel(id);
      return true;
    } catch (PlatformException e) {
      return false; // that it cannot be seen is told
    }
  }

  /** A run that Bering stopped for its time ended for that, whatever the platform calls it. */
  private RunRecord.Attempt stoppedBy(RunRecord.Attempt seen) {
    if (seen.isOver()
        && seen.failure().map(why -> why.kind() == FailureClass.CANCELLED).orElse(false)
        && !run.cancelAsked()
        && isLate(seen)) {
      Duration limit = timeout().orElseThrow();
      return seen.failed(
          Failure.of(
              FailureClass.TIMEOUT,
              "it was stopped, as it took longer than %s".formatted(Durations.written(limit))),
          seen.endedAt().orElseThrow());
    }
    return seen;
  }

  private Optional<Duration> timeout() {
    return rendered(run.last().orElseThrow().platform()).job().policy().timeout();
  }

  private boolean isLate(RunRecord.Attempt attempt) {
    Instant end = attempt.endedAt().orElse(clock.instant());
    Optional<Instant> begun = attempt.runningAt().or(attempt::startedAt);
    return begun.isPresent()
        && timeout().isPresent()
        && Duration.between(begun.get(), end).compareTo(timeout().get()) > 0;
  }

  /** The platform did not answer, or refused. What may pass is asked again, slower each time. */
  private Optional<Duration> silence(RunRecord.Attempt attempt, PlatformException why) {
    Failure failure = why.failure();
    if (why.isInDoubt()) {
      throw PlatformUnknown.of(run, attempt, why);
    }
    boolean isStarted = attempt.nativeId().isPresent();
    boolean again = failure.kind().mayPass() && ++silent < MAX_SILENT;
    if (again) {
      watcher.silent(run, failure);
      Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(silent - 1, 6));
      return Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }
    if (isStarted || failure.kind().mayPass()) {
      // Nobody knows whether it runs: to start another one now could make two of it.
      throw PlatformUnknown.of(run, attempt, why);
    }
    change(run.withLast(attempt.failed(failure, clock.instant())));
    watcher.changed(run);
    return Optional.of(Duration.ZERO);
  }

  private Optional<Duration> afterEnd(RunRecord.Attempt ended) {
    RunRecord.Attempt attempt = isGlancing ? ended : accounted(ended);
    Optional<Failure> failure = attempt.failure();
    if (failure.isPresent() && !run.cancelAsked()) {
      Optional<String> platform = next(attempt, failure.get());
      if (platform.isPresent()) {
        Job.RetryPolicy retries = rendered(attempt.platform()).job().policy().retries();
        boolean isElsewhere = !platform.get().equals(attempt.platform());
        Instant when = clock.instant().plus(isElsewhere ? Duration.ZERO : retries.minInterval());
        next(platform.get(), when);
        watcher.retried(run, failure.get());
        return Optional.of(Duration.ZERO);
      }
    }
    if (failure.isEmpty() && breaksPromise(attempt)) {
      change(
          run.withLast(
              attempt.failed(
                  Failure.of(FailureClass.TIMEOUT, String.join("; ", run.notes())),
                  attempt.endedAt().orElse(clock.instant()))));
    }
    change(run.closed(clock.instant()));
    watcher.closed(run);
    return Optional.empty();
  }

  /** What it used is told once, before anything follows; that nobody can tell changes no end. */
  private RunRecord.Attempt accounted(RunRecord.Attempt attempt) {
    if (attempt.nativeId().isEmpty() || attempt.isAccounted()) {
      return attempt;
    }
    RunRecord.Attempt told;
    String id = attempt.nativeId().get();
    try {
      ResourceUse use = connected(attempt).resources(token(attempt), id);
      told = attempt.used(use, history(attempt, use.applicationId()));
    } catch (IOException e) {
      told = attempt.usedUnknown(Failures.fact(e), history(attempt, Optional.empty()));
    } catch (UserException e) {
      told = attempt.usedUnknown(e.problems().get(0).message(), history(attempt, Optional.empty()));
    }
    change(run.withLast(told));
    return told;
  }

  /** The page of the history server that the file names. */
  private Map<String, String> history(RunRecord.Attempt attempt, Optional<String> application) {
    Job job = rendered(attempt.platform()).job();
    Optional<String> server =
        job.blockText("historyServer")
            .or(
                () ->
                    Optional.ofNullable(job.sparkConf().get("spark.yarn.historyServer.address"))
                        .map(Job.Setting::value));
    Optional<String> id =
        application
            .or(() -> Optional.ofNullable(attempt.facts().get("application")))
            .or(attempt::nativeId)
            .filter(text -> application.isPresent() || text.startsWith(APPLICATION_OF_YARN));
    if (server.isEmpty() || id.isEmpty()) {
      return Map.of();
    }
    String address = server.get().contains("://") ? server.get() : "http://" + server.get();
    return Map.of("history", "%s/history/%s/".formatted(address.replaceFirst("/+$", ""), id.get()));
  }

  private boolean breaksPromise(RunRecord.Attempt attempt) {
    Job.RunPolicy policy = rendered(attempt.platform()).job().policy();
    return !run.notes().isEmpty() && policy.sla().map(Job.Sla::failsRun).orElse(false);
  }

  /** Where it is tried again: where capacity is gone, on the next platform of the file's list. */
  private Optional<String> next(RunRecord.Attempt attempt, Failure failure) {
    List<String> platforms = merged.platforms();
    int at = platforms.indexOf(attempt.platform()); // each stands there once
    if (failure.kind() == FailureClass.CAPACITY && at >= 0 && at + 1 < platforms.size()) {
      return Optional.of(platforms.get(at + 1));
    }
    Job.RetryPolicy retries = rendered(attempt.platform()).job().policy().retries();
    long tried =
        run.attempts().stream().filter(one -> one.platform().equals(attempt.platform())).count();
    return retries.retryOn().contains(failure.kind()) && tried <= retries.maxRetries()
        ? Optional.of(attempt.platform())
        : Optional.empty();
  }

  private void checkSla(RunRecord.Attempt attempt) {
    Job.RunPolicy policy = rendered(attempt.platform()).job().policy();
    policy
        .sla()
        .ifPresent(
            sla -> {
              sla.startWithin()
                  .ifPresent(
                      limit -> {
                        Instant began = attempt.runningAt().orElse(clock.instant());
                        if (Duration.between(run.askedAt(), began).compareTo(limit) > 0) {
                          change(
                              run.noted("its code did not run within " + Durations.written(limit)));
                        }
                      });
              sla.finishBy().ifPresent(by -> checkFinish(attempt, by, zone(policy)));
            });
  }

  private void checkFinish(RunRecord.Attempt attempt, LocalTime by, ZoneId zone) {
    ZonedDateTime asked = run.askedAt().atZone(zone);
    ZonedDateTime limit = asked.with(by);
    if (limit.isBefore(asked)) {
      limit = limit.plusDays(1);
    }
    if (attempt.endedAt().orElse(clock.instant()).isAfter(limit.toInstant())) {
      change(run.noted("it was not done by %s (%s)".formatted(by, zone)));
    }
  }

  private static ZoneId zone(Job.RunPolicy policy) {
    return policy.schedule().map(Job.Schedule::zone).orElse(ZoneOffset.UTC);
  }

  /** A part of what the last attempt has written. */
  PlatformConnection.LogText log(PlatformConnection.LogStream stream, long from) {
    RunRecord.Attempt attempt = run.last().orElse(null);
    if (attempt == null || attempt.nativeId().isEmpty()) {
      throw noLog("it was not started", "follow it with 'bering job follow %s'");
    }
    try {
      return connected(attempt).log(attempt.nativeId().get(), stream, from);
    } catch (IOException e) {
      throw noLog(
          Failures.fact(e),
          attempt.links().containsKey("run")
              ? "look at " + attempt.links().get("run")
              : "see where it stands with 'bering job runs %s'".formatted(run.job()));
    }
  }

  private UserException noLog(String fact, String hint) {
    return UserException.source(
        new Problem(
            "RUN_LOG",
            "Cannot read the log of run %s: %s.".formatted(run.id(), fact),
            hint.formatted(run.id())));
  }

  private void change(RunRecord changed) {
    if (!changed.equals(run)) {
      run = changed;
      if (!isGlancing) {
        book.write(run);
      }
    }
  }

  /** The same for every process that carries this run on: 40 hex digits. */
  static String token(String runId, int attempt) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((runId + "#" + attempt).getBytes(StandardCharsets.UTF_8));
      return "bering-" + HexFormat.of().formatHex(hash, 0, 20);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  @Override
  public void close() {
    connection.ifPresent(PlatformConnection::close);
  }
}
