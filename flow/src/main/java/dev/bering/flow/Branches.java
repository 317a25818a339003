package dev.bering.flow;

import dev.bering.model.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out writes, several at a time, each after those it waits for. The first that fails stops
 * the others, and nothing runs any more when it has been told.
 */
final class Branches {
  private final List<PortWrite> writes;
  private final List<List<Integer>> waits;
  private final int atOnce;
  private final Consumer<PortWrite> ended;

  private final Set<Integer> waiting = new TreeSet<>();
  private final Map<Future<FlowReport.Written>, Integer> running = new HashMap<>();
  private final Map<Integer, FlowReport.Written> written = new TreeMap<>();
  private @Nullable Throwable failure;

  /**
   * @param waits for each write the places of those it waits for, which stand before it
   * @param atOnce how many writes happen at the same time at most
   * @param ended is told of each write that has succeeded, in the thread of the caller
   */
  Branches(
      List<PortWrite> writes, List<List<Integer>> waits, int atOnce, Consumer<PortWrite> ended) {
    this.writes = writes;
    this.waits = waits;
    this.atOnce = atOnce;
    this.ended = ended;
    for (int i = 0; i < writes.size(); i++) {
      waiting.add(i);
    }
  }

  /**
   * What was written, in the order of the writes.
   *
   * @throws UserException of the first write that failed; it tells what was written before
   */
  List<FlowReport.Written> run() {
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(atOnce, writes.size())), threads());
    try {
      var done = new ExecutorCompletionService<FlowReport.Written>(pool);
      submit(done);
      while (!running.isEmpty()) {
        settle(next(done));
        submit(done);
      }
    } finally {
      pool.shutdown();
    }
    if (failure instanceof UserException told) {
      throw NodeFailure.after(told, List.copyOf(written.values()));
    }
    if (failure != null) {
      throw new IllegalStateException("A write ended with " + failure, failure);
    }
    return List.copyOf(written.values());
  }

  private ThreadFactory threads() {
    return task -> {
      var thread = new Thread(task, "flow write");
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Begins the writes that need not wait any more, as many as there are threads for. */
  private void submit(CompletionService<FlowReport.Written> pool) {
    if (failure != null) {
      return;
    }
    List<Integer> ready =
        waiting.stream()
            .filter(i -> written.keySet().containsAll(waits.get(i)))
            .limit(atOnce - running.size())
            .toList();
    for (int i : ready) {
      waiting.remove(i);
      running.put(pool.submit(writes.get(i)::run), i);
    }
  }

  /** The next write to end. If this thread is interrupted, all are stopped and waited for. */
  private Future<FlowReport.Written> next(CompletionService<FlowReport.Written> pool) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pool.take();
        } catch (InterruptedException e) {
          interrupted = true;
          fail(new IllegalStateException("Interrupted while ports were written", e));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void settle(Future<FlowReport.Written> end) {
    Integer place = running.remove(end);
    if (place == null) {
      throw new IllegalStateException("A write ended that was not begun: " + end);
    }
    try {
      written.put(place, end.get());
      ended.accept(writes.get(place));
    } catch (ExecutionException e) {
      fail(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("A write that has ended is waited for", e);
    }
  }

  private void fail(Throwable cause) {
    if (failure != null) {
      failure.addSuppressed(cause);
      return;
    }
    failure = cause;
    running.values().stream()
        .sorted()
        .forEach(place -> writes.get(place).stop("another write of the run failed"));
  }
}
