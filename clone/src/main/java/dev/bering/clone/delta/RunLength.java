package dev.bering.clone.delta;

/** How many records a sort keeps in memory. */
public final class RunLength {

  /** A record with its path, as measured on tables with paths of some 100 characters. */
  private static final long BYTES_OF_A_RECORD = 600;

  private static final long SMALLEST = 10_000;
  private static final long LARGEST = 1_000_000;

  private RunLength() {}

  /** A sixteenth of this process's memory: three sorts are under way at once. */
  public static int ofThisProcess() {
    long fits = Runtime.getRuntime().maxMemory() / 16 / BYTES_OF_A_RECORD;
    return (int) Math.max(SMALLEST, Math.min(LARGEST, fits));
  }
}
