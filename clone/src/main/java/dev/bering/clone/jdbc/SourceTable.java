package dev.bering.clone.jdbc;

import dev.bering.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a database says of a table.
 *
 * @param columns as they are to be read, if there are no problems
 * @param keys each a list of columns that together are unique and never null; the best first
 * @param comparable by name, the columns that ranges can be told apart by
 * @param leading the columns by which some index is ordered first
 * @param estimatedRowCount as the database's statistics say; 0 if they say nothing
 * @param averageRowBytes likewise; at least 1
 * @param problems all that keeps the table from being cloned
 */
record SourceTable(
    List<ColumnMapping> columns,
    List<List<KeyColumn>> keys,
    Map<String, KeyColumn> comparable,
    Set<String> leading,
    long estimatedRowCount,
    long averageRowBytes,
    List<Problem> problems) {

  SourceTable {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    comparable = Map.copyOf(comparable);
    leading = Set.copyOf(leading);
    problems = List.copyOf(problems);
  }
}
