package dev.bering.parity;

/**
 * Something that differs between the columns of the two tables.
 *
 * @param column as the side that has it spells it, the left one if both do
 * @param left the type on the left; empty if the column is not there
 * @param right the type on the right; empty if the column is not there
 */
public record SchemaDifference(Kind kind, String column, String left, String right) {

  /** What differs. */
  public enum Kind {
    ONLY_LEFT,
    ONLY_RIGHT,
    TYPE
  }
}
