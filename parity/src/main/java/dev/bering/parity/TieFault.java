package dev.bering.parity;

import dev.bering.model.Counts;

/**
 * A way in which differences are more than ties.
 *
 * @param count how many rows, order keys or partitions; of rows those of the side that has more of
 *     them
 * @param example the first of them
 */
public record TieFault(Kind kind, long count, String example) {

  /** What is wrong. */
  public enum Kind {
    /** A partition has not as many rows of an order key on one side as on the other. */
    ORDER_KEYS("order key", "%s %s not as many rows on one side as on the other", "has", "have"),
    /** Rows differ that were to be numbered only. */
    MORE_THAN_NUMBERS("row", "%s %s in more than the number", "differs", "differ"),
    /** A number went to rows of another order key. */
    NUMBERS("row", "%s %s a number that no row tied with it has on the other side", "has", "have"),
    /** A row was exchanged that ranks above the last order key of its partition. */
    NOT_LAST("row", "%s %s exchanged above the last order key of the partition", "is", "are"),
    /** A partition has not k rows, so that nothing was cut from it. */
    SIZE("partition", "%s %s not the k rows at which one is cut", "has", "have"),
    /** The left chose a row that was not there to be chosen. */
    LEFT_NOT_CANDIDATE("row", "%s of the left %s not among the candidates", "is", "are"),
    /** The right chose a row that was not there to be chosen. */
    RIGHT_NOT_CANDIDATE("row", "%s of the right %s not among the candidates", "is", "are"),
    /** A candidate of a higher rank was left out by both. */
    LEFT_OUT(
        "candidate", "%s %s left out by both sides though rows of lower rank are in", "is", "are");

    private final String noun;
    private final String form;
    private final String one;
    private final String many;

    Kind(String noun, String form, String one, String many) {
      this.noun = noun;
      this.form = form;
      this.one = one;
      this.many = many;
    }
  }

  /** In words. */
  public String sentence() {
    return kind.form.formatted(Counts.of(count, kind.noun), count == 1 ? kind.one : kind.many)
        + (example.isEmpty() ? "" : ", such as " + example);
  }
}
