package dev.bering.cost;

/**
 * A column of charges: those of FOCUS 1.2 that are mandatory, those that are needed here, and our
 * own, which begin with {@code x_} as FOCUS asks. What a bill does not say is null, never zero and
 * never an empty text; the costs are there in every row.
 *
 * @see <a href="https://focus.finops.org/focus-specification/">FOCUS specification</a>
 */
public enum ChargeColumn {
  BILLED_COST("BilledCost", Type.MONEY),
  EFFECTIVE_COST("EffectiveCost", Type.MONEY),
  LIST_COST("ListCost", Type.MONEY),
  CONTRACTED_COST("ContractedCost", Type.MONEY),
  BILLING_CURRENCY("BillingCurrency", Type.TEXT),
  BILLING_ACCOUNT_ID("BillingAccountId", Type.TEXT),
  BILLING_ACCOUNT_NAME("BillingAccountName", Type.TEXT),
  SUB_ACCOUNT_ID("SubAccountId", Type.TEXT),
  BILLING_PERIOD_START("BillingPeriodStart", Type.TIME),
  BILLING_PERIOD_END("BillingPeriodEnd", Type.TIME),
  CHARGE_PERIOD_START("ChargePeriodStart", Type.TIME),
  CHARGE_PERIOD_END("ChargePeriodEnd", Type.TIME),
  CHARGE_CATEGORY("ChargeCategory", Type.TEXT),
  CHARGE_CLASS("ChargeClass", Type.TEXT),
  CHARGE_DESCRIPTION("ChargeDescription", Type.TEXT),
  PROVIDER_NAME("ProviderName", Type.TEXT),
  PUBLISHER_NAME("PublisherName", Type.TEXT),
  INVOICE_ISSUER_NAME("InvoiceIssuerName", Type.TEXT),
  HOST_PROVIDER_NAME("HostProviderName", Type.TEXT),
  SERVICE_CATEGORY("ServiceCategory", Type.TEXT),
  SERVICE_NAME("ServiceName", Type.TEXT),
  REGION_ID("RegionId", Type.TEXT),
  RESOURCE_ID("ResourceId", Type.TEXT),
  RESOURCE_NAME("ResourceName", Type.TEXT),
  RESOURCE_TYPE("ResourceType", Type.TEXT),
  SKU_ID("SkuId", Type.TEXT),
  SKU_PRICE_ID("SkuPriceId", Type.TEXT),
  SKU_METER("SkuMeter", Type.TEXT),
  PRICING_CATEGORY("PricingCategory", Type.TEXT),
  PRICING_QUANTITY("PricingQuantity", Type.QUANTITY),
  PRICING_UNIT("PricingUnit", Type.TEXT),
  LIST_UNIT_PRICE("ListUnitPrice", Type.QUANTITY),
  CONSUMED_QUANTITY("ConsumedQuantity", Type.QUANTITY),
  CONSUMED_UNIT("ConsumedUnit", Type.TEXT),
  COMMITMENT_DISCOUNT_ID("CommitmentDiscountId", Type.TEXT),
  COMMITMENT_DISCOUNT_STATUS("CommitmentDiscountStatus", Type.TEXT),
  TAGS("Tags", Type.TAGS),
  /** The cluster that the charge is for, as its platform calls it; from tags or the resource. */
  CLUSTER_ID("x_ClusterId", Type.TEXT),
  /** The platform's id of a job's run, where the bill names it. */
  PLATFORM_RUN_ID("x_PlatformRunId", Type.TEXT),
  /** Where a price that the bill does not have comes from: {@code list} or empty. */
  PRICE_SOURCE("x_PriceSource", Type.TEXT),
  /** The bill that the row is of: provider, billing account and month. */
  BILL("x_Bill", Type.TEXT),
  /** The file of the bill, as it was named at its import. */
  FILE("x_File", Type.TEXT),
  /** Which row of that file, from 1; the header does not count. */
  ROW("x_Row", Type.COUNT);

  /** How a column is stored. */
  public enum Type {
    /** An amount in the row's currency. */
    MONEY("DECIMAL(38, 12)"),
    QUANTITY("DECIMAL(38, 12)"),
    COUNT("BIGINT"),
    TEXT("VARCHAR"),
    /** A moment, in UTC. */
    TIME("TIMESTAMP"),
    TAGS("MAP(VARCHAR, VARCHAR)");

    private final String sql;

    Type(String sql) {
      this.sql = sql;
    }

    /** As DuckDB writes it. */
    public String sql() {
      return sql;
    }
  }

  private final String text;
  private final Type type;

  ChargeColumn(String text, Type type) {
    this.text = text;
    this.type = type;
  }

  /** Its name in FOCUS, and in every file that is written. */
  public String text() {
    return text;
  }

  /** How it is stored. */
  public Type type() {
    return type;
  }
}
