package dev.bering.spark;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.FileCopier;
import dev.bering.clone.FileCopy;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Copies the files of a plan in the tasks of a Spark cluster. Each task opens the stores by itself
 * and copies as a thread of this process would, with the same proof; this process sends out what is
 * to be copied, batch by batch, and hears what came of it.
 *
 * <p>Two attempts at one task, after a lost executor or by speculation, do no harm: each file is
 * written under a name of its own and then takes its place, and the bytes are the same. What a lost
 * executor had copied is not copied again.
 */
public final class SparkFileCopier implements FileCopier {

  /** One runs, the other one has its tasks waiting for the slots that get free. */
  private static final int BATCHES_AT_ONCE = 2;

  private static final long POLL_MILLIS = 100;

  private static final Duration LONGEST_END = Duration.ofSeconds(30);

  /** Long enough for machines to be rented and started. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final SparkCluster cluster;
  private final int threads;
  private final Retries retries;
  private final Traffic traffic;
  private final Duration patience;

  /**
   * A copier.
   *
   * @param threads files that one task copies at once
   * @param retries is told what tasks had to try again
   * @param traffic is told what tasks have read and written
   */
  public SparkFileCopier(SparkCluster cluster, int threads, Retries retries, Traffic traffic) {
    this(cluster, threads, retries, traffic, PATIENCE);
  }

  /** A copier that gives up when the cluster has had no executor for so long. */
  SparkFileCopier(
      SparkCluster cluster, int threads, Retries retries, Traffic traffic, Duration patience) {
    this.cluster = cluster;
    this.threads = threads;
    this.retries = retries;
    this.traffic = traffic;
    this.patience = patience;
  }

  /**
   * A batch whose tasks are out.
   *
   * @param tasks the files of each
   */
  private record Flight(
      List<List<FileCopy>> tasks,
      JavaFutureAction<Void> job,
      CollectionAccumulator<Outcome> outcomes) {

    long fileCount() {
      return tasks.stream().mapToLong(List::size).sum();
    }
  }

  /**
   * As {@link FileCopier} says.
   *
   * @throws UserException also CLONE_FOLDER_NOT_SHARED, CLONE_SOURCE_NOT_SHARED, SPARK_NO_EXECUTOR
   */
  @Override
  public long copy(ClonePlan plan, Progress.Step step) throws IOException {
    JavaSparkContext spark = cluster.context();
    String group = "bering-" + UUID.randomUUID();
    spark.setJobGroup(group, "clone " + plan.source() + " to " + plan.target(), true);
    boolean done = false;
    try {
      long sizeOnly = new Flights(plan, spark, step).copyAll();
      done = true;
      return sizeOnly;
    } finally {
      if (!done && !spark.sc().isStopped()) {
        spark.cancelJobGroup(group);
        awaitTasks(spark.statusTracker(), group);
      }
      spark.clearJobGroup();
    }
  }

