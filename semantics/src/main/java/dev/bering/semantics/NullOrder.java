package dev.bering.semantics;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Where nulls stand among ordered values when a query does not say. */
public enum NullOrder {
  /** Before all when ascending, after all when descending. */
  @BehavesAs({"Spark", "Hive before CDP", "T-SQL", "MySQL"})
  SMALLEST,
  /** After all when ascending, before all when descending. */
  @BehavesAs({"Oracle", "PostgreSQL"})
  LARGEST,
  /** After all, whichever way. */
  @BehavesAs("DuckDB 0.8")
  LAST;

  /** From small to large. */
  public <T extends Comparable<? super T>> Comparator<@Nullable T> ascending() {
    Comparator<T> values = Comparator.naturalOrder();
    return this == SMALLEST ? Comparator.nullsFirst(values) : Comparator.nullsLast(values);
  }

  /** From large to small. */
  public <T extends Comparable<? super T>> Comparator<@Nullable T> descending() {
    Comparator<T> values = Comparator.reverseOrder();
    return this == LARGEST ? Comparator.nullsFirst(values) : Comparator.nullsLast(values);
  }
}
