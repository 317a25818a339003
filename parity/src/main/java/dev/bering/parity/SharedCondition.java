package dev.bering.parity;

import dev.bering.model.Counts;

/**
 * What rows of one cause have in common, and other rows hardly have.
 *
 * @param column which column of the left
 * @param condition in words: {@code failed = 0}
 * @param holding rows of the cause that fulfil it
 * @param of rows of the cause that were looked at
 * @param othersHolding other rows that fulfil it
 * @param others other rows that were looked at
 * @param completeness whether those are all there are
 * @param quotient how other rows divide by the column: {@code rate = done / failed}; empty if it is
 *     no divisor
 */
public record SharedCondition(
    String column,
    String condition,
    long holding,
    long of,
    long othersHolding,
    long others,
    Completeness completeness,
    String quotient) {

  /** How many of the other rows were looked at. */
  public enum Completeness {
    ALL,
    SAMPLE
  }

  /** In words. */
  String text() {
    String share = holding == of ? "all" : Counts.of(holding);
    String them =
        completeness == Completeness.ALL
            ? share + (holding == of ? "" : " of " + Counts.of(of)) + " of them"
            : "%s of the %s looked at".formatted(share, Counts.of(of));
    String elsewhere = othersHolding == 0 ? "none" : Counts.of(othersHolding);
    String rows =
        completeness == Completeness.ALL
            ? "the other " + Counts.of(others, "row")
            : Counts.of(others, "other row") + " looked at";
    return quotient.isEmpty()
        ? "in %s %s, and in %s of %s".formatted(them, condition, elsewhere, rows)
        : "the divisor %s in %s, and in %s of %s (elsewhere %s)"
            .formatted(condition, them, elsewhere, rows, quotient);
  }
}
