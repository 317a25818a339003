package dev.bering.cost;

import static dev.bering.cost.ChargeColumn.*;

import java.util.ArrayList;
import java.util.List;

/**
 * How rows of a cost and usage report of AWS, version 2.0, become charges.
 *
 * <p>Source: AWS Data Exports, table dictionary of COST_AND_USAGE_REPORT; what a line item
 * effectively costs is told by its type, as AWS amortises savings plans and reservations.
 */
final class CurCharges {

  /** The one column that no other bill has. */
  static final String MARK = "line_item_line_item_type";

  /** What every report has to have been exported with; one of the two columns of tags beside. */
  static final List<String> REQUIRED =
      List.of(
          "bill_payer_account_id",
          "bill_billing_period_start_date",
          "bill_billing_period_end_date",
          "line_item_usage_account_id",
          MARK,
          "line_item_usage_start_date",
          "line_item_usage_end_date",
          "line_item_product_code",
          "line_item_usage_type",
          "line_item_usage_amount",
          "line_item_resource_id",
          "line_item_currency_code",
          "line_item_unblended_cost",
          "pricing_public_on_demand_cost");

  static final String TAGS_COLUMN = "resource_tags";
  static final String ALL_TAGS_COLUMN = "tags";

  private static final String COVERED = "'SavingsPlanCoveredUsage', 'DiscountedUsage'";

  private CurCharges() {}

  /** Missing columns, by name. */
  static List<String> missing(SourceColumns columns) {
    List<String> missing = new ArrayList<>(columns.missing(REQUIRED));
    if (!columns.has(TAGS_COLUMN) && !columns.has(ALL_TAGS_COLUMN)) {
      missing.add(TAGS_COLUMN);
    }
    return missing;
  }

  /** The charges of a file that misses nothing. */
  static ChargeSql of(SourceColumns columns, String relation, String file) {
    String type = columns.text(MARK);
    String unblended = columns.money("line_item_unblended_cost");
    String billed =
        "coalesce(%s, %s)".formatted(columns.money("line_item_net_unblended_cost"), unblended);
    String list =
        "coalesce(%s, %s)".formatted(columns.money("pricing_public_on_demand_cost"), unblended);
    String effective = effective(columns, type, billed);
    String category =
        """
        CASE WHEN %1$s IN ('Usage', 'SavingsPlanNegation', %2$s) OR ends_with(%1$s, 'Discount')
            THEN 'Usage'
          WHEN %1$s IN ('Fee', 'RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee')
            THEN 'Purchase'
          WHEN %1$s IN ('Tax', 'Credit') THEN %1$s
          WHEN %1$s = 'Refund' THEN 'Adjustment' END"""
            .formatted(type, COVERED);
    String start = columns.billedTime("line_item_usage_start_date");
    String end = columns.billedTime("line_item_usage_end_date");
    String resource = columns.text("line_item_resource_id");
    String tags =
        "bering_tags(%s)"
            .formatted(columns.map(columns.has(TAGS_COLUMN) ? TAGS_COLUMN : ALL_TAGS_COLUMN));
    String meter = columns.text("line_item_usage_type");
    String quantity = columns.money("line_item_usage_amount");
    String service = columns.text("line_item_product_code");
    String covers = columns.text("savings_plan_savings_plan_a_r_n");
    String reserves = columns.text("reservation_reservation_a_r_n");
    List.of(
            "bill_payer_account_id",
            "line_item_unblended_cost",
            "line_item_currency_code",
            MARK,
            "bill_billing_period_start_date",
            "bill_billing_period_end_date",
            "line_item_usage_start_date",
            "line_item_usage_end_date",
            "line_item_product_code")
        .forEach(columns::requireValue);
    columns.refuse(
        "(%s) IS NULL".formatted(category),
        "'line item type ''' || left(%s, 40) || ''' is not known'".formatted(type));
    columns.refuse(
        "(%s) IS NULL".formatted(effective),
        "'what a ' || %s || ' effectively costs is empty'".formatted(type));
    columns.refuse("%s < %s".formatted(end, start), "'it ends before it starts'");
    String currency = columns.text("line_item_currency_code");
    ChargeSql.Builder charges =
        new ChargeSql.Builder()
            .set(BILLED_COST, billed)
            .set(EFFECTIVE_COST, effective)
            .set(LIST_COST, list)
            .set(
                CONTRACTED_COST,
                "CASE WHEN %s = 'DiscountedUsage' THEN %s ELSE %s END"
                    .formatted(type, list, billed))
            .set(BILLING_CURRENCY, currency)
            .set(BILLING_ACCOUNT_ID, columns.text("bill_payer_account_id"))
            .set(BILLING_ACCOUNT_NAME, columns.text("bill_payer_account_name"))
            .set(SUB_ACCOUNT_ID, columns.text("line_item_usage_account_id"))
            .set(BILLING_PERIOD_START, columns.billedTime("bill_billing_period_start_date"))
            .set(BILLING_PERIOD_END, columns.billedTime("bill_billing_period_end_date"))
            .set(CHARGE_PERIOD_START, start)
            .set(CHARGE_PERIOD_END, end)
            .set(CHARGE_CATEGORY, category)
            .set(CHARGE_CLASS, "CASE WHEN %s = 'Refund' THEN 'Correction' END".formatted(type))
            .set(CHARGE_DESCRIPTION, columns.text("line_item_line_item_description"))
            .set(PROVIDER_NAME, "'AWS'")
            .set(
                PUBLISHER_NAME,
                "CASE WHEN %1$s = 'AWS' OR %1$s IS NULL THEN 'AWS' ELSE coalesce(%2$s, %1$s) END"
                    .formatted(
                        columns.text("bill_billing_entity"),
                        columns.text("line_item_legal_entity")))
            .set(
                INVOICE_ISSUER_NAME,
                "coalesce(%s, 'AWS')".formatted(columns.text("bill_invoicing_entity")))
            .set(HOST_PROVIDER_NAME, "'AWS'")
            .set(SERVICE_CATEGORY, serviceCategory(service, meter))
            .set(SERVICE_NAME, service)
            .set(REGION_ID, columns.text("product_region_code"))
            .set(RESOURCE_ID, resource)
            .set(SKU_ID, columns.text("product_sku"))
            .set(SKU_PRICE_ID, columns.text("pricing_rate_id"))
            .set(SKU_METER, meter)
            .set(
                PRICING_CATEGORY,
                """
                CASE WHEN %1$s IN (%2$s) THEN 'Committed'
                  WHEN contains(%3$s, 'SpotUsage') THEN 'Dynamic'
                  WHEN %1$s = 'Usage' THEN 'Standard' END"""
                    .formatted(type, COVERED, meter))
            .set(PRICING_QUANTITY, quantity)
            .set(PRICING_UNIT, columns.text("pricing_unit"))
            .set(LIST_UNIT_PRICE, columns.money("pricing_public_on_demand_rate"))
            .set(
                CONSUMED_QUANTITY,
                "CASE WHEN %s IN ('Usage', %s) THEN %s END".formatted(type, COVERED, quantity))
            .set(
                CONSUMED_UNIT,
                "CASE WHEN %s IN ('Usage', %s) THEN %s END"
                    .formatted(type, COVERED, columns.text("pricing_unit")))
            .set(COMMITMENT_DISCOUNT_ID, "coalesce(%s, %s)".formatted(covers, reserves))
            .set(
                COMMITMENT_DISCOUNT_STATUS,
                """
                CASE WHEN %1$s IN (%2$s) THEN 'Used'
                  WHEN %1$s IN ('RIFee', 'SavingsPlanRecurringFee') THEN 'Unused' END"""
                    .formatted(type, COVERED))
            .tags(tags)
            .set(CLUSTER_ID, ChargeSql.cluster(resource))
            .negative("%s = 'Usage' AND %s < 0".formatted(type, billed))
            .slug("'aws'");
    if (columns.has("identity_line_item_id")) {
      charges.id(columns.text("identity_line_item_id"));
    }
    return charges.over(columns.problems(), columns.read(relation), file);
  }

