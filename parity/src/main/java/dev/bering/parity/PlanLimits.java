package dev.bering.parity;

/**
 * Where one way of comparing becomes cheaper than another.
 *
 * @param directJoinRows up to this many rows on the larger side all rows are joined at once
 * @param rowsPerBucket how many rows share a fingerprint, about
 * @param maxBuckets how many fingerprints at most, a power of two up to 65,536
 * @param redShare above this share of differing buckets all rows are joined
 */
public record PlanLimits(long directJoinRows, long rowsPerBucket, int maxBuckets, double redShare) {

  /**
   * Measured on DuckDB with 10 million rows of 10 columns, and 60 million of 16: the sums of 16,384
   * buckets no longer fit into a processor's own cache, and cost a tenth more than those of 4,096.
   */
  public static final PlanLimits DEFAULT = new PlanLimits(1_000_000, 5_000, 8_192, 0.15);

  public PlanLimits {
    if (rowsPerBucket < 1
        || maxBuckets < 1
        || maxBuckets > 65_536
        || Integer.bitCount(maxBuckets) != 1) {
      throw new IllegalStateException(
          "rowsPerBucket %d, maxBuckets %d".formatted(rowsPerBucket, maxBuckets));
    }
  }

  int buckets(long rowCount) {
    long wanted = Math.min(maxBuckets, Math.max(1, rowCount / rowsPerBucket));
    int power = Long.SIZE - Long.numberOfLeadingZeros(wanted - 1);
    return Math.min(maxBuckets, 1 << power);
  }
}
