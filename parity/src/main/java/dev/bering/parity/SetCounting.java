package dev.bering.parity;

/** What becomes of a member that occurs several times on one side. */
public enum SetCounting {
  /** It counts once. */
  ONCE,
  /** Each occurrence counts, so that three here and two there have two in common. */
  AS_OFTEN_AS_IT_OCCURS
}
