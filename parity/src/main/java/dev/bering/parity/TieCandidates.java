package dev.bering.parity;

import java.util.List;
import java.util.Objects;

/**
 * The rows that were chosen from, brought into the form of one side, so that they can be compared
 * with its rows.
 *
 * @param table where they are; its relation is empty if nobody kept them
 * @param as whose names and types they take
 * @param columns those names; the number that the chosen ones get is not among them
 * @param named SQL query: their columns under those names, of those types
 */
public record TieCandidates(TableSide table, Side as, List<String> columns, String named) {

  /** Nobody kept them. */
  static final TieCandidates NONE =
      new TieCandidates(new TableSide("", "", "", 0), Side.LEFT, List.of(), "");

  public TieCandidates {
    Objects.requireNonNull(table, "table is null");
    Objects.requireNonNull(as, "as is null");
    Objects.requireNonNull(named, "named is null");
    columns = List.copyOf(columns);
  }

  /** Their table where the engine holds {@link #named} as a relation. */
  TableSide in(String relation) {
    return new TableSide(relation, table.source(), table.summary(), table.rowCount());
  }

  boolean areKept() {
    return !named.isEmpty();
  }
}
