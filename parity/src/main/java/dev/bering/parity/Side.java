package dev.bering.parity;

/** One of the two tables. */
public enum Side {
  LEFT,
  RIGHT;

  /** {@code left} or {@code right}. */
  public String text() {
    return this == LEFT ? "left" : "right";
  }

  Side other() {
    return this == LEFT ? RIGHT : LEFT;
  }
}
