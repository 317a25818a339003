package dev.bering.tables.iceberg;

import dev.bering.tables.RowPositions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A Parquet file of an Iceberg table, with rows or with what deletes rows by value.
 *
 * @param sequenceNumber of its data: what is deleted by value, later files bring back
 * @param partition a number that files of one partition share
 * @param layout a number that files share whose columns have the same names and types
 * @param sources where the columns are, by their ids
 * @param partitionValues by the ids of columns; empty for null
 * @param deleted the rows that position deletes and deletion vectors mark as deleted
 */
public record IcebergFile(
    Path path,
    long sequenceNumber,
    int partition,
    int layout,
    Map<Integer, ColumnSource> sources,
    Map<Integer, Optional<String>> partitionValues,
    RowPositions deleted) {
  // The maps are shared between many files, and nobody changes them.
}
