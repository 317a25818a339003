package dev.bering.lint;

/** Looks for one kind of trap. */
interface Check {

  /** Looks at one part of a statement. */
  void look(Object part, Findings findings);
}
