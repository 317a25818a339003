package dev.bering.cost;

import dev.bering.engine.Engine;
import java.math.BigDecimal;
import java.util.List;

/** Sums of charges, exact. */
final class BillTotals {

  private BillTotals() {}

  /** By currency, in its order; {@code relation} has the columns of {@link ChargeColumn}. */
  static List<BillTotal> of(Engine engine, String relation) {
    return engine.query(
        """
        SELECT BillingCurrency, sum(BilledCost), sum(EffectiveCost), sum(ListCost),
          sum(ContractedCost)
        FROM %s GROUP BY BillingCurrency ORDER BY BillingCurrency
        """
            .formatted(relation),
        row ->
            new BillTotal(
                row.string(0),
                money(row.string(1)),
                money(row.string(2)),
                money(row.string(3)),
                money(row.string(4))));
  }

  private static BigDecimal money(String text) {
    return new BigDecimal(text);
  }
}
