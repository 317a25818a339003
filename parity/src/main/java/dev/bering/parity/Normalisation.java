package dev.bering.parity;

import java.util.List;
import java.util.Objects;

/**
 * What the normalisers of a column do, in the SQL of the plan.
 *
 * @param steps one for each normaliser, in the order in which they are applied
 * @param bare the column without any of them
 */
public record Normalisation(List<Step> steps, Variant bare) {

  /** Nothing. */
  public static final Normalisation NONE = new Normalisation(List.of(), Variant.INCOMPARABLE);

  public Normalisation {
    steps = List.copyOf(steps);
    Objects.requireNonNull(bare, "bare is null");
  }

  /**
   * One normaliser.
   *
   * @param normaliser as a YAML document writes it
   * @param leftChanged SQL condition on rows of the left whose value it changes
   * @param rightChanged likewise on the right
   * @param without the column with all normalisers but this one
   */
  public record Step(String normaliser, String leftChanged, String rightChanged, Variant without) {
    String changed(Side side) {
      return side == Side.LEFT ? leftChanged : rightChanged;
    }
  }

  /**
   * A column as it would be compared otherwise.
   *
   * @param type in which its values are compared; empty if they cannot be
   * @param left SQL expression over the left relation, null where the text cannot be read
   * @param right likewise over the right
   * @param leftUnreadable SQL condition on rows of the left whose text cannot be read
   * @param rightUnreadable likewise on the right
   */
  public record Variant(
      String type, String left, String right, String leftUnreadable, String rightUnreadable) {

    /** The sides would have no common type. */
    public static final Variant INCOMPARABLE = new Variant("", "", "", "", "");

    boolean isComparable() {
      return !type.isEmpty();
    }

    String value(Side side) {
      return side == Side.LEFT ? left : right;
    }

    String unreadable(Side side) {
      return side == Side.LEFT ? leftUnreadable : rightUnreadable;
    }
  }

  boolean isNone() {
    return steps.isEmpty();
  }
}
