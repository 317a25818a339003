package dev.bering.parity;

/**
 * One way of saying how alike two sets are.
 *
 * @param value from 0 to 1
 * @param low at least this, at 95 % confidence, if the tables are samples; else the value
 * @param high at most this, likewise
 * @param wanted the threshold; 0 if there is none
 * @param rung SET_LEVEL if the threshold is met, UNDECIDED if it lies between low and high
 */
public record SetMeasure(
    Kind kind, double value, double low, double high, double wanted, Rung rung) {

  /** Which. */
  public enum Kind {
    JACCARD("Jaccard"),
    PRECISION("precision"),
    RECALL("recall"),
    F_BETA("F-beta");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As in sentences. */
    public String text() {
      return text;
    }
  }

  /** What stands against it; part of a sentence. */
  String shortfall() {
    if (rung == Rung.MISMATCH) {
      return "%s is %s".formatted(kind.text(), Percent.below(value, wanted));
    }
    return "%s is %s, by these samples between %s and %s, which does not settle %s"
        .formatted(
            kind.text(), Percent.of(value), Percent.of(low), Percent.of(high), Percent.of(wanted));
  }

  /** {@code Jaccard 98.00 %}. */
  String fact() {
    return "%s %s".formatted(kind.text(), Percent.of(value));
  }
}
