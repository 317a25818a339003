package dev.bering.spark;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.delta.ReplicaPlanner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Backoff;
import dev.bering.stores.Retries;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import java.util.Map;

/** A driver in a process of its own, which finds stores by what its environment says. */
final class CloneOnCluster {

  private CloneOnCluster() {}

  /**
   * Clones a Delta table and says how many files were copied.
   *
   * @param args the master, the source, the target
   */
  public static void main(String[] args) {
    try (SparkCluster cluster =
            SparkCluster.connect(
                args[0],
                Map.of(
                    "spark.cores.max", "1",
                    "spark.executor.memory", "512m",
                    "spark.executor.extraJavaOptions", StandaloneCluster.QUICK,
                    "spark.driver.host", "127.0.0.1",
                    "spark.driver.bindAddress", "127.0.0.1"));
        ClonePlan plan =
            new ReplicaPlanner(Progress.NONE).plan(Location.of(args[1]), Location.of(args[2]))) {
      long copied =
          new CloneRunner(
                  Progress.NONE,
                  new SparkFileCopier(cluster, 2, new Retries(Backoff.STANDARD), new Traffic()),
                  Stores::open)
              .run(plan)
              .copiedFileCount();
      System.out.println("copied " + copied);
    }
  }
}
