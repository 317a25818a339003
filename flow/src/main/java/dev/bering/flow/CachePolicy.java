package dev.bering.flow;

/**
 * How much a run keeps in Spark's cache.
 *
 * @param maxPorts how many ports are kept at most
 * @param memoryShare how much of the memory that Spark has left for storage when the run begins the
 *     kept ports may take together, by Spark's estimate of their size, from 0 to 1; those beyond it
 *     are kept on disk
 * @param partitionsPerCore into how many partitions per core a port is kept that has come through a
 *     shuffle, where Spark does not size them itself; 0 leaves them as they are. Spark does it if
 *     {@code spark.sql.adaptive.enabled} and {@code
 *     spark.sql.optimizer.canChangeCachedPlanOutputPartitioning} are on, as {@link LocalSpark} sets
 *     them
 */
public record CachePolicy(int maxPorts, double memoryShare, int partitionsPerCore) {

  public CachePolicy {
    if (maxPorts < 0 || !(memoryShare >= 0 && memoryShare <= 1) || partitionsPerCore < 0) {
      throw new IllegalStateException(
          "a cache of %d ports, %s of the memory, %d partitions a core"
              .formatted(maxPorts, memoryShare, partitionsPerCore));
    }
  }

  /** Four ports at most, in half of the memory that is left, three partitions a core. */
  public static CachePolicy standard() {
    return new CachePolicy(4, 0.5, 3);
  }

  /** Nothing is kept: what is read twice is computed twice. To compare with. */
  public static CachePolicy none() {
    return standard().withMaxPorts(0);
  }

  /** This many ports at most. */
  public CachePolicy withMaxPorts(int ports) {
    return new CachePolicy(ports, memoryShare, partitionsPerCore);
  }

  /** In this share of the memory that is left. */
  public CachePolicy withMemoryShare(double share) {
    return new CachePolicy(maxPorts, share, partitionsPerCore);
  }

  /** In this many partitions a core. */
  public CachePolicy withPartitionsPerCore(int partitions) {
    return new CachePolicy(maxPorts, memoryShare, partitions);
  }

  /** Why a port is not kept that there is no room for. */
  String whyNot() {
    return maxPorts == 0
        ? "nothing is to be kept"
        : "%d %s at most".formatted(maxPorts, maxPorts == 1 ? "port is kept" : "ports are kept");
  }
}
