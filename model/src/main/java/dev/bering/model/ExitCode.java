package dev.bering.model;

import java.util.Collection;
import java.util.List;

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
  /** A comparison did not see a difference that was planted to test it: its green means nothing. */
  BLIND(6),
  /** A defect of Bering itself. */
  INTERNAL(7);

  private static final List<ExitCode> WORST_FIRST =
      List.of(INTERNAL, BLIND, DIFFERENT, USAGE, SOURCE, UNDECIDED, TEMPORARY, OK);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /**
   * How a command ends that did many things: as the one that ended worst. Worst is a defect, then a
   * blind comparison, then a difference, then what a person has to mend (usage, source), then what
   * nobody could decide, then what may pass when the command is run again. Nothing at all is {@link
   * #OK}.
   */
  public static ExitCode worst(Collection<ExitCode> all) {
    return WORST_FIRST.stream().filter(all::contains).findFirst().orElse(OK);
  }

  /** The process exit status. */
  public int number() {
    return number;
  }
}
