package dev.bering.cost;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What the rows of one currency of a bill sum up to. Sums of two currencies are never added up.
 *
 * @param currency three letters, as the bill writes it
 */
public record BillTotal(
    String currency,
    BigDecimal billed,
    BigDecimal effective,
    BigDecimal list,
    BigDecimal contracted) {

  public BillTotal {
    Objects.requireNonNull(currency, "currency is null");
    Objects.requireNonNull(billed, "billed is null");
    Objects.requireNonNull(effective, "effective is null");
    Objects.requireNonNull(list, "list is null");
    Objects.requireNonNull(contracted, "contracted is null");
  }
}
