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
  /** Different only in which of several equally ranked rows were chosen. */
  EQUIVALENT_BY_TIE(ExitCode.OK),
  /** Equal if the ids of one side are renamed, one to one, to those of the other. */
  UP_TO_BIJECTION(ExitCode.OK),
  /** Different in ways that somebody has accepted, by name, up to a number and until a day. */
  ACCEPTED(ExitCode.OK),
  /** No more different from the legacy run than a second legacy run is. */
  WITHIN_LEGACY_NOISE(ExitCode.OK),
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
