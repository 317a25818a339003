package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
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
 */
record Transfer(
    Progress progress,
    Function<Location, Store> stores,
    Function<Location, Store> limitedStores,
    Optional<Integer> threads,
    Retries retries) {

  /** The same for one of several tables that are under way at once and share the threads. */
  Transfer shared(int tablesAtOnce, Progress tableProgress) {
    int all = threads.orElse(CloneRunner.defaultThreads());
    return new Transfer(
        tableProgress,
        stores,
        limitedStores,
        tablesAtOnce == 1 ? threads : Optional.of(Math.max(1, all / tablesAtOnce)),
        retries);
  }

  /** Carries a plan out. */
  CloneReport run(ClonePlan plan) {
    return threads
        .map(count -> new CloneRunner(progress, count, limitedStores))
        .orElseGet(() -> new CloneRunner(progress, limitedStores))
        .run(plan);
  }

  /** What had to be tried again; empty if nothing had. */
  Optional<Retries.Counts> retried() {
    return Optional.of(retries.counts()).filter(counts -> counts.retried() > 0);
  }
}
