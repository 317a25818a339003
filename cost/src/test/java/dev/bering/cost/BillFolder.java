package dev.bering.cost;

import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Small bills in their real formats in a folder, and what an import makes of them. */
final class BillFolder {

  private static final Map<String, String> CUR = new LinkedHashMap<>();
  private static final Map<String, String> USAGE = new LinkedHashMap<>();
  private static final Map<String, String> PRICE = new LinkedHashMap<>();
  private static final Map<String, String> FOCUS = new LinkedHashMap<>();

  static {
    CUR.put("identity_line_item_id", "");
    CUR.put("bill_payer_account_id", "111122223333");
    CUR.put("bill_billing_period_start_date", "2026-03-01T00:00:00.000Z");
    CUR.put("bill_billing_period_end_date", "2026-04-01T00:00:00.000Z");
    CUR.put("line_item_usage_account_id", "444455556666");
    CUR.put("line_item_line_item_type", "Usage");
    CUR.put("line_item_usage_start_date", "2026-03-01T00:00:00.000Z");
    CUR.put("line_item_usage_end_date", "2026-03-01T01:00:00.000Z");
    CUR.put("line_item_product_code", "AmazonEC2");
    CUR.put("line_item_usage_type", "BoxUsage:m5.xlarge");
    CUR.put("line_item_usage_amount", "1");
    CUR.put("line_item_resource_id", "i-1");
    CUR.put("line_item_currency_code", "USD");
    CUR.put("line_item_unblended_cost", "1.5");
    CUR.put("pricing_public_on_demand_cost", "2");
    CUR.put("reservation_effective_cost", "");
    CUR.put("reservation_reservation_a_r_n", "");
    CUR.put("reservation_unused_amortized_upfront_fee_for_billing_period", "");
    CUR.put("reservation_unused_recurring_fee", "");
    CUR.put("savings_plan_savings_plan_a_r_n", "");
    CUR.put("savings_plan_savings_plan_effective_cost", "");
    CUR.put("savings_plan_total_commitment_to_date", "");
    CUR.put("savings_plan_used_commitment", "");
    CUR.put("resource_tags", "");

    USAGE.put("record_id", "r1");
    USAGE.put("account_id", "acc");
    USAGE.put("workspace_id", "42");
    USAGE.put("sku_name", "JOBS");
    USAGE.put("cloud", "AWS");
    USAGE.put("usage_start_time", "2026-03-01T00:00:00.000+00:00");
    USAGE.put("usage_end_time", "2026-03-01T01:00:00.000+00:00");
    USAGE.put("usage_unit", "DBU");
    USAGE.put("usage_quantity", "2");
    USAGE.put("custom_tags", "{\"team\":\"data\"}");
    USAGE.put("usage_metadata", "{\"cluster_id\":\"c1\",\"job_run_id\":\"77\"}");
    USAGE.put("record_type", "ORIGINAL");
    USAGE.put("ingestion_date", "2026-03-02");
    USAGE.put("billing_origin_product", "JOBS");
    USAGE.put("usage_type", "COMPUTE_TIME");

    PRICE.put("price_start_time", "2025-01-01T00:00:00.000+00:00");
    PRICE.put("price_end_time", "");
    PRICE.put("sku_name", "JOBS");
    PRICE.put("cloud", "AWS");
    PRICE.put("currency_code", "USD");
    PRICE.put("usage_unit", "DBU");
    PRICE.put("pricing", "{\"default\":\"0.15\"}");

    FOCUS.put("BilledCost", "1.5");
    FOCUS.put("EffectiveCost", "1.25");
    FOCUS.put("ListCost", "2");
    FOCUS.put("ContractedCost", "1.75");
    FOCUS.put("BillingCurrency", "EUR");
    FOCUS.put("BillingAccountId", "b-1");
    FOCUS.put("BillingPeriodStart", "2026-03-01T00:00:00Z");
    FOCUS.put("BillingPeriodEnd", "2026-04-01T00:00:00Z");
    FOCUS.put("ChargePeriodStart", "2026-03-01T00:00:00Z");
    FOCUS.put("ChargePeriodEnd", "2026-03-02T00:00:00Z");
    FOCUS.put("ChargeCategory", "Usage");
    FOCUS.put("ChargeClass", "");
    FOCUS.put("ServiceName", "Lakehouse");
    FOCUS.put("ResourceId", "");
    FOCUS.put("ProviderName", "Example Cloud");
    FOCUS.put("Tags", "");
  }

