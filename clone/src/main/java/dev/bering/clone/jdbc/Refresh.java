package dev.bering.clone.jdbc;

import java.time.Duration;

/**
 * How a later run finds out which rows of the target are still right. Whatever it finds, rows are
 * read in ranges of the key, and a range is read whole from the run's snapshot or kept whole.
 *
 * @param column the watermark; empty if there is none
 * @param lag how much older than the newest watermark a row may become visible
 */
public record Refresh(Kind kind, String column, Duration lag) {

  /** What is compared. */
  public enum Kind {
    /** The database computes the fingerprint of each range; exact for every kind of change. */
    FINGERPRINT,
    /**
     * Rows are only ever added. The watermark is the key; ranges that still have their number of
     * rows are kept, and everything above the last one is read. Transactions that commit late make
     * the number of rows of their range differ, and it is read again.
     */
    APPEND,
    /**
     * Every insert and update raises the watermark. Ranges are kept that have their number of rows
     * and none above the last run's watermark less the lag. A transaction that runs longer than the
     * lag is missed.
     */
    UPDATE,
    /** No key: the table is read in one pass, again whenever its fingerprint differs. */
    SINGLE_PASS
  }

  /** Compares fingerprints. */
  public static Refresh byFingerprint() {
    return new Refresh(Kind.FINGERPRINT, "", Duration.ZERO);
  }

  /** Trusts that rows are only added, with ever greater values of a column. */
  public static Refresh append(String column) {
    return new Refresh(Kind.APPEND, column, Duration.ZERO);
  }

  /** Trusts a column that every change raises, but for transactions no longer than {@code lag}. */
  public static Refresh update(String column, Duration lag) {
    return new Refresh(Kind.UPDATE, column, lag);
  }

  /** Reads a table without a key. */
  public static Refresh singlePass() {
    return new Refresh(Kind.SINGLE_PASS, "", Duration.ZERO);
  }

  /** For people; one line. */
  String text() {
    return switch (kind) {
      case FINGERPRINT -> "ranges of the key whose fingerprint differs are read again";
      case APPEND ->
          "rows above the last %s are read, and ranges whose number of rows differs"
              .formatted(column);
      case UPDATE ->
          "ranges of the key with a changed number of rows or a newer %s (lag %d s) are read again"
              .formatted(column, lag.toSeconds());
      case SINGLE_PASS -> "the whole table is read again if its fingerprint differs";
    };
  }
}
