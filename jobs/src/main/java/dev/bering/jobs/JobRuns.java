package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Starts, follows, repeats and cancels runs: the one way that the command line, the REST API and
 * schedulers share.
 */
public final class JobRuns {
  private static final int MAX_GLANCES = 50;
  private static final Duration GLANCES_WITHIN = Duration.ofSeconds(30);

  private final JobFormat format;
  private final RunBook book;
  private final Clock clock;
  private final LongFunction<JobFiles> published;

  /**
   * @param published the files of a publication, to run again what ran then
   */
  public JobRuns(JobFormat format, RunBook book, Clock clock, LongFunction<JobFiles> published) {
    this.format = format;
    this.book = book;
    this.clock = clock;
    this.published = published;
  }

  /**
   * What a run is asked for.
   *
   * @param logicalDate the day that it is for; today in UTC if empty
   * @param key tells this request from all others: asked twice with one key, there is one run
   */
  public record Request(
      JobSource source,
      String job,
      JobChoice choice,
      Optional<LocalDate> logicalDate,
      Optional<String> key) {

    /** A request that is meant each time it is made. */
    public Request(
        JobSource source, String job, JobChoice choice, Optional<LocalDate> logicalDate) {
      this(source, job, choice, logicalDate, Optional.empty());
    }
  }

  /**
   * What would be sent for a request. Nothing is written and nobody is asked.
   *
   * @throws UserException with everything that is wrong with the job
   */
  public Explanation explain(Request request) {
    Instant now = clock.instant();
    return Explanation.of(
        format.catalogue(request.source().files()).job(request.job(), request.choice()),
        context(
            RunBook.newId(request.job(), now),
            request.logicalDate().orElse(today(now)),
            JobRuns::variable));
  }

  /**
   * What a run of a request would send. Nothing is written and nobody is asked.
   *
   * @throws UserException with everything that is wrong with the job, or that must not go to its
   *     platform
   */
  public Explanation plan(Request request) {
    Instant now = clock.instant();
    MergedJob merged =
        format.catalogue(request.source().files()).job(request.job(), request.choice());
    RunContext context =
        context(
            RunBook.newId(request.job(), now),
            request.logicalDate().orElse(today(now)),
            JobRuns::variable);
    Preflight.check(merged, context);
    return Explanation.of(merged, context);
  }

  /**
   * Records a run that is to be carried on by {@link #follow}. Nothing is started yet.
   *
   * @throws UserException with everything that is wrong with the job, if a setting must not go to
   *     its platform, or if as many of its runs are under way as may be
   */
  public RunRecord create(Request request) {
    return create(request, JobRuns::variable, Optional.empty());
  }

  /**
   * Records a run that repeats another one: the same files, day, options and variables, and over
   * them what {@code sets} says.
   */
  public RunRecord repeat(String id, List<String> sets) {
    return repeat(id, sets, Optional.empty());
  }

  /** As {@link #repeat(String, List)}; asked twice with one key, there is one run. */
  public RunRecord repeat(String id, List<String> sets, Optional<String> key) {
    RunRecord run = book.read(id);
    Request request =
        new Request(
            new JobSource(files(run), run.source().version()),
            run.job(),
            run.choice().with(sets),
            Optional.of(run.logicalDate()),
            key);
    return create(
        request, name -> Optional.ofNullable(run.environment().get(name)), Optional.of(id));
  }

