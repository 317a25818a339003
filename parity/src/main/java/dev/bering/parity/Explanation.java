package dev.bering.parity;

/**
 * A rule that many differences of a column follow. It is offered to the reader and never applied.
 *
 * @param column which column
 * @param sentence the rule in words
 * @param explained differences that follow it
 * @param of differences looked at
 */
public record Explanation(String column, Kind kind, String sentence, long explained, long of) {

  /** What kind of rule. */
  public enum Kind {
    NON_FINITE_FOR_NULL,
    EMPTY_FOR_NULL,
    SIGN,
    ROUNDING,
    RATIO,
    OFFSET,
    TRIM,
    CASE,
    WHERE
  }
}
