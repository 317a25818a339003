package dev.bering.app;

import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does one thing with each of many tables, in order, some at a time. A table that is refused or
 * fails does not keep the others from being done.
 *
 * @param tables in the order in which they are begun
 * @param notTables folders that were found and are no table
 */
record ManyTables(List<TableEntry> tables, List<String> notTables) {

  ManyTables {
    tables = List.copyOf(tables);
    notTables = List.copyOf(notTables);
  }

  /** What is done with one table. */
  interface Work {

    /**
     * Does it.
     *
     * @param progress hears of this table, by its name
     * @throws UserException if the table is refused or fails
     */
    TableLine on(TableEntry table, Progress progress);
  }

  /**
   * Does {@code work} with every table and waits for all.
   *
   * @param atOnce tables that are under way at the same time
   * @param terminal shows how far each table is, and where a defect of Bering was
   */
  ManyReport each(int atOnce, Work work, Terminal terminal) {
    Progress progress = terminal.progress();
    long start = System.nanoTime();
    AtomicInteger begun = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<TableLine>> pending = new ArrayList<>();
      for (TableEntry table : tables) {
        pending.add(
            pool.submit(
                () -> {
                  String name =
                      "%d of %d, %s"
                          .formatted(begun.incrementAndGet(), tables.size(), table.name());
                  return one(table, work, new NamedProgress(name, progress), terminal);
                }));
      }
      List<TableLine> lines = new ArrayList<>();
      for (Future<TableLine> line : pending) {
        lines.add(result(line));
      }
      return new ManyReport(lines, notTables, Duration.ofNanos(System.nanoTime() - start));
    } finally {
      pool.shutdownNow();
    }
  }

  private static TableLine one(TableEntry table, Work work, Progress progress, Terminal terminal) {
    long start = System.nanoTime();
    TableLine line;
    try {
      line = work.on(table, progress);
    } catch (UserException e) {
      line = TableLine.ended(table, e);
    } catch (RuntimeException e) {
      e.printStackTrace(terminal.err());
      line = TableLine.defect(table);
    }
    return line.took(Duration.ofNanos(System.nanoTime() - start));
  }

  private static TableLine result(Future<TableLine> line) {
    try {
      return line.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tables were under way", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
