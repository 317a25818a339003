package dev.bering.clone;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does one thing to each of many items, on several threads, holding no more items than threads. */
public final class Workers {

  /** Copying waits for disks and networks more than for processors. */
  public static final int DEFAULT_THREADS =
      Math.max(2, Math.min(8, 2 * Runtime.getRuntime().availableProcessors()));

  /** What is done. */
  public interface Work<T> {
    /** Called once for each item, on any thread. */
    void on(T item) throws IOException;
  }

  private Workers() {}

  /**
   * Returns when the work is done on every item. After the first failure no further item is begun,
   * and that failure is thrown when those that were under way have ended.
   */
  public static <T> void forEach(Iterator<T> items, int threads, Work<T> work) throws IOException {
    if (!items.hasNext()) {
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicBoolean stop = new AtomicBoolean();
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(
            pool.submit(
                () -> {
                  drain(items, work, stop);
                  return null;
                }));
      }
      Optional<Throwable> failure = Optional.empty();
      for (Future<?> worker : workers) {
        Optional<Throwable> thrown = await(worker);
        failure = failure.or(() -> thrown);
      }
      if (failure.isPresent()) {
        throw rethrow(failure.get());
      }
    } finally {
      stop.set(true);
      pool.shutdownNow();
    }
  }

  private static <T> void drain(Iterator<T> items, Work<T> work, AtomicBoolean stop)
      throws IOException {
    try {
      for (T item = next(items, stop); item != null; item = next(items, stop)) {
        work.on(item);
      }
    } finally {
      // Either every item is taken, or this one failed.
      stop.set(true);
    }
  }

  private static <T> @Nullable T next(Iterator<T> items, AtomicBoolean stop) {
    synchronized (items) {
      return !stop.get() && items.hasNext() ? items.next() : null;
    }
  }

  /** What the worker failed with, when it has ended. */
  private static Optional<Throwable> await(Future<?> worker) throws IOException {
    try {
      worker.get();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      return Optional.of(e.getCause() == null ? e : e.getCause());
    }
  }

  private static IOException rethrow(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException io ? io : new IOException(failure);
  }
}
