package dev.bering.parity;

/** How a row finds the row of the other table that it is compared with. */
public enum Matching {
  /** By the values of key columns, which no two rows of a side share. */
  BY_KEY,
  /** Not at all: rows count, equal ones as often as they occur. */
  AS_MULTISET
}
