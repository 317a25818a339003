package dev.bering.parity;

import java.util.Objects;

/**
 * How ties are told from differences.
 *
 * @param declared {@link Ties#NONE} if there are none to tell
 * @param candidates the rows that were chosen from
 */
public record TiePlan(Ties declared, TieCandidates candidates) {

  /** Every difference counts. */
  static final TiePlan NONE = new TiePlan(Ties.NONE, TieCandidates.NONE);

  public TiePlan {
    Objects.requireNonNull(declared, "declared is null");
    Objects.requireNonNull(candidates, "candidates is null");
  }

  boolean isDeclared() {
    return declared.areDeclared();
  }

  /** The slot of the numbers, which no candidate has. */
  boolean isNumber(Slot slot) {
    return slot.plan().name().equalsIgnoreCase(declared.number());
  }

  /**
   * What a column comes to if rows that nobody can pair differ: those that ties explain have the
   * same order keys.
   */
  Rung unpaired(Slot slot, TieFinding found) {
    if (!found.isProven()) {
      return Rung.UNDECIDED;
    }
    boolean isOrderKey =
        declared.columns().stream().anyMatch(slot.plan().name()::equalsIgnoreCase)
            && !isNumber(slot);
    return isOrderKey ? Rung.EXACT : found.rung();
  }
}
