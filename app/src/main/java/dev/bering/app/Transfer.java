package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
import dev.bering.stores.Traffic;
import java.util.Optional;
import java.util.function.Function;

/**
 * How one run carries files, whatever tables they belong to: what runs plans, which stores it reads
 * and writes, and who hears of it.
 *
 * @param stores opens stores that try again, and count; none is limited
 * @param limitedStores the same, of which those that are written to keep within the bandwidth
 * @param threads files that are copied at once; empty to leave it to the runner
 * @param retries counts what had to be tried again
 * @param traffic counts what goes to stores and comes from them
 * @param spark what copies files in place of this process's threads; empty to let them
 */
record Transfer(
    Progress progress,
    Function<Location, Store> stores,
    Function<Location, Store> limitedStores,
    Optional<Integer> threads,
    Retries retries,
    Traffic traffic,
    Optional<SparkEngine> spark)
    implements AutoCloseable {

  /** The same for one of several tables that are under way at once and share the threads. */
  Transfer shared(int tablesAtOnce, Progress tableProgress) {
    int all = threads.orElse(CloneRunner.defaultThreads());
    // On a cluster they are each task's own.
    boolean whole = tablesAtOnce == 1 || spark.isPresent();
    return new Transfer(
        tableProgress,
        stores,
        limitedStores,
        whole ? threads : Optional.of(Math.max(1, all / tablesAtOnce)),
        retries,
        traffic,
        spark);
  }

  /**
   * Carries a plan out. Files that may be overwritten under their names are copied by this process
   * alone: a task that was given up could put an old one over a new one later.
   */
  CloneReport run(ClonePlan plan) {
    if (spark.isPresent() && plan.mode() != ClonePlan.Mode.FILES) {
      return new CloneRunner(progress, spark.get().copier(threads, retries, traffic), stores)
          .run(plan);
    }
    return threads
        .map(count -> new CloneRunner(progress, count, limitedStores))
        .orElseGet(() -> new CloneRunner(progress, limitedStores))
        .run(plan);
  }

  /** What had to be tried again; empty if nothing had. */
  Optional<Retries.Counts> retried() {
    return Optional.of(retries.counts()).filter(counts -> counts.retried() > 0);
  }

  /** Gives back what copies files. */
  @Override
  public void close() {
    spark.ifPresent(SparkEngine::close);
  }
}
