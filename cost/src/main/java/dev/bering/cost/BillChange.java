package dev.bering.cost;

import java.util.Objects;
import java.util.Optional;

/**
 * What an import makes of one bill.
 *
 * @param bill as it is afterwards
 * @param before as it was; empty if it is new
 */
public record BillChange(Action action, Bill bill, Optional<Bill> before) {

  /** What is done. */
  public enum Action {
    /** There was no bill of that provider, account and month. */
    NEW,
    /** It takes the place of another reading of the same bill. */
    REPLACED,
    /** It was imported from the same files, and stays as it is. */
    UNCHANGED
  }

  public BillChange {
    Objects.requireNonNull(action, "action is null");
    Objects.requireNonNull(bill, "bill is null");
  }
}
