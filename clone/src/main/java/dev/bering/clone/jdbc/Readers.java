package dev.bering.clone.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Connections on which work is done side by side, one thread each. */
final class Readers {

  private final BlockingQueue<Connection> idle;
  private final int count;

  Readers(List<Connection> connections) {
    this.idle = new ArrayBlockingQueue<>(connections.size(), false, connections);
    this.count = connections.size();
  }

  /** Work on one connection. */
  @FunctionalInterface
  interface Task<T> {
    T run(Connection connection) throws SQLException, IOException;
  }

  /**
   * Does all of it and returns the results in the same order. The first failure ends it: work that
   * has not begun by then is left out, and what is under way is interrupted.
   */
  <T> List<T> all(List<? extends Task<T>> tasks) throws SQLException, IOException {
    ExecutorService pool = Executors.newFixedThreadPool(count);
    ExecutorCompletionService<T> ended = new ExecutorCompletionService<>(pool);
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Task<T> task : tasks) {
        futures.add(ended.submit(() -> onIdle(task, failure)));
      }
      for (int i = 0; i < tasks.size(); i++) {
        ended.take().get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw rethrown(failure.get(), e);
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  private <T> T onIdle(Task<T> task, AtomicReference<@Nullable Exception> failure)
      throws SQLException, IOException, InterruptedException {
    if (failure.get() != null) {
      throw new IOException("other work has failed");
    }
    Connection connection = idle.take();
    try {
      return task.run(connection);
    } catch (SQLException | IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
      throw e;
    } finally {
      idle.add(connection);
    }
  }

  private static RuntimeException rethrown(@Nullable Exception failure, ExecutionException e)
      throws SQLException, IOException {
    if (failure instanceof SQLException sql) {
      throw sql;
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    return new IllegalStateException(e);
  }

  /** The connections are closed next, which must not happen under somebody's hands. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
