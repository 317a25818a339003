package dev.bering.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * Makes a month of AWS CUR 2.0 as one Parquet file: {@code MakeBill FILE ROWS}. Costs are doubles
 * and tags maps, as AWS writes them; a fifth of the rows is covered by a savings plan. The same
 * number of rows makes the same values.
 */
public final class MakeBill {

  private MakeBill() {}

  /** Writes the file. */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]).toAbsolutePath();
    Files.createDirectories(file.getParent());
    long rows = Long.parseLong(args[1]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET preserve_insertion_order = false");
      statement.execute(
          """
          COPY (
            SELECT md5(i::VARCHAR) AS identity_line_item_id,
              '111122223333' AS bill_payer_account_id,
              TIMESTAMP '2026-03-01' AS bill_billing_period_start_date,
              TIMESTAMP '2026-04-01' AS bill_billing_period_end_date,
              (444455550000 + hash(i, 1) %% 40)::VARCHAR AS line_item_usage_account_id,
              CASE WHEN hash(i, 2) %% 5 = 0 THEN 'SavingsPlanCoveredUsage' ELSE 'Usage' END
                AS line_item_line_item_type,
              TIMESTAMP '2026-03-01' + to_hours((hash(i, 3) %% 744)::INTEGER)
                AS line_item_usage_start_date,
              TIMESTAMP '2026-03-01' + to_hours((hash(i, 3) %% 744)::INTEGER + 1)
                AS line_item_usage_end_date,
              ['AmazonEC2', 'ElasticMapReduce', 'AmazonS3'][1 + (hash(i, 4) %% 3)::INTEGER]
                AS line_item_product_code,
              'BoxUsage:m5.xlarge' AS line_item_usage_type,
              (hash(i, 5) %% 1000000 / 1e6)::DOUBLE AS line_item_usage_amount,
              'i-' || lpad(to_hex(hash(i, 6) %% 200000), 17, '0') AS line_item_resource_id,
              'USD' AS line_item_currency_code,
              (hash(i, 7) %% 10000000000 / 1e10)::DOUBLE AS line_item_unblended_cost,
              (hash(i, 7) %% 10000000000 / 1e10)::DOUBLE AS pricing_public_on_demand_cost,
              'Hrs' AS pricing_unit,
              'us-east-1' AS product_region_code,
              CASE WHEN hash(i, 2) %% 5 = 0
                THEN (hash(i, 7) %% 10000000000 / 2e10)::DOUBLE END
                AS savings_plan_savings_plan_effective_cost,
              CASE WHEN hash(i, 8) %% 10 = 0 THEN MAP {} ELSE MAP {
                'aws_elasticmapreduce_job_flow_id': 'j-' || (hash(i, 9) %% 5000),
                'user_team': 'team-' || (hash(i, 10) %% 30),
                'user_cost_center': 'cc-' || (hash(i, 11) %% 100)} END AS resource_tags
            FROM range(%d) t(i)
          ) TO '%s' (FORMAT parquet)
          """
              .formatted(rows, file.toString().replace("'", "''")));
    }
  }
}
