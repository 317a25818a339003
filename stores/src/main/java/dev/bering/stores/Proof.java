package dev.bering.stores;

/** What must agree before a copied file takes its name. */
public enum Proof {
  /** The length alone. */
  SIZE,
  /**
   * A checksum of the bytes that were read from the source and of those that were read back from
   * the target, or that the target's service says it has stored.
   */
  HASH
}
