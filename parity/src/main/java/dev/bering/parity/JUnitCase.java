package dev.bering.parity;

/**
 * One test of a JUnit report.
 *
 * @param message why it did not pass, or why it was not run; one line
 * @param detail more lines; empty if there are none
 */
record JUnitCase(String name, Outcome outcome, String message, String detail) {

  /** How it ended. */
  enum Outcome {
    PASSED(""),
    FAILED("failure"),
    /** It could not be told, which is never a pass. */
    ERROR("error"),
    SKIPPED("skipped");

    private final String element;

    Outcome(String element) {
      this.element = element;
    }

    /** The XML element that says so; empty for a pass. */
    String element() {
      return element;
    }
  }

  /** Nothing passes on its own where the whole could not be decided. */
  JUnitCase within(Rung verdict, String reason) {
    boolean isOpen = verdict == Rung.UNDECIDED || verdict == Rung.NOT_COMPARED;
    return isOpen && outcome == Outcome.PASSED
        ? new JUnitCase(name, Outcome.SKIPPED, reason, "")
        : this;
  }

  /** A test of something that stands on a rung: what was not compared is skipped. */
  static JUnitCase of(String name, Rung rung, String message, String detail) {
    if (rung.isGreen()) {
      return new JUnitCase(name, Outcome.PASSED, message, detail);
    }
    return switch (rung) {
      case MISMATCH -> new JUnitCase(name, Outcome.FAILED, message, detail);
      case NOT_COMPARED -> new JUnitCase(name, Outcome.SKIPPED, message, detail);
      default -> new JUnitCase(name, Outcome.ERROR, message, detail);
    };
  }
}
