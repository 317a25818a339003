package dev.bering.cost;

/** What may be odd about a bill that is imported all the same. */
public enum Oddity {
  /** Rows without a price, left out because it was asked for: the bill says too little. */
  UNPRICED(true),
  /** Usage that costs less than nothing and is no correction. */
  NEGATIVE_USAGE(false),
  /** Usage whose time is not within the month of the bill. */
  OUTSIDE_MONTH(false),
  /** Days of a service without any row, though there are rows before and after. */
  GAP(false),
  /** Rows in more than one currency. */
  CURRENCIES(false),
  /** Rows that two files hold, with ids that prove it; counted once. */
  REPEATED(false),
  /** Rows that two files hold alike, without ids; counted as often as they are there. */
  ALIKE(false);

  private final boolean isLoss;

  Oddity(boolean isLoss) {
    this.isLoss = isLoss;
  }

  /** Whether the sums of the bill are lower than they should be. */
  public boolean isLoss() {
    return isLoss;
  }
}
