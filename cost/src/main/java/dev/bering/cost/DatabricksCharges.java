package dev.bering.cost;

import static dev.bering.cost.ChargeColumn.*;

import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows of Databricks' {@code system.billing.usage} become charges. They have quantities and no
 * prices: those are list prices of {@code system.billing.list_prices}, so that what a contract
 * takes off is not in them, and every charge says so. A quantity of up to 18 digits behind the
 * point times a price of up to 10 is exact, and then rounded half away from zero at 12.
 *
 * <p>Originals, retractions and restatements all count: only their sum is what was used.
 *
 * <p>Source: Databricks, "Billable usage system table reference", "Pricing system table reference".
 */
final class DatabricksCharges {

  /** The one column that no other bill has. */
  static final String MARK = "usage_quantity";

  static final List<String> REQUIRED =
      List.of(
          "record_id",
          "account_id",
          "workspace_id",
          "sku_name",
          "cloud",
          "usage_start_time",
          "usage_end_time",
          "usage_unit",
          MARK,
          "custom_tags",
          "usage_metadata",
          "record_type",
          "billing_origin_product");

  /** The columns of prices. */
  static final List<String> PRICE_COLUMNS =
      List.of(
          "price_start_time",
          "price_end_time",
          "sku_name",
          "cloud",
          "currency_code",
          "usage_unit",
          "pricing");

  /** The one column that no bill has. */
  static final String PRICE_MARK = "price_start_time";

  /** The table of prices. */
  static final String PRICES = "bering_prices";

  private static final String QUANTITY = "DECIMAL(28, 18)";
  private static final String PRICE = "DECIMAL(18, 10)";
  private static final String MONEY_TYPE = Type.MONEY.sql();

  private DatabricksCharges() {}

  /** The table of prices, empty. */
  static String prices() {
    return """
        CREATE OR REPLACE TABLE %s (p_sku VARCHAR, p_cloud VARCHAR, p_unit VARCHAR,
          p_currency VARCHAR, p_since TIMESTAMP, p_until TIMESTAMP, p_list %s, p_effective %s,
          p_file VARCHAR, p_row BIGINT, p_problem VARCHAR)
        """
        .formatted(PRICES, PRICE, PRICE);
  }

  /** Adds the prices of a file that misses nothing, good or not. */
  static String addPrices(SourceColumns columns, String relation, String file) {
    String since = columns.time("price_start_time");
    String until = columns.time("price_end_time");
    String list = columns.member("pricing", "default");
    String effective =
        "coalesce(%s, %s)".formatted(columns.member("pricing", "effective_list", "default"), list);
    List.of("price_start_time", "sku_name", "cloud", "currency_code", "usage_unit", "pricing")
        .forEach(columns::requireValue);
    columns.refuse(
        "%s IS NULL OR %s IS DISTINCT FROM %s"
            .formatted(price(list), price(list), "TRY_CAST(%s AS DECIMAL(38, 18))".formatted(list)),
        "'pricing.default ''' || coalesce(%s, '') || ''' is no price of at most 10 digits'"
            .formatted(list));
    columns.refuse(
        "%s IS NULL OR %s IS DISTINCT FROM %s"
            .formatted(
                price(effective),
                price(effective),
                "TRY_CAST(%s AS DECIMAL(38, 18))".formatted(effective)),
        "'pricing.effective_list.default ''' || coalesce(%s, '') || ''' is no price of at most 10"
                .formatted(effective)
            + " digits'");
    columns.refuse("%s <= %s".formatted(until, since), "'it ends before it starts'");
    return "INSERT INTO %s SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, file_row_number + 1, %s FROM %s"
        .formatted(
            PRICES,
            columns.text("sku_name"),
            columns.text("cloud"),
            columns.text("usage_unit"),
            columns.text("currency_code"),
            since,
            until,
            price(list),
            price(effective),
            Sql.literal(file),
            columns.problems(),
            columns.read(relation));
  }

  /** What is wrong with the prices that were added; those of one content count once. */
  static List<Problem> priceProblems(Engine engine) {
    List<Problem> problems =
        new ArrayList<>(
            engine.query(
                """
                SELECT p_file, p_row, p_problem FROM %s WHERE p_problem IS NOT NULL
                ORDER BY ALL LIMIT 10
                """
                    .formatted(PRICES),
                row ->
                    new Problem(
                        "BILL_PRICES",
                        "Cannot take prices from %s: row %s: %s."
                            .formatted(row.string(0), row.number(1), row.string(2)),
                        "export system.billing.list_prices anew")));
    if (!problems.isEmpty()) {
      return problems;
    }
    engine.execute(
        """
        CREATE OR REPLACE TABLE %1$s AS SELECT p_sku, p_cloud, p_unit, p_currency, p_since, p_until,
          p_list, p_effective, min(p_file || ' row ' || p_row) AS p_place,
          row_number() OVER (ORDER BY min(p_file || ' row ' || p_row)) AS p_id
        FROM %1$s GROUP BY p_sku, p_cloud, p_unit, p_currency, p_since, p_until, p_list, p_effective
        """
            .formatted(PRICES));
    problems.addAll(
        engine.query(
            """
            SELECT a.p_sku, a.p_cloud, a.p_unit, a.p_place, a.p_list || ' ' || a.p_currency,
              b.p_place, b.p_list || ' ' || b.p_currency
            FROM %1$s AS a JOIN %1$s AS b ON a.p_sku = b.p_sku AND a.p_cloud = b.p_cloud
              AND a.p_unit = b.p_unit AND a.p_id < b.p_id
              AND (b.p_until IS NULL OR a.p_since < b.p_until)
              AND (a.p_until IS NULL OR b.p_since < a.p_until)
            ORDER BY ALL LIMIT 10
            """
                .formatted(PRICES),
            row ->
                new Problem(
                    "BILL_PRICES",
                    "Cannot price %s (%s, %s): %s (%s) and %s (%s) are of the same time."
                        .formatted(
                            row.string(0),
                            row.string(1),
                            row.string(2),
                            row.string(3),
                            row.string(4),
                            row.string(5),
                            row.string(6)),
                    "give the list prices of one export, in one currency")));
    return problems;
  }

