package dev.bering.clone;

/** How many records a sort keeps in memory. */
public final class RunLength {

  /** A record with its path, as measured on tables with paths of some 100 characters. */
  private static final long BYTES_OF_A_RECORD = 600;

  private static final long SMALLEST = 1_000;
  private static final long LARGEST = 1_000_000;

  /** An action with its statistics, likewise. */
  private static final long BYTES_OF_AN_ACTION = 6_000;

  private RunLength() {}

  /** A sixteenth of this process's memory: three sorts are under way at once. */
  public static int ofThisProcess() {
    return thatFits(BYTES_OF_A_RECORD);
  }

  /** As {@link #ofThisProcess}, for records that hold whole actions. */
  public static int ofWholeActions() {
    return thatFits(BYTES_OF_AN_ACTION);
  }

  private static int thatFits(long bytesOfOne) {
    long fits = Runtime.getRuntime().maxMemory() / 16 / bytesOfOne;
    return (int) Math.max(SMALLEST, Math.min(LARGEST, fits));
  }
}
