package dev.bering.examples.platform;

/** What a line of the log says. */
public enum LogEntryKind {
  /** Somebody was let in. */
  ACCEPTED,
  /** Somebody was turned away. */
  FAILED,
  /** Somebody named an account that there is not; what came of it follows in another line. */
  INVALID_USER,
  /** Something that is no attempt to log in. */
  OTHER
}
