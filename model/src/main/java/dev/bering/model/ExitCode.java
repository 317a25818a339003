package dev.bering.model;

/** How a command ends, as the shell sees it. The numbers are a promise to scripts. */
public enum ExitCode {
  /** Done, or equal. */
  OK(0),
  /** Differences were found, or a gate fails. */
  DIFFERENT(1),
  /** The command or a specification is wrong; nothing was written. */
  USAGE(2),
  /** The source is missing or unreadable; nothing was written. */
  SOURCE(3),
  /** The question could not be decided; never to be read as equal. */
  UNDECIDED(4),
  /** Something passing went wrong; the same command may succeed later. */
  TEMPORARY(5),
  /** A defect of Bering itself. */
  INTERNAL(7);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process exit status. */
  public int number() {
    return number;
  }
}