  /**
   * Cancelled tasks may still write a little; so the target's lock is held until they have ended,
   * or cannot be heard of any more. One that writes even later only puts right bytes under a name
   * that nobody has published.
   */
  private static void awaitTasks(JavaSparkStatusTracker tasks, String group) {
    long start = System.nanoTime();
    while (anyActive(tasks, group)
        && System.nanoTime() - start < LONGEST_END.toNanos()
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  private static boolean anyActive(JavaSparkStatusTracker tasks, String group) {
    return Arrays.stream(tasks.getJobIdsForGroup(group))
        .mapToObj(tasks::getJobInfo)
        .filter(Objects::nonNull)
        .flatMapToInt(job -> Arrays.stream(job.stageIds()))
        .mapToObj(tasks::getStageInfo)
        .filter(Objects::nonNull)
        .anyMatch(stage -> stage.numActiveTasks() > 0);
  }

  /** One copy under way. */
  private final class Flights {
    private final ClonePlan plan;
    private final JavaSparkContext spark;
    private final Progress.Step step;
    private final Deque<Flight> flights = new ArrayDeque<>();

    /** How many outcomes of the first flight have been heard. */
    private int heard;

    private long filesHeard;

    private long sizeOnly;
    private long lastAlive = System.nanoTime();

    Flights(ClonePlan plan, JavaSparkContext spark, Progress.Step step) {
      this.plan = plan;
      this.spark = spark;
      this.step = step;
    }

    long copyAll() throws IOException {
      Iterator<FileCopy> files = plan.files().iterator();
      while (files.hasNext() || !flights.isEmpty()) {
        while (files.hasNext() && flights.size() < BATCHES_AT_ONCE) {
          flights.addLast(send(Batch.next(files)));
        }
        Flight first = flights.getFirst();
        boolean ended = hasEnded(first);
        hear(first);
        requireExecutors();
        if (ended) {
          requireAll(first);
          verify(first);
          flights.removeFirst();
          heard = 0;
          filesHeard = 0;
        }
      }
      return sizeOnly;
    }

    private Flight send(Batch batch) {
      List<List<FileCopy>> filesOfTasks = batch.tasks(spark.defaultParallelism());
      List<CopyTask> tasks =
          filesOfTasks.stream()
              .map(files -> CopyTask.of(plan.source(), plan.target(), files, threads))
              .toList();
      CollectionAccumulator<Outcome> outcomes = spark.sc().collectionAccumulator();
      JavaFutureAction<Void> job =
          spark
              .parallelize(tasks, tasks.size())
              .foreachAsync(task -> outcomes.add(task.run(TaskContext.get().attemptNumber() > 0)));
      return new Flight(filesOfTasks, job, outcomes);
    }

    private boolean hasEnded(Flight flight) throws IOException {
      try {
        flight.job().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } catch (ExecutionException e) {
        hear(flight);
        throw new IOException("Spark gave up: " + Failures.rootFact(e), e);
      }
    }

    private void hear(Flight flight) throws IOException {
      List<Outcome> outcomes = flight.outcomes().value();
      while (heard < outcomes.size()) {
        Outcome outcome = outcomes.get(heard++);
        step.advance(outcome.bytes());
        for (long file = 0; file < outcome.files(); file++) {
          step.fileDone();
        }
        filesHeard += outcome.files();
        sizeOnly += outcome.sizeOnly();
        retries.add(outcome.retries());
        traffic.add(outcome.traffic());
        if (outcome.failure().isPresent()) {
          outcome.failure().get().raise();
        }
      }
    }

    /** What tasks say comes by a way that Spark calls approximate where tasks are repeated. */
    private void requireAll(Flight flight) throws IOException {
      if (filesHeard < flight.fileCount()) {
        throw new IOException(
            "tasks told of %d of %d files".formatted(filesHeard, flight.fileCount()));
      }
    }

    /** Spark itself waits for executors for ever. */
    private void requireExecutors() {
      if (cluster.hasExecutors()) {
        lastAlive = System.nanoTime();
      } else if (System.nanoTime() - lastAlive > patience.toNanos()) {
        throw UserException.temporary(
            new Problem(
                "SPARK_NO_EXECUTOR",
                "Cannot clone %s on %s: there has been no executor for %d s."
                    .formatted(plan.source(), cluster.master(), patience.toSeconds()),
                "check that the cluster has workers with enough memory, then run the same command"
                    + " again; it goes on where it stopped"),
            new TimeoutException());
      }
    }

    /**
     * A local folder may be another one on the machine of the task, and a store of one name another
     * service, if that machine was told of another endpoint. Of the latter one file of each task
     * tells, as a task opens its source and its target once.
     */
    private void verify(Flight flight) throws IOException {
      if (cluster.isThisProcess()) {
        return;
      }
      for (Outcome outcome : flight.outcomes().value()) {
        for (Seen seen : outcome.seen()) {
          verify(seen);
        }
      }
      verifyTarget(flight);
    }

    /** What is gone since tells nothing: it was there when the plan was made. */
    private void verify(Seen seen) throws IOException {
      Location place = Location.of(seen.place());
      try (Store from = Stores.open(place, retries)) {
        if (Seen.at(place, seen.path(), from).filter(here -> !here.equals(seen)).isPresent()) {
          throw UserException.usage(
              new Problem(
                  "CLONE_SOURCE_NOT_SHARED",
                  "Cannot clone %s on %s: a task has read %s there, and here it is another file."
                      .formatted(place, cluster.master(), seen.path()),
                  "tell all machines of the cluster of one endpoint, or clone with --engine"
                      + " local"));
        }
      }
    }

    private void verifyTarget(Flight flight) throws IOException {
      try (Store to = Stores.open(plan.target(), retries)) {
        List<FileCopy> looked =
            plan.target().isLocal()
                ? flight.tasks().stream().flatMap(List::stream).toList()
                : flight.tasks().stream().map(files -> files.get(0)).toList();
        for (FileCopy file : looked) {
          Optional<Store.StoredFile> there = to.status(file.target());
          if (there.filter(found -> found.sizeBytes() == file.sizeBytes()).isEmpty()) {
            throw UserException.usage(
                new Problem(
                    "CLONE_FOLDER_NOT_SHARED",
                    "Cannot clone to %s on %s: a task has copied %s there, and here it is not."
                        .formatted(plan.target(), cluster.master(), file.target()),
                    "clone to a store that all machines of the cluster reach under one name, or"
                        + " with --engine local"));
          }
        }
      }
    }
  }
}