  private static String effective(SourceColumns columns, String type, String billed) {
    return """
        CASE %s
          WHEN 'SavingsPlanCoveredUsage' THEN %s
          WHEN 'SavingsPlanRecurringFee' THEN %s - %s
          WHEN 'SavingsPlanNegation' THEN 0
          WHEN 'SavingsPlanUpfrontFee' THEN 0
          WHEN 'DiscountedUsage' THEN %s
          WHEN 'RIFee' THEN %s + %s
          WHEN 'Fee' THEN CASE WHEN %s IS NULL THEN %s ELSE 0 END
          ELSE %s END"""
        .formatted(
            type,
            first(
                columns,
                "savings_plan_net_savings_plan_effective_cost",
                "savings_plan_savings_plan_effective_cost"),
            columns.money("savings_plan_total_commitment_to_date"),
            columns.money("savings_plan_used_commitment"),
            first(columns, "reservation_net_effective_cost", "reservation_effective_cost"),
            first(
                columns,
                "reservation_net_unused_amortized_upfront_fee_for_billing_period",
                "reservation_unused_amortized_upfront_fee_for_billing_period"),
            first(
                columns,
                "reservation_net_unused_recurring_fee",
                "reservation_unused_recurring_fee"),
            columns.text("reservation_reservation_a_r_n"),
            billed,
            billed);
  }

  private static String first(SourceColumns columns, String net, String gross) {
    return "coalesce(%s, %s)".formatted(columns.money(net), columns.money(gross));
  }

  private static String serviceCategory(String service, String meter) {
    return """
        CASE WHEN %1$s = 'AmazonEC2' THEN CASE WHEN contains(%2$s, 'EBS:') THEN 'Storage'
              WHEN contains(%2$s, 'NatGateway') OR contains(%2$s, 'DataTransfer') THEN 'Networking'
              ELSE 'Compute' END
          WHEN %1$s IN ('ElasticMapReduce', 'AWSGlue', 'AmazonAthena', 'AmazonRedshift',
            'AmazonKinesis', 'AmazonMSK') THEN 'Analytics'
          WHEN %1$s IN ('AmazonS3', 'AmazonEFS', 'AmazonGlacier') THEN 'Storage'
          WHEN %1$s IN ('AWSLambda', 'AmazonECS', 'AmazonEKS', 'ComputeSavingsPlans')
            THEN 'Compute'
          WHEN %1$s IN ('AmazonVPC', 'AmazonCloudFront', 'AmazonRoute53', 'AWSDataTransfer',
            'AWSELB') THEN 'Networking'
          WHEN %1$s IN ('AmazonRDS', 'AmazonDynamoDB', 'AmazonElastiCache') THEN 'Databases'
          ELSE 'Other' END"""
        .formatted(service, meter);
  }
}
