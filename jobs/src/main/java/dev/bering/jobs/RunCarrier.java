package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Carries any number of runs on with a few threads: each takes steps, and a run that waits for its
 * platform holds none of them.
 */
public final class RunCarrier implements AutoCloseable {
  private final JobRuns runs;
  private final ScheduledExecutorService threads;

  /**
   * @param threadCount how many steps may be taken at once
   */
  public RunCarrier(JobRuns runs, int threadCount) {
    this.runs = runs;
    this.threads = Executors.newScheduledThreadPool(threadCount);
  }

  /** Is told once how a run ended. */
  public interface Ending {
    /**
     * The run is closed, or nobody can carry it on now.
     *
     * @param run as it was last seen
     * @param problems why it could not be followed to its end; empty if it was
     */
    void ended(RunRecord run, List<Problem> problems);
  }

  /** Carries a run on from where it is, and returns at once. */
  public void carry(RunRecord run, RunWatcher watcher, Ending ending) {
    threads.execute(
        () -> {
          JobRunner runner;
          try {
            runner = runs.runner(run, watcher);
          } catch (UserException e) {
            ending.ended(run, e.problems());
            return;
          } catch (RuntimeException | Error e) {
            ending.ended(run, List.of(defect(run, e)));
            return;
          }
          step(runner, ending);
        });
  }

  /** Carries a run on after a while. */
  public void carryLater(RunRecord run, RunWatcher watcher, Duration pause, Ending ending) {
    ScheduledFuture<?> unused =
        threads.schedule(
            () -> carry(run, watcher, ending), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does something else on one of the threads. */
  void execute(Runnable task) {
    threads.execute(task);
  }

  private void step(JobRunner runner, Ending ending) {
    try {
      Optional<Duration> pause = runner.step();
      if (pause.isPresent()) {
        ScheduledFuture<?> unused =
            threads.schedule(
                () -> step(runner, ending), pause.get().toMillis(), TimeUnit.MILLISECONDS);
      } else {
        end(runner, ending, List.of());
      }
    } catch (UserException e) {
      end(runner, ending, e.problems());
    } catch (RuntimeException | Error e) {
      end(runner, ending, List.of(defect(runner.run(), e)));
    }
  }

  private static void end(JobRunner runner, Ending ending, List<Problem> problems) {
    try {
      runner.close();
    } finally {
      ending.ended(runner.run(), problems);
    }
  }

  static Problem defect(RunRecord run, Throwable e) {
    return new Problem(
        "RUN_DEFECT",
        "Cannot carry run %s on: %s.".formatted(run.id(), e),
        "report it: this is a defect of Bering, not of your job");
  }

  /** Takes no further step; the runs go on where they were started. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
