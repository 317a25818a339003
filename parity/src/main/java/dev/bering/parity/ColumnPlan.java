package dev.bering.parity;

/**
 * How one column is compared.
 *
 * @param name as the left side spells it, or the only side that has it
 * @param leftType SQL type on the left; {@code text} for a CSV column; empty if it is not there
 * @param rightType likewise on the right
 * @param comparedAs the SQL type in which values are compared; empty if they are not
 * @param method how
 * @param rung the strongest rung that this column can reach; MISMATCH if one side lacks it
 * @param tolerance {@link Tolerance#NONE} unless declared
 * @param hashing how its values enter a fingerprint
 * @param leftValue SQL expression over the left relation; empty if it is not compared
 * @param rightValue SQL expression over the right relation; empty if it is not compared
 * @param leftRounding SQL expression over the left relation for how far reading a text as a double
 *     may have moved its number; empty if no texts are read within a tolerance
 * @param rightRounding likewise over the right relation
 * @param normalisation what its normalisers do
 * @param reason why it is not compared, or what conversion it takes; empty if there is nothing to
 *     say
 */
public record ColumnPlan(
    String name,
    String leftType,
    String rightType,
    String comparedAs,
    Method method,
    Rung rung,
    Tolerance tolerance,
    Hashing hashing,
    String leftValue,
    String rightValue,
    String leftRounding,
    String rightRounding,
    Normalisation normalisation,
    String reason) {

  /** How values of a type enter a fingerprint. */
  public enum Hashing {
    /** As they are: the engine's hash is one-to-one for them. */
    VALUE,
    /** Twice, once with a prefix, because two texts can share one hash. */
    TEXT,
    /** As the text that they print as. */
    PRINTED,
    /** Not at all. */
    NONE
  }

  boolean isCompared() {
    return method != Method.NOT_COMPARED;
  }

  String value(Side side) {
    return side == Side.LEFT ? leftValue : rightValue;
  }

  String type(Side side) {
    return side == Side.LEFT ? leftType : rightType;
  }

  String rounding(Side side) {
    return side == Side.LEFT ? leftRounding : rightRounding;
  }
}
