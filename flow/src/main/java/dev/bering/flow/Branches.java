package dev.bering.flow;

import dev.bering.model.UserException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
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
  private final Set<Integer> running = new TreeSet<>();
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
  private final Map<Integer, FlowReport.Written> written = new TreeMap<>();
  private @Nullable Throwable failure;

  /** A write has ended: it has written, or it has failed. */
  private record End(
      int place, FlowReport.@Nullable Written written, @Nullable Throwable failure) {}

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
      submit(pool);
      while (!running.isEmpty()) {
        settle(next());
        submit(pool);
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
  private void submit(Executor pool) {
    if (failure != null) {
      return;
    }
    List<Integer> ready =
        waiting.stream()
            .filter(i -> written.keySet().containsAll(waits.get(i)))
            .limit(atOnce - running.size())
            .toList();
    for (int place : ready) {
      waiting.remove(place);
      running.add(place);
      pool.execute(() -> ends.add(carriedOut(place)));
    }
  }

  private End carriedOut(int place) {
    try {
      return new End(place, writes.get(place).run(), null);
    } catch (RuntimeException | Error e) { // an error must not leave the others running
      return new End(place, null, e);
    }
  }

  /** The next write to end. If this thread is interrupted, all are stopped and waited for. */
  private End next() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return ends.take();
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

  private void settle(End end) {
    running.remove(end.place());
    if (end.written() != null) {
      written.put(end.place(), end.written());
      ended.accept(writes.get(end.place()));
    } else if (end.failure() != null) {
      fail(end.failure());
    }
  }

  private void fail(Throwable cause) {
    if (failure != null) {
      failure.addSuppressed(cause);
      return;
    }
    failure = cause;
    running.forEach(place -> writes.get(place).stop("another write of the run failed"));
  }
}
