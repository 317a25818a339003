package dev.bering.parity;

import dev.bering.engine.RelationColumn;

/** A column of either table, with its partner on the other side if it has one. */
sealed interface ColumnMatch {

  /** As the left side spells it, or the only side that has it. */
  String name();

  /** On both sides. */
  record Both(RelationColumn left, RelationColumn right) implements ColumnMatch {
    @Override
    public String name() {
      return left.name();
    }
  }

  /** On one side only. */
  record Single(Side side, RelationColumn column) implements ColumnMatch {
    @Override
    public String name() {
      return column.name();
    }
  }
}