  private final Path root;
  private final Engine engine;

  BillFolder(Path root, Engine engine) {
    this.root = root;
    this.engine = engine;
  }

  Engine engine() {
    return engine;
  }

  Path path(String name) {
    return root.resolve(name);
  }

  BillStore store() {
    return BillStore.at(root.resolve("bills"));
  }

  /** A row of CUR 2.0: {@code column=value} for what is not as usual. */
  static Map<String, String> cur(String... values) {
    return with(CUR, values);
  }

  /** A row of usage. */
  static Map<String, String> usage(String... values) {
    return with(USAGE, values);
  }

  /** A list price. */
  static Map<String, String> price(String... values) {
    return with(PRICE, values);
  }

  /** A row of FOCUS. */
  static Map<String, String> focus(String... values) {
    return with(FOCUS, values);
  }

  private static Map<String, String> with(Map<String, String> usual, String... values) {
    Map<String, String> row = new LinkedHashMap<>(usual);
    for (String value : values) {
      int equals = value.indexOf('=');
      row.put(value.substring(0, equals), value.substring(equals + 1));
    }
    return row;
  }

  /** Writes rows that have the same columns as CSV, zipped if the name says so. */
  @SafeVarargs
  final Path csv(String name, Map<String, String>... rows) {
    StringBuilder text = new StringBuilder(String.join(",", rows[0].keySet())).append('\n');
    for (Map<String, String> row : rows) {
      text.append(row.values().stream().map(BillFolder::quoted).collect(Collectors.joining(",")))
          .append('\n');
    }
    return file(name, text.toString());
  }

  private static String quoted(String value) {
    return value.isEmpty() ? "" : '"' + value.replace("\"", "\"\"") + '"';
  }

  Path file(String name, String text) {
    Path file = root.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out =
          name.endsWith(".gz")
              ? new GZIPOutputStream(Files.newOutputStream(file))
              : Files.newOutputStream(file)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what {@code select} gives as Parquet. */
  Path parquet(String name, String select) {
    engine.execute(
        "COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.literal(path(name).toString())));
    return path(name);
  }

  /** Takes bytes off the end of a file. */
  static void cut(Path file, int bytes) {
    try {
      byte[] all = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(all, all.length - bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImportRequest request(List<Path> places, ImportRequest.Choice... choices) {
    return new ImportRequest(places, List.of(), Optional.empty(), Set.of(choices));
  }

  ImportReport run(ImportRequest request) {
    return new BillImport(engine, store(), Progress.NONE).run(request);
  }

  ImportReport run(Path... places) {
    return run(request(List.of(places)));
  }

  /** The sentences of what is wrong, paths below the folder as they are in it. */
  String refusal(ImportRequest request) {
    try {
      run(request);
    } catch (UserException e) {
      return e.problems().stream()
          .map(problem -> problem.message().replace(root + "/", ""))
          .collect(Collectors.joining("\n"));
    }
    throw new AssertionError("it was imported");
  }

  String refusal(Path... places) {
    return refusal(request(List.of(places)));
  }

  /** Columns of all charges, a line each, cells between bars, in order of file and row. */
  String charges(String columns) {
    return engine
        .query(
            "SELECT concat_ws('|', %s) FROM (SELECT * FROM %s) ORDER BY x_Bill, x_File, x_Row"
                .formatted(
                    Arrays.stream(columns.split(",", -1))
                        .map(
                            column ->
                                column.endsWith("Cost")
                                    ? "coalesce(regexp_replace(CAST(%s AS VARCHAR), '\\.?0+$', ''), '-')"
                                        .formatted(column)
                                    : "coalesce(CAST(%s AS VARCHAR), '-')".formatted(column))
                        .collect(Collectors.joining(", ")),
                    store().charges()),
            row -> row.string(0))
        .stream()
        .collect(Collectors.joining("\n"));
  }

  /** The notes of all bills, a line each. */
  String notes() {
    return store().bills(engine).stream()
        .flatMap(bill -> bill.notes().stream())
        .map(note -> note.oddity() + " " + note.count() + ": " + note.text())
        .collect(Collectors.joining("\n"));
  }
}
