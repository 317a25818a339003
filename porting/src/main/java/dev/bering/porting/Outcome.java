package dev.bering.porting;

import dev.bering.model.ExitCode;

/** How far the check of a component came; the later, the graver. Only the first can be green. */
public enum Outcome {
  /** Its output was compared; the rung says how it compares. */
  COMPARED(ExitCode.UNDECIDED),
  /** Nothing was recorded that it could be fed or compared with. */
  NOT_RECORDED(ExitCode.UNDECIDED),
  /** A recorded input has no rows. */
  INPUT_EMPTY(ExitCode.UNDECIDED),
  /** The output and the recorded one cannot be compared as declared. */
  INCOMPARABLE(ExitCode.UNDECIDED),
  /** A recorded table cannot be read. */
  UNREADABLE(ExitCode.SOURCE),
  /** A translator's code failed, or made other columns than it declares. */
  TRANSLATOR_FAILED(ExitCode.UNDECIDED),
  /** A translator broke a law, so nothing that was computed of its rows means anything. */
  LAW_BROKEN(ExitCode.UNDECIDED),
  /** The component failed on inputs that the legacy one could work with. */
  FAILED(ExitCode.DIFFERENT);

  private final ExitCode exitCode;

  Outcome(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
