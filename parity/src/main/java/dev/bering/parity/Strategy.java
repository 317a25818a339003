package dev.bering.parity;

/** In which order a plan proceeds. */
public enum Strategy {
  /** All rows are joined by key at once: the tables are small. */
  DIRECT_JOIN,
  /** Fingerprints of buckets first; then only the rows of buckets that differ are joined. */
  FINGERPRINTS_FIRST,
  /** No row is paired: how often each occurs is counted on both sides. */
  COUNT_ROWS
}
