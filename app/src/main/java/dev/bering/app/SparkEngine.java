package dev.bering.app;

import dev.bering.clone.FileCopier;
import dev.bering.spark.SparkCluster;
import dev.bering.spark.SparkFileCopier;
import dev.bering.stores.Retries;
import dev.bering.stores.Traffic;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Spark cluster that copies files; connected when there are some. Safe for many threads. */
final class SparkEngine implements AutoCloseable {

  /** A slot of a cluster is a processor, and copying waits for disks and networks. */
  private static final int THREADS_OF_A_TASK = 4;

  private final String master;
  private final Map<String, String> settings;
  private @Nullable SparkCluster cluster;

  SparkEngine(String master, Map<String, String> settings) {
    this.master = master;
    this.settings = Map.copyOf(settings);
  }

  /** Whether the launcher has started this process for Spark. */
  static boolean isOnClassPath() {
    return SparkEngine.class.getClassLoader().getResource("org/apache/spark/SparkContext.class")
        != null;
  }

  /**
   * Copies on the cluster.
   *
   * @param threads files that one task copies at once
   * @param retries is told what tasks had to try again
   * @param traffic is told what tasks have read and written
   */
  FileCopier copier(Optional<Integer> threads, Retries retries, Traffic traffic) {
    return (plan, step) ->
        plan.files().isEmpty()
            ? 0
            : new SparkFileCopier(cluster(), threads.orElse(THREADS_OF_A_TASK), retries, traffic)
                .copy(plan, step);
  }

  private synchronized SparkCluster cluster() {
    SparkCluster connected = cluster;
    if (connected == null) {
      connected = SparkCluster.connect(master, settings);
      cluster = connected;
    }
    return connected;
  }

  @Override
  public synchronized void close() {
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }
}