  private RunRecord create(
      Request request, Function<String, Optional<String>> environment, Optional<String> repeats) {
    Instant now = clock.instant();
    String fresh = RunBook.newId(request.job(), now);
    String id = request.key().map(key -> book.claim(request.job(), key, fresh)).orElse(fresh);
    Optional<RunRecord> before = id.equals(fresh) ? Optional.empty() : book.find(id);
    if (before.isPresent()) {
      return before.get();
    }
    JobFiles files = request.source().files();
    JobCatalogue catalogue = format.catalogue(files);
    MergedJob merged = catalogue.job(request.job(), request.choice());
    SortedMap<String, String> used = Collections.synchronizedSortedMap(new TreeMap<>());
    LocalDate day = request.logicalDate().orElse(today(now));
    Function<String, Optional<String>> noting =
        name -> {
          Optional<String> value = environment.apply(name);
          value.ifPresent(text -> used.put(name, text));
          return value;
        };
    RunContext context = context(id, day, noting);
    Job job = merged.resolve(context);
    Preflight.check(merged, context);
    requireRoom(job);
    String path = catalogue.path(request.job());
    boolean isKept = request.source().version().isPresent();
    RunRecord run =
        new RunRecord(
            RunRecord.FORMAT,
            id,
            job.name(),
            new RunRecord.Source(
                files.place(),
                request.source().version(),
                path,
                sha256(files.texts().getOrDefault(path, "")),
                isKept ? new TreeMap<>() : files.only(path).texts()),
            day,
            request.choice(),
            new TreeMap<>(used),
            job.parameters(),
            now,
            List.of(),
            false,
            Optional.empty(),
            List.of(),
            repeats);
    book.write(run);
    return run;
  }

  /**
   * A run as its platform says it is now; its record is closed if it is over for good. As the
   * record has it if nobody can tell, whatever the reason: a connection that fails hides no other
   * run. Nothing is started or stopped, and no event log is read: whoever follows the run does
   * that.
   *
   * @param run as the book has it; if the book has another one by the time of the end, that is told
   */
  public RunRecord glance(RunRecord run) {
    if (run.isClosed()) {
      return run;
    }
    try (JobRunner runner = runner(run, RunWatcher.NONE)) {
      runner.glance();
      return runner.run();
    } catch (RuntimeException e) {
      return run;
    }
  }

  /**
   * Runs as they were seen.
   *
   * @param unaskedCount those that are under way and stand as the book has them, as their platforms
   *     were not asked
   */
  public record Seen(List<RunRecord> runs, int unaskedCount) {

    public Seen {
      runs = List.copyOf(runs);
    }
  }

  /**
   * Runs as their platforms say they are now, each as by {@link #glance(RunRecord)}: platforms are
   * asked of the first 50 that are under way, and of none once that has taken 30 seconds.
   */
  public Seen glance(List<RunRecord> runs) {
    Instant until = clock.instant().plus(GLANCES_WITHIN);
    List<RunRecord> seen = new ArrayList<>();
    int asked = 0;
    int unasked = 0;
    for (RunRecord run : runs) {
      boolean isUnderWay = !run.isClosed() && isTaken(run);
      boolean isAsked =
          isUnderWay && asked < MAX_GLANCES && (asked == 0 || clock.instant().isBefore(until));
      asked += isAsked ? 1 : 0;
      unasked += isUnderWay && !isAsked ? 1 : 0;
      seen.add(isAsked ? glance(run) : run);
    }
    return new Seen(seen, unasked);
  }

  private void requireRoom(Job job) {
    if (job.policy().maxConcurrentRuns().isPresent()) {
      RunBook.OpenRuns known = book.open(job.name()::equals);
      if (!known.problems().isEmpty()) {
        throw UserException.source(known.problems());
      }
      List<String> open =
          known.runs().stream()
              .map(this::glance)
              .filter(run -> !run.isClosed())
              .map(RunRecord::id)
              .toList();
      int most = job.policy().maxConcurrentRuns().getAsInt();
      if (open.size() >= most) {
        throw UserException.temporary(
            new Problem(
                "RUN_CONCURRENT",
                "Cannot run job '%s': %s under way, and run.maxConcurrentRuns is %d."
                    .formatted(
                        job.name(),
                        open.size() == 1
                            ? "run %s is".formatted(open.get(0))
                            : "%d runs are".formatted(open.size()),
                        most),
                "wait, or stop it with 'bering job cancel %s'".formatted(open.get(0))));
      }
    }
  }

