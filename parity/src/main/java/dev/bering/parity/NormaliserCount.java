package dev.bering.parity;

/**
 * What one normaliser did.
 *
 * @param normaliser as a YAML document writes it
 * @param changedLeft values of the left that it changed
 * @param changedRight values of the right that it changed
 * @param absorbed pairs that are equal and would differ if it alone were taken away
 */
public record NormaliserCount(
    String normaliser, long changedLeft, long changedRight, long absorbed) {

  /** Whether it could be left out. */
  public boolean isStale() {
    return absorbed == 0;
  }
}
