package dev.bering.parity;

/** How the values of a column are compared. */
public enum Method {
  /** By fingerprints of many rows at once; rows are looked at only where those differ. */
  EXACT_FINGERPRINT,
  /** Row by row, because the engine's hash cannot tell all values of this type apart. */
  EXACT_JOIN,
  /** Row by row, so that what the normalisers absorb is counted. */
  NORMALISED_JOIN,
  /** Row by row, within a tolerance. */
  TOLERANT_JOIN,
  /** Over all pairs of rows at once: the values must correspond one to one. */
  BIJECTION_JOIN,
  /** Not at all. */
  NOT_COMPARED
}