  /**
   * Carries a run on until it is over, whoever has begun it, and tells {@code watcher} of it. If
   * this ends early, the run goes on where it was started, and following it again finds it.
   */
  public RunRecord follow(String id, RunWatcher watcher) {
    try (JobRunner runner = runner(book.read(id), watcher)) {
      Optional<Duration> pause = runner.step();
      while (pause.isPresent() && waits(pause.get())) {
        pause = runner.step();
      }
      return runner.run();
    }
  }

  /**
   * Carries a run on until its platform has taken it.
   *
   * @return the run as it is then; closed, if it never got that far
   */
  public RunRecord start(String id, RunWatcher watcher) {
    try (JobRunner runner = runner(book.read(id), watcher)) {
      Optional<Duration> pause = Optional.of(Duration.ZERO);
      while (pause.isPresent() && !isTaken(runner.run()) && waits(pause.get())) {
        pause = runner.step();
      }
      return runner.run();
    }
  }

  /** False if this thread is to end: the run then stays as it was last seen. */
  private static boolean waits(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isTaken(RunRecord run) {
    return run.last().flatMap(RunRecord.Attempt::nativeId).isPresent();
  }

  /** A runner for a run, as the fan-out drives many of them. */
  JobRunner runner(RunRecord run, RunWatcher watcher) {
    JobCatalogue catalogue = format.catalogue(files(run));
    MergedJob merged = catalogue.job(run.job(), run.choice());
    RunContext context =
        context(
            run.id(), run.logicalDate(), name -> Optional.ofNullable(run.environment().get(name)));
    return new JobRunner(merged, home(catalogue, run, merged), context, run, book, clock, watcher);
  }

  /** The platform that the files name first, whatever the command said. */
  private static String home(JobCatalogue catalogue, RunRecord run, MergedJob merged) {
    if (run.choice().platform().isEmpty()) {
      return merged.platform().name();
    }
    JobChoice files =
        new JobChoice(Optional.empty(), run.choice().environment(), run.choice().sets());
    try {
      return catalogue.job(run.job(), files).platform().name();
    } catch (UserException e) {
      return merged.platform().name(); // they name none, and the command's is the only one
    }
  }

  /**
   * Stops a run and waits until its platform says that it has stopped.
   *
   * @return the run, closed
   */
  public RunRecord cancel(String id, RunWatcher watcher) {
    RunRecord run = book.read(id);
    if (run.isClosed()) {
      return run;
    }
    book.askToCancel(id);
    return follow(id, watcher);
  }

  /**
   * A part of what a run's last attempt has written.
   *
   * @param from how many bytes are known already
   * @throws UserException RUN_LOG if there is none, or it cannot be read
   */
  public PlatformConnection.LogText log(String id, PlatformConnection.LogStream stream, long from) {
    RunRecord run = book.read(id);
    try (JobRunner runner = runner(run, RunWatcher.NONE)) {
      return runner.log(stream, from);
    }
  }

  private JobFiles files(RunRecord run) {
    if (run.source().version().isEmpty()) {
      return new JobFiles(run.source().place(), run.source().texts());
    }
    JobFiles files = published.apply(run.source().version().getAsLong()).only(run.source().path());
    String text = files.texts().getOrDefault(run.source().path(), "");
    if (!sha256(text).equals(run.source().hash())) {
      throw UserException.usage(
          new Problem(
              "RUN_SOURCE",
              "Cannot carry run %s on: it was made of %s in %s, and %s has another file there."
                  .formatted(run.id(), run.source().path(), run.source().place(), files.place()),
              "name the store that it was started from with --store"));
    }
    return files;
  }

  private static RunContext context(
      String id, LocalDate day, Function<String, Optional<String>> environment) {
    return new RunContext(id, day, environment);
  }

  static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name));
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
