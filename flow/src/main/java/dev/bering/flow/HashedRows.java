package dev.bering.flow;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows whose content hash is told once they have been written, at no further read. The hash does
 * not depend on the order of the rows; equal hashes mean equal rows, of the same columns.
 */
public final class HashedRows {
  private final ContentHash hash;
  private final Observed observed;

  private HashedRows(ContentHash hash, Observed observed) {
    this.hash = hash;
    this.observed = observed;
  }

  /** {@code rows}, to be hashed by all of their columns. */
  public static HashedRows of(Dataset<Row> rows) {
    var hash = ContentHash.of(rows.schema());
    return new HashedRows(hash, hash.watch(rows));
  }

  /** What to write, once. */
  public Dataset<Row> rows() {
    return observed.rows();
  }

  /**
   * The hash, after {@link #rows} was written.
   *
   * @param written how many rows the writer says there were
   * @return empty if it does not cover that many rows, as after a task that ran twice
   */
  public Optional<String> hash(long written) {
    return hash.of(observed, written);
  }

  /** The hash of {@code rows}, which are read for it and not written. */
  public static String read(Dataset<Row> rows) {
    HashedRows hashed = of(rows);
    hashed.rows().write().format("noop").mode("overwrite").save();
    Map<String, Object> values = hashed.observed.values();
    return hashed.hash(Observed.count(values)).orElseThrow();
  }
}
