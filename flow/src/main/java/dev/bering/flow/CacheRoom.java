package dev.bering.flow;

import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.jdk.javaapi.CollectionConverters;

/** How much room there is in Spark's cache, and how rows are laid out in it. */
final class CacheRoom {
  private static final long PARTITION_BYTES = 128L << 20;

  private final SparkSession spark;
  private final CachePolicy policy;
  private final long budget;
  private long left;

  private CacheRoom(SparkSession spark, CachePolicy policy, long budget) {
    this.spark = spark;
    this.policy = policy;
    this.budget = budget;
    this.left = budget;
  }

  /** As much as {@code policy} allows of the memory that is unused now. */
  static CacheRoom of(SparkSession spark, CachePolicy policy) {
    long unused =
        CollectionConverters.asJava(spark.sparkContext().getExecutorMemoryStatus())
            .values()
            .stream()
            .mapToLong(memory -> (Long) memory._2())
            .sum();
    return new CacheRoom(spark, policy, (long) (policy.memoryShare() * unused));
  }

  /** Where the rows of {@code port} go, which are read more than once. */
  PortCache place(PortRef port, PlanShape shape) {
    if (shape.isPlainRead()) {
      return new PortCache(
          port, PortCache.Kept.NOWHERE, "reading the files again is cheap beside keeping them");
    }
    if (shape.bytes() > left) {
      return new PortCache(
          port,
          PortCache.Kept.DISK,
          "%s by Spark's estimate, of %s there is room for %s"
              .formatted(mebibytes(shape.bytes()), mebibytes(budget), mebibytes(left)));
    }
    left -= shape.bytes();
    return new PortCache(port, PortCache.Kept.MEMORY, "");
  }

  private static String mebibytes(long bytes) {
    return bytes == Long.MAX_VALUE
        ? "more than can be counted"
        : String.format(Locale.ROOT, "%d MiB", (bytes + (1 << 20) - 1) >> 20);
  }

  StorageLevel level(PortCache place) {
    return place.kept() == PortCache.Kept.DISK
        ? StorageLevel.DISK_ONLY()
        : StorageLevel.MEMORY_AND_DISK();
  }

  /**
   * {@code rows} in as many partitions as suit the cores, if Spark would leave a shuffle's as they
   * are: it does not merge the partitions of a plan that is kept unless it is allowed to.
   */
  Dataset<Row> sized(Dataset<Row> rows, PlanShape shape) {
    if (policy.partitionsPerCore() == 0 || !shape.isShuffled() || sparkSizesThem()) {
      return rows;
    }
    long shuffled = Long.parseLong(spark.conf().get("spark.sql.shuffle.partitions", "200"));
    long wanted = (long) policy.partitionsPerCore() * spark.sparkContext().defaultParallelism();
    long forSize = shape.bytes() / PARTITION_BYTES;
    long partitions = Math.max(wanted, forSize);
    return partitions < shuffled ? rows.coalesce((int) partitions) : rows;
  }

  private boolean sparkSizesThem() {
    return isOn("spark.sql.adaptive.enabled", "true")
        && isOn("spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "false");
  }

  private boolean isOn(String key, String otherwise) {
    return Boolean.parseBoolean(spark.conf().get(key, otherwise));
  }
}
