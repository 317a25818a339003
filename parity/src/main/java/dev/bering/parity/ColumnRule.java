package dev.bering.parity;

import java.util.Objects;

/**
 * What is declared for one column. A column without a rule must be equal.
 *
 * @param right what the right table calls it; empty if it is called the same there
 * @param treatment whether and as what it is compared
 * @param reason why it is ignored; empty if nobody said, or if it is not
 * @param tolerance how far apart numbers may be
 */
public record ColumnRule(String right, Treatment treatment, String reason, Tolerance tolerance) {

  /** Nothing is declared. */
  public static final ColumnRule NONE =
      new ColumnRule("", Treatment.COMPARED, "", Tolerance.NONE);

  /** As what a column is compared. */
  public enum Treatment {
    /** Value by value. */
    COMPARED,
    /** Not at all. */
    IGNORED
  }

  public ColumnRule {
    Objects.requireNonNull(right, "right is null");
    Objects.requireNonNull(treatment, "treatment is null");
    Objects.requireNonNull(reason, "reason is null");
    Objects.requireNonNull(tolerance, "tolerance is null");
  }

  /** This one for a column that the right table calls {@code name}. */
  public ColumnRule right(String name) {
    return new ColumnRule(name, treatment, reason, tolerance);
  }

  /** This one, not compared because of {@code why}; empty if nobody says why. */
  public ColumnRule ignored(String why) {
    return new ColumnRule(right, Treatment.IGNORED, why, tolerance);
  }

  /** This one with a tolerance. */
  public ColumnRule tolerating(Tolerance other) {
    return new ColumnRule(right, treatment, reason, other);
  }

  boolean isIgnored() {
    return treatment == Treatment.IGNORED;
  }
}
