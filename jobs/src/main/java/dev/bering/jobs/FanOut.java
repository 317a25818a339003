package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Carries many runs on at once: so many as the bound lets, the next one always of the job that has
 * the fewest under way, so that a job of a thousand runs does not keep one of three waiting.
 */
public final class FanOut {
  private static final int THREADS = 8;

  private final JobRuns runs;
  private final int atMost;
  private final RunWatcher watcher;
  private final Object lock = new Object();
  private final Map<String, Deque<Waiting>> waiting = new LinkedHashMap<>();
  private final Map<String, Integer> active = new HashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * @param atMost how many runs may be under way at once
   */
  public FanOut(JobRuns runs, int atMost, RunWatcher watcher) {
    if (atMost < 1) {
      throw new IllegalArgumentException("atMost is " + atMost);
    }
    this.runs = runs;
    this.atMost = atMost;
    this.watcher = watcher;
  }

  private record Waiting(int index, JobRuns.Request request) {}

  /**
   * What became of one request.
   *
   * @param index of the request
   * @param run as it ended, or as it was last seen
   * @param problems why it was not recorded, or could not be followed to its end
   */
  public record Outcome(int index, Optional<RunRecord> run, List<Problem> problems) {}

  /**
   * Makes and follows a run for each request.
   *
   * @return one outcome for each, in the order of the requests
   */
  public List<Outcome> run(List<JobRuns.Request> requests) {
    CountDownLatch left = new CountDownLatch(requests.size());
    try (RunCarrier carrier = new RunCarrier(runs, Math.min(THREADS, atMost))) {
      synchronized (lock) {
        for (int i = 0; i < requests.size(); i++) {
          waiting
              .computeIfAbsent(requests.get(i).job(), job -> new ArrayDeque<>())
              .add(new Waiting(i, requests.get(i)));
        }
      }
      for (int i = 0; i < Math.min(atMost, requests.size()); i++) {
        carrier.execute(() -> startNext(carrier, left));
      }
      left.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (lock) {
      return outcomes.stream().sorted(Comparator.comparingInt(Outcome::index)).toList();
    }
  }

  /** The next request of the job that has the fewest runs under way. */
  private Optional<Waiting> next() {
    synchronized (lock) {
      Optional<String> job =
          waiting.entrySet().stream()
              .filter(entry -> !entry.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .min(Comparator.comparingInt(name -> active.getOrDefault(name, 0)));
      if (job.isEmpty()) {
        return Optional.empty();
      }
      active.merge(job.get(), 1, Integer::sum);
      Deque<Waiting> queue = waiting.getOrDefault(job.get(), new ArrayDeque<>());
      return Optional.of(queue.removeFirst());
    }
  }

  private void startNext(RunCarrier carrier, CountDownLatch left) {
    Optional<Waiting> next = next();
    if (next.isEmpty()) {
      return;
    }
    Waiting one = next.get();
    try {
      RunRecord run = runs.create(one.request());
      carrier.carry(
          run, watcher, (ended, problems) -> end(carrier, left, one, Optional.of(ended), problems));
    } catch (UserException e) {
      end(carrier, left, one, Optional.empty(), e.problems());
    } catch (RuntimeException | Error e) {
      Problem defect =
          new Problem(
              "RUN_DEFECT",
              "Cannot make a run of job '%s': %s.".formatted(one.request().job(), e),
              "report it: this is a defect of Bering, not of your job");
      end(carrier, left, one, Optional.empty(), List.of(defect));
    }
  }

  private void end(
      RunCarrier carrier,
      CountDownLatch left,
      Waiting one,
      Optional<RunRecord> run,
      List<Problem> problems) {
    synchronized (lock) {
      active.merge(one.request().job(), -1, Integer::sum);
      outcomes.add(new Outcome(one.index(), run, List.copyOf(problems)));
    }
    left.countDown();
    if (left.getCount() > 0) {
      carrier.execute(() -> startNext(carrier, left));
    }
  }
}
