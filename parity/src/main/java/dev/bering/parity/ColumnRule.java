package dev.bering.parity;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What is declared for one column. A column without a rule must be equal.
 *
 * @param right what the right table calls it; empty if it is called the same there
 * @param treatment whether and as what it is compared
 * @param reason why it is ignored; empty if nobody said, or if it is not
 * @param tolerance how far apart numbers may be
 * @param normalisers what makes values alike first, in the order in which they are applied
 */
public record ColumnRule(
    String right,
    Treatment treatment,
    String reason,
    Tolerance tolerance,
    List<Normaliser> normalisers) {

  /** Nothing is declared. */
  public static final ColumnRule NONE =
      new ColumnRule("", Treatment.COMPARED, "", Tolerance.NONE, List.of());

  /** As what a column is compared. */
  public enum Treatment {
    /** Value by value. */
    COMPARED,
    /** Its values are made up anew at each run and must correspond one to one. */
    RANDOM_ID,
    /** Not at all. */
    IGNORED
  }

  public ColumnRule {
    Objects.requireNonNull(right, "right is null");
    Objects.requireNonNull(treatment, "treatment is null");
    Objects.requireNonNull(reason, "reason is null");
    Objects.requireNonNull(tolerance, "tolerance is null");
    normalisers =
        normalisers.stream()
            .sorted(Comparator.comparingInt(one -> Normaliser.order().indexOf(one.getClass())))
            .toList();
  }

  /** This one for a column that the right table calls {@code name}. */
  public ColumnRule right(String name) {
    return new ColumnRule(name, treatment, reason, tolerance, normalisers);
  }

  /** This one, not compared because of {@code why}; empty if nobody says why. */
  public ColumnRule ignored(String why) {
    return new ColumnRule(right, Treatment.IGNORED, why, tolerance, normalisers);
  }

  /** This one of ids that are made up. */
  public ColumnRule randomId() {
    return new ColumnRule(right, Treatment.RANDOM_ID, reason, tolerance, normalisers);
  }

  /** This one with a tolerance. */
  public ColumnRule tolerating(Tolerance other) {
    return new ColumnRule(right, treatment, reason, other, normalisers);
  }

  /** This one with these normalisers and no others. */
  public ColumnRule normalisedBy(List<Normaliser> others) {
    return new ColumnRule(right, treatment, reason, tolerance, others);
  }

  boolean isIgnored() {
    return treatment == Treatment.IGNORED;
  }

  boolean isRandomId() {
    return treatment == Treatment.RANDOM_ID;
  }
}
