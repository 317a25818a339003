package dev.bering.parity;

/** What two tables are of the sets that are to be compared. */
public enum SetCoverage {
  /** All of them: the measures are facts. */
  WHOLE,
  /**
   * The same random share of the members on either side, such as those whose hash ends in 0: the
   * measures are estimates, and a threshold inside their interval of confidence is undecided. Two
   * samples drawn independently have little in common by nature and must not be compared.
   */
  SAMPLE
}
