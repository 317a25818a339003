package dev.bering.parity;

import java.util.Objects;

/**
 * The rows that were chosen from, brought into the form of one side, so that they can be compared
 * with its rows.
 *
 * @param table where they are; its relation is empty if nobody kept them
 * @param as whose names and types they take
 * @param named SQL query: their columns under those names, of those types
 */
public record TieCandidates(TableSide table, Side as, String named) {

  /** Nobody kept them. */
  static final TieCandidates NONE = new TieCandidates(new TableSide("", "", "", 0), Side.LEFT, "");

  public TieCandidates {
    Objects.requireNonNull(table, "table is null");
    Objects.requireNonNull(as, "as is null");
    Objects.requireNonNull(named, "named is null");
  }

  /** Their table where the engine holds {@link #named} as a relation. */
  TableSide in(String relation) {
    return new TableSide(relation, table.source(), table.summary(), table.rowCount());
  }

  boolean areKept() {
    return !named.isEmpty();
  }
}
