package dev.bering.cost;

import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Sums over rows of one file that are alike in what a bill wants to know. */
record BillGroup(
    BillKey key,
    String provider,
    String currency,
    String service,
    LocalDate first,
    LocalDate last,
    boolean isUsage,
    long rows,
    List<BigDecimal> costs,
    long negative,
    long outside,
    long unpriced,
    long wrong) {

  /** The groups of a file; rows that are wrong are in groups of their own. */
  static List<BillGroup> of(Engine engine, BillPart part) {
    return engine.query(
        """
        SELECT slug, account, strftime(month, '%%Y-%%m'), provider, currency, service,
          CAST(first AS VARCHAR), CAST(last AS VARCHAR), usage, * EXCLUDE (
            slug, account, month, provider, currency, service, first, last, usage)
        FROM (
          SELECT %1$s AS slug, BillingAccountId AS account,
            CASE WHEN %5$s IS NULL THEN BillingPeriodStart END AS month,
            any_value(ProviderName) AS provider, BillingCurrency AS currency, ServiceName AS service,
            CASE WHEN %5$s IS NULL THEN CAST(ChargePeriodStart AS DATE) END AS first,
            CASE WHEN %5$s IS NULL THEN CAST(
              greatest(ChargePeriodStart, ChargePeriodEnd - INTERVAL 1 MICROSECOND) AS DATE)
              END AS last,
            coalesce(ChargeCategory = 'Usage', false) AS usage,
            count(*) FILTER (NOT %2$s), sum(BilledCost), sum(EffectiveCost), sum(ListCost),
            sum(ContractedCost), count(*) FILTER (%3$s AND NOT %2$s),
            count(*) FILTER (NOT %2$s AND ChargeCategory = 'Usage' AND
              (ChargePeriodStart < BillingPeriodStart OR ChargePeriodEnd > BillingPeriodEnd)),
            count(*) FILTER (%2$s), count(%5$s)
          FROM %4$s
          GROUP BY ALL)
        ORDER BY ALL
        """
            .formatted(
                ChargeSql.SLUG,
                ChargeSql.UNPRICED,
                ChargeSql.NEGATIVE,
                part.from(),
                ChargeSql.PROBLEM),
        row ->
            new BillGroup(
                new BillKey(said(row, 0), said(row, 1), said(row, 2)),
                said(row, 3),
                said(row, 4),
                said(row, 5),
                day(row, 6),
                day(row, 7),
                row.flag(8),
                row.number(9),
                List.of(
                    money(row.text(10)),
                    money(row.text(11)),
                    money(row.text(12)),
                    money(row.text(13))),
                row.number(14),
                row.number(15),
                row.number(16),
                row.number(17)));
  }

  /** Only rows that are wrong, or have no price, lack something that is asked for here. */
  private static String said(Row row, int column) {
    return row.text(column).orElse("");
  }

  private static LocalDate day(Row row, int column) {
    return row.text(column).map(LocalDate::parse).orElse(LocalDate.EPOCH);
  }

  private static BigDecimal money(Optional<String> text) {
    return text.map(BigDecimal::new).orElse(BigDecimal.ZERO.setScale(12));
  }
}
