package dev.bering.flow;

import dev.bering.model.Location;
import java.util.List;

/**
 * Of which columns of tables the values of a column are computed.
 *
 * @param column its name
 * @param sources at least one, in order; what decides which rows there are is none
 */
public record ColumnOrigin(String column, List<Source> sources) {

  public ColumnOrigin {
    sources = List.copyOf(sources);
  }

  /** A column of a Delta table. */
  public record Source(Location table, String column) implements Comparable<Source> {

    @Override
    public int compareTo(Source other) {
      int byTable = table.toString().compareTo(other.table.toString());
      return byTable == 0 ? column.compareTo(other.column) : byTable;
    }
  }
}
