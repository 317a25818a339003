package dev.bering.tables.iceberg;

import java.util.List;

/**
 * Files that delete rows by the values of the same columns (Iceberg spec, "Equality Delete Files").
 * A row is deleted if a file of a greater sequence number has its values; null is equal to null.
 *
 * @param columns at least one, perhaps of an older schema
 */
public record EqualityDeletes(Scope scope, List<IcebergColumn> columns, List<IcebergFile> files) {

  /** Where rows are deleted. */
  public enum Scope {
    /** In all partitions. */
    TABLE,
    /** In files of the delete file's own partition. */
    PARTITION
  }

  public EqualityDeletes {
    columns = List.copyOf(columns);
    files = List.copyOf(files);
  }
}
