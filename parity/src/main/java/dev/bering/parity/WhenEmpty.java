package dev.bering.parity;

/** What two tables without a row are. An empty table is often one that nobody managed to fill. */
public enum WhenEmpty {
  /** Nothing was compared, so nothing is known. */
  NOT_COMPARED,
  /** Equal: the user knows that they may be empty. */
  EQUAL
}
