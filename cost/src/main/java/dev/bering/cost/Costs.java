package dev.bering.cost;

import java.math.BigDecimal;

/** An amount on every basis, in one currency, to 12 digits after the point. */
public record Costs(BigDecimal list, BigDecimal effective, BigDecimal billed) {

  /** Nothing. */
  public static final Costs ZERO = new Costs(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  /** The amount on one basis. */
  public BigDecimal on(Basis basis) {
    return switch (basis) {
      case LIST -> list;
      case EFFECTIVE -> effective;
      case BILLED -> billed;
    };
  }

  /** The sum, exactly. */
  public Costs plus(Costs other) {
    return new Costs(
        list.add(other.list), effective.add(other.effective), billed.add(other.billed));
  }

  /** Whether both are the same amounts, however many digits they are written with. */
  boolean isEqualTo(Costs other) {
    return list.compareTo(other.list) == 0
        && effective.compareTo(other.effective) == 0
        && billed.compareTo(other.billed) == 0;
  }
}
