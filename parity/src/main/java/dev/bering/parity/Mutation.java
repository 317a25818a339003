package dev.bering.parity;

import dev.bering.engine.RelationColumn;

/**
 * A difference to plant into one value of a column.
 *
 * @param kind what is planted, in words
 * @param suits SQL condition: into which values it can be planted
 * @param after SQL expression: what such a value becomes
 * @param nature whether comparisons are meant to see it
 */
record Mutation(String kind, RelationColumn column, String suits, String after, Nature nature) {

  /** Whether comparisons are meant to see it. */
  enum Nature {
    /** Unless the declaration says otherwise. */
    DIFFERENT,
    /** Even with the tolerance that is declared. */
    BEYOND_TOLERANCE,
    /** Not with the tolerance that is declared. */
    WITHIN_TOLERANCE,
    /** The two are one value. */
    EQUAL_BY_DEFINITION
  }
}
