package dev.bering.parity;

import dev.bering.model.ExitCode;

/**
 * How strongly a comparison holds, strongest first. A table stands on the weakest rung that any of
 * its compared columns needs.
 */
public enum Rung {
  /** Equal values of equal types. */
  EXACT(ExitCode.OK),
  /** Equal after a lossless conversion that the report names. */
  NORMALISED(ExitCode.OK),
  /** Equal within a tolerance that was declared and was needed. */
  TOLERANT(ExitCode.OK),
  /** Alike as sets, above the declared thresholds. */
  SET_LEVEL(ExitCode.OK),
  /** The question could not be decided. */
  UNDECIDED(ExitCode.UNDECIDED),
  /** Different. */
  MISMATCH(ExitCode.DIFFERENT),
  /** Nothing was looked at. */
  NOT_COMPARED(ExitCode.UNDECIDED);

  private final ExitCode exitCode;

  Rung(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** How a command with this verdict ends. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** Whether this may be called equal. */
  public boolean isGreen() {
    return exitCode == ExitCode.OK;
  }

  /** The weaker of the two. */
  Rung weaker(Rung other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
