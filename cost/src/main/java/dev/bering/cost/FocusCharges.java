package dev.bering.cost;

import static dev.bering.cost.ChargeColumn.*;

import dev.bering.engine.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows of FOCUS become charges: as they are. The columns that are read are alike in versions
 * 1.0 to 1.4; where a version renamed one, either name will do.
 *
 * <p>Source: FOCUS specification 1.0 to 1.4, dataset Cost and Usage.
 */
final class FocusCharges {

  /** The one column that no other bill has. */
  static final String MARK = "BilledCost";

  /** What all versions have; one of the names of the provider beside. */
  static final List<String> REQUIRED =
      List.of(
          MARK,
          "EffectiveCost",
          "ListCost",
          "ContractedCost",
          "BillingCurrency",
          "BillingAccountId",
          "BillingPeriodStart",
          "BillingPeriodEnd",
          "ChargePeriodStart",
          "ChargePeriodEnd",
          "ChargeCategory",
          "ServiceName");

  private static final String PROVIDER = "ProviderName";
  private static final String SERVICE_PROVIDER = "ServiceProviderName";

  private static final List<ChargeColumn> TEXTS =
      List.of(
          BILLING_CURRENCY,
          BILLING_ACCOUNT_ID,
          BILLING_ACCOUNT_NAME,
          SUB_ACCOUNT_ID,
          CHARGE_CATEGORY,
          CHARGE_CLASS,
          CHARGE_DESCRIPTION,
          PUBLISHER_NAME,
          INVOICE_ISSUER_NAME,
          HOST_PROVIDER_NAME,
          SERVICE_CATEGORY,
          SERVICE_NAME,
          REGION_ID,
          RESOURCE_ID,
          RESOURCE_NAME,
          RESOURCE_TYPE,
          SKU_ID,
          SKU_PRICE_ID,
          SKU_METER,
          PRICING_CATEGORY,
          PRICING_UNIT,
          CONSUMED_UNIT,
          COMMITMENT_DISCOUNT_ID,
          COMMITMENT_DISCOUNT_STATUS);

  private static final List<ChargeColumn> NUMBERS =
      List.of(
          BILLED_COST,
          EFFECTIVE_COST,
          LIST_COST,
          CONTRACTED_COST,
          PRICING_QUANTITY,
          LIST_UNIT_PRICE,
          CONSUMED_QUANTITY);

  private static final List<ChargeColumn> TIMES =
      List.of(BILLING_PERIOD_START, BILLING_PERIOD_END, CHARGE_PERIOD_START, CHARGE_PERIOD_END);

  private FocusCharges() {}

  /** Missing columns, by name. */
  static List<String> missing(SourceColumns columns) {
    List<String> missing = new ArrayList<>(columns.missing(REQUIRED));
    if (!columns.has(PROVIDER) && !columns.has(SERVICE_PROVIDER)) {
      missing.add(PROVIDER);
    }
    return missing;
  }

  /** The charges of a file that misses nothing. */
  static ChargeSql of(SourceColumns columns, String relation, String file) {
    String provider =
        "coalesce(%s, %s)".formatted(columns.text(PROVIDER), columns.text(SERVICE_PROVIDER));
    String aws =
        "lower(%s) IN ('aws', 'amazon') OR starts_with(lower(%s), 'amazon web services')"
            .formatted(provider, provider);
    String tags =
        "CASE WHEN %s THEN bering_tags(%s) ELSE bering_plain_tags(%s) END"
            .formatted(aws, columns.map("Tags"), columns.map("Tags"));
    ChargeSql.Builder charges =
        new ChargeSql.Builder()
            .set(PROVIDER_NAME, provider)
            .tags(tags)
            .set(CLUSTER_ID, ChargeSql.cluster(columns.text(RESOURCE_ID.text())))
            .negative(
                "%s = 'Usage' AND %s IS NULL AND %s < 0"
                    .formatted(
                        columns.text(CHARGE_CATEGORY.text()),
                        columns.text(CHARGE_CLASS.text()),
                        columns.money(EFFECTIVE_COST.text())))
            .slug("CASE WHEN %s THEN 'aws' ELSE lower(%s) END".formatted(aws, provider));
    TEXTS.forEach(column -> charges.set(column, columns.text(column.text())));
    NUMBERS.forEach(column -> charges.set(column, columns.money(column.text())));
    TIMES.forEach(column -> charges.set(column, columns.billedTime(column.text())));
    REQUIRED.forEach(columns::requireValue);
    columns.refuse("%s IS NULL".formatted(provider), Sql.literal(PROVIDER + " is empty"));
    String category = columns.text(CHARGE_CATEGORY.text());
    columns.refuse(
        "%s NOT IN ('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment')".formatted(category),
        "'ChargeCategory ''' || left(%s, 40) || ''' is not known'".formatted(category));
    columns.refuse(
        "%s < %s"
            .formatted(
                columns.billedTime(CHARGE_PERIOD_END.text()),
                columns.billedTime(CHARGE_PERIOD_START.text())),
        "'it ends before it starts'");
    return charges.over(columns.problems(), columns.read(relation), file);
  }
}