  private static String price(String text) {
    return "TRY_CAST(%s AS %s)".formatted(text, PRICE);
  }

  /** The charges of a file that misses nothing. */
  static ChargeSql of(SourceColumns columns, String relation, String file) {
    String start = columns.billedTime("usage_start_time");
    String end = columns.billedTime("usage_end_time");
    String exact = columns.decimal(MARK, QUANTITY);
    String quantity = columns.money(MARK);
    String type = columns.text("record_type");
    String sku = columns.text("sku_name");
    String cloud = columns.text("cloud");
    String unit = columns.text("usage_unit");
    String ingested = columns.time("ingestion_date");
    String month = "date_trunc('month', %s)".formatted(start);
    String tags = "bering_plain_tags(%s)".formatted(columns.map("custom_tags"));
    String cluster = columns.member("usage_metadata", "cluster_id");
    REQUIRED.stream()
        .filter(name -> !List.of("workspace_id", "custom_tags", "usage_metadata").contains(name))
        .forEach(columns::requireValue);
    columns.refuse(
        "%s NOT IN ('ORIGINAL', 'RETRACTION', 'RESTATEMENT')".formatted(type),
        "'record type ''' || left(%s, 40) || ''' is not known'".formatted(type));
    columns.refuse("%s < %s".formatted(end, start), "'it ends before it starts'");
    String cost = "CAST(%s * p_effective AS %s)".formatted(exact, MONEY_TYPE);
    ChargeSql.Builder charges =
        new ChargeSql.Builder()
            .set(BILLED_COST, cost)
            .set(EFFECTIVE_COST, cost)
            .set(LIST_COST, "CAST(%s * p_list AS %s)".formatted(exact, MONEY_TYPE))
            .set(CONTRACTED_COST, cost)
            .set(BILLING_CURRENCY, "p_currency")
            .set(BILLING_ACCOUNT_ID, columns.text("account_id"))
            .set(SUB_ACCOUNT_ID, columns.text("workspace_id"))
            .set(BILLING_PERIOD_START, month)
            .set(BILLING_PERIOD_END, "%s + INTERVAL 1 MONTH".formatted(month))
            .set(CHARGE_PERIOD_START, start)
            .set(CHARGE_PERIOD_END, end)
            .set(CHARGE_CATEGORY, "'Usage'")
            .set(
                CHARGE_CLASS,
                "CASE WHEN %s <> 'ORIGINAL' AND date_trunc('month', %s) > %s THEN 'Correction' END"
                    .formatted(type, ingested, month))
            .set(CHARGE_DESCRIPTION, "%s || ' ' || lower(%s)".formatted(sku, type))
            .set(PROVIDER_NAME, "'Databricks'")
            .set(PUBLISHER_NAME, "'Databricks'")
            .set(INVOICE_ISSUER_NAME, "'Databricks'")
            .set(HOST_PROVIDER_NAME, cloud)
            .set(SERVICE_CATEGORY, "'Analytics'")
            .set(SERVICE_NAME, columns.text("billing_origin_product"))
            .set(RESOURCE_ID, cluster)
            .set(RESOURCE_TYPE, "CASE WHEN %s IS NOT NULL THEN 'cluster' END".formatted(cluster))
            .set(SKU_ID, sku)
            .set(SKU_PRICE_ID, sku)
            .set(SKU_METER, columns.text("usage_type"))
            .set(PRICING_CATEGORY, "'Standard'")
            .set(PRICING_QUANTITY, quantity)
            .set(PRICING_UNIT, unit)
            .set(LIST_UNIT_PRICE, "p_list")
            .set(CONSUMED_QUANTITY, quantity)
            .set(CONSUMED_UNIT, unit)
            .tags(tags)
            .set(CLUSTER_ID, cluster)
            .set(PLATFORM_RUN_ID, columns.member("usage_metadata", "job_run_id"))
            .set(PRICE_SOURCE, "'list'")
            .id("%s || ' ' || %s".formatted(columns.text("record_id"), type))
            .unpriced("p_list IS NULL")
            .negative("%s = 'ORIGINAL' AND %s < 0".formatted(type, quantity))
            .slug("'databricks'");
    // prices come first: of two columns of one name DuckDB reads the first, and usage may have any
    String joined =
        """
        (SELECT %2$s.*, source.* FROM %1$s AS source
          LEFT JOIN %2$s ON %2$s.p_sku = %3$s AND %2$s.p_cloud = %4$s AND %2$s.p_unit = %5$s
            AND %6$s >= %2$s.p_since AND (%2$s.p_until IS NULL OR %6$s < %2$s.p_until))"""
            .formatted(columns.read(relation), PRICES, sku, cloud, unit, end);
    return charges.over(columns.problems(), joined, file);
  }
}
