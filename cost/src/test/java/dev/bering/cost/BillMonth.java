package dev.bering.cost;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * A synthetic month of bills of one company that runs the same jobs on EMR and on Databricks, in
 * the formats of AWS and of Databricks, with the truth: what every run cost. The same seed and
 * month make the same bytes.
 *
 * <p>{@link #write} makes
 *
 * <ul>
 *   <li>{@code cur/cur-00001.csv.gz} and {@code cur/cur-00002.csv}: the two parts of a CUR 2.0. EC2
 *       by instance and hour, EBS by cluster and day, the uplift of EMR by cluster and hour; one
 *       instance of each cluster is covered by a savings plan, whose negations and fee have rows of
 *       their own; S3 and a NAT gateway without tags; a credit, a refund, a tax.
 *   <li>{@code databricks/usage.csv} and {@code databricks/list_prices.csv}: usage by cluster and
 *       hour, with one run taken back and restated; prices that change in the middle of the month.
 *   <li>{@code runs.jsonl}: one JSON object a line for each attempt of a run: {@code job}, {@code
 *       pipeline}, {@code platform} ({@code emr} or {@code databricks}), {@code runId}, {@code
 *       attempt} (a number from 1), {@code clusterId}, {@code platformRunId}, {@code startedAt} and
 *       {@code endedAt} (ISO-8601 in UTC), {@code succeeded} (true or false), {@code logicalDate}
 *       (ISO-8601), {@code bytesRead}, {@code rowsRead}, {@code coreHours} (numbers). Runs of a job
 *       on both platforms are paired by logicalDate.
 * </ul>
 *
 * <p>The three detection jobs have a cluster of their own for each attempt, up 5 minutes before and
 * 2 minutes after it. The two report jobs share the long-lived EMR cluster {@link #SHARED_CLUSTER},
 * which idles most of the time; they are on EMR only.
 */
final class BillMonth {

  static final String PAYER = "111122223333";
  static final String ACCOUNT = "444455556666";
  static final String DATABRICKS_ACCOUNT = "0a1b2c3d-0000-4000-8000-00000000beef";
  static final String WORKSPACE = "1234567890123456";
  static final String SHARED_CLUSTER = "j-SHARED00000001";
  static final List<String> DETECTIONS = List.of("detect-beacons", "dns-tunnels", "login-outliers");
  static final List<String> REPORTS = List.of("report-assets", "report-users");

  private static final List<String> CUR_COLUMNS =
      List.of(
          "identity_line_item_id",
          "identity_time_interval",
          "bill_payer_account_id",
          "bill_payer_account_name",
          "bill_billing_entity",
          "bill_invoicing_entity",
          "bill_bill_type",
          "bill_billing_period_start_date",
          "bill_billing_period_end_date",
          "line_item_usage_account_id",
          "line_item_line_item_type",
          "line_item_usage_start_date",
          "line_item_usage_end_date",
          "line_item_product_code",
          "line_item_usage_type",
          "line_item_operation",
          "line_item_resource_id",
          "line_item_usage_amount",
          "line_item_currency_code",
          "line_item_unblended_rate",
          "line_item_unblended_cost",
          "line_item_line_item_description",
          "line_item_legal_entity",
          "pricing_public_on_demand_cost",
          "pricing_public_on_demand_rate",
          "pricing_purchase_option",
          "pricing_rate_id",
          "pricing_term",
          "pricing_unit",
          "product_product_family",
          "product_region_code",
          "product_sku",
          "reservation_effective_cost",
          "reservation_reservation_a_r_n",
          "reservation_unused_amortized_upfront_fee_for_billing_period",
          "reservation_unused_recurring_fee",
          "savings_plan_savings_plan_a_r_n",
          "savings_plan_savings_plan_effective_cost",
          "savings_plan_total_commitment_to_date",
          "savings_plan_used_commitment",
          "resource_tags");

  private static final List<String> USAGE_COLUMNS =
      List.of(
          "record_id",
          "account_id",
          "workspace_id",
          "sku_name",
          "cloud",
          "usage_start_time",
          "usage_end_time",
          "usage_date",
          "custom_tags",
          "usage_unit",
          "usage_quantity",
          "usage_metadata",
          "record_type",
          "ingestion_date",
          "billing_origin_product",
          "usage_type");

  private static final List<String> PRICE_COLUMNS =
      List.of(
          "price_start_time",
          "price_end_time",
          "account_id",
          "sku_name",
          "cloud",
          "currency_code",
          "usage_unit",
          "pricing");

  private static final BigDecimal NODE_PRICE = new BigDecimal("0.192");
  private static final BigDecimal PLAN_PRICE = new BigDecimal("0.1263");
  private static final BigDecimal EMR_PRICE = new BigDecimal("0.048");
  private static final BigDecimal DISK_PRICE = new BigDecimal("0.0000305556");
  private static final BigDecimal DBU_BEFORE = new BigDecimal("0.15");
  private static final BigDecimal DBU_AFTER = new BigDecimal("0.155");
  private static final BigDecimal DBU_EFFECTIVE = new BigDecimal("0.1425");
  private static final String SKU = "PREMIUM_JOBS_COMPUTE";

  /** What something cost on each basis, in US dollars. */
  record Cost(BigDecimal billed, BigDecimal effective, BigDecimal list) {

    static final Cost NONE = new Cost(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    Cost plus(Cost other) {
      return new Cost(
          billed.add(other.billed), effective.add(other.effective), list.add(other.list));
    }
  }

  /** One attempt of a run, as {@code runs.jsonl} tells it. */
  record Attempt(
      String job,
      String platform,
      String runId,
      int attempt,
      String clusterId,
      String platformRunId,
      Instant startedAt,
      Instant endedAt,
      boolean succeeded,
      LocalDate logicalDate,
      long bytesRead,
      long rowsRead,
      BigDecimal coreHours) {

    /** Run and attempt, unique over both platforms. */
    String name() {
      return runId + "/" + attempt;
    }
  }

  private final YearMonth month;
  private final Random random;
  private final List<Attempt> attempts = new ArrayList<>();
  private final Map<String, Cost> clusters = new TreeMap<>();
  private final Map<String, Cost> others = new TreeMap<>();
  private final List<Map<String, String>> cur = new ArrayList<>();
  private final List<Map<String, String>> usage = new ArrayList<>();
  private int records;

  private BillMonth(long seed, YearMonth month) {
    this.month = month;
    this.random = new Random(seed);
    for (int day = 1; day <= month.lengthOfMonth(); day++) {
      detections(month.atDay(day));
    }
    shared();
    untagged();
    plan();
    singles();
    correction();
  }

  /** The month that {@code seed} makes. */
  static BillMonth of(long seed, YearMonth month) {
    return new BillMonth(seed, month);
  }

  /** Every attempt, by start. */
  List<Attempt> attempts() {
    return attempts.stream()
        .sorted(Comparator.comparing(Attempt::startedAt).thenComparing(Attempt::name))
        .toList();
  }

  /** What every cluster cost, start-up and end included: nodes, disks, uplift, DBUs. */
  Map<String, Cost> clusters() {
    return Map.copyOf(clusters);
  }

  /** What an attempt with a cluster of its own cost. */
  Cost cost(Attempt attempt) {
    if (attempt.clusterId().equals(SHARED_CLUSTER)) {
      throw new IllegalStateException(attempt.name() + " shares its cluster");
    }
    return clusters.getOrDefault(attempt.clusterId(), Cost.NONE);
  }

  /**
   * What no cluster caused: {@code untagged}, {@code plan} (its fee and its negations), {@code
   * credit}, {@code refund}, {@code tax}.
   */
  Map<String, Cost> others() {
    return Map.copyOf(others);
  }

  /** All of it. */
  Cost total() {
    Cost sum = Cost.NONE;
    for (Cost cost : clusters.values()) {
      sum = sum.plus(cost);
    }
    for (Cost cost : others.values()) {
      sum = sum.plus(cost);
    }
    return sum;
  }

  /** Writes all files into a folder that is there. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("cur"));
    Files.createDirectories(folder.resolve("databricks"));
    int half = cur.size() / 2;
    try (OutputStream zipped =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("cur/cur-00001.csv.gz")))) {
      zipped.write(csv(CUR_COLUMNS, cur.subList(0, half)).getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(
        folder.resolve("cur/cur-00002.csv"), csv(CUR_COLUMNS, cur.subList(half, cur.size())));
    Files.writeString(folder.resolve("databricks/usage.csv"), csv(USAGE_COLUMNS, usage));
    Files.writeString(folder.resolve("databricks/list_prices.csv"), csv(PRICE_COLUMNS, prices()));
    Files.writeString(folder.resolve("runs.jsonl"), runs());
  }

  private void detections(LocalDate day) {
    for (int i = 0; i < DETECTIONS.size(); i++) {
      String job = DETECTIONS.get(i);
      long bytes = (20L + random.nextInt(60)) << 30;
      long rows = bytes / 240;
      int minutes = 40 + 25 * i + random.nextInt(30);
      Instant start =
          day.atTime(LocalTime.of(1 + 2 * i, random.nextInt(50))).toInstant(ZoneOffset.UTC);
      boolean fails = day.getDayOfMonth() % 9 == 4 + i;
      for (String platform : List.of("emr", "databricks")) {
        int took = platform.equals("emr") ? minutes : minutes * (70 + random.nextInt(15)) / 100;
        String run = "%s-%s-%s".formatted(platform, job, day);
        Instant begin = start;
        if (fails) {
          Instant failed = begin.plus(Duration.ofMinutes(took / 2));
          attempt(job, platform, run, 1, begin, failed, false, day, bytes / 2, rows / 2);
          begin = failed.plus(Duration.ofMinutes(15));
        }
        attempt(
            job,
            platform,
            run,
            fails ? 2 : 1,
            begin,
            begin.plus(Duration.ofMinutes(took)),
            true,
            day,
            bytes,
            rows);
      }
    }
  }

  private void attempt(
      String job,
      String platform,
      String run,
      int number,
      Instant start,
      Instant end,
      boolean succeeded,
      LocalDate day,
      long bytes,
      long rows) {
    boolean isEmr = platform.equals("emr");
    String cluster =
        isEmr
            ? "j-%013X".formatted(random.nextLong() & 0xFFFFFFFFFFFFFL)
            : "%s-%06d-%08x"
                .formatted(
                    day.format(DateTimeFormatter.ofPattern("MMdd")),
                    random.nextInt(1_000_000),
                    random.nextInt());
    String id =
        isEmr
            ? "s-%013X".formatted(random.nextLong() & 0xFFFFFFFFFFFFFL)
            : Long.toString(100_000_000_000_000L + (random.nextLong() & 0xFFFFFFFFFFFL));
    int nodes = 3 + DETECTIONS.indexOf(job);
    BigDecimal coreHours =
        BigDecimal.valueOf(nodes * 4L * Duration.between(start, end).toSeconds())
            .divide(BigDecimal.valueOf(3600), 4, RoundingMode.HALF_UP);
    attempts.add(
        new Attempt(
            job, platform, run, number, cluster, id, start, end, succeeded, day, bytes, rows,
            coreHours));
    Instant up = start.minus(Duration.ofMinutes(5));
    Instant down = end.plus(Duration.ofMinutes(2));
    Map<String, String> tags = new TreeMap<>();
    if (isEmr) {
      tags.put("aws_elasticmapreduce_job_flow_id", cluster);
      tags.put("aws_elasticmapreduce_instance_group_role", "CORE");
      tags.put("user_map_migrated", "mig12345");
    } else {
      tags.put("user_ClusterId", cluster);
      tags.put("user_Vendor", "Databricks");
    }
    tags.put("user_job", job);
    tags.put("user_cost_center", "cc-" + DETECTIONS.indexOf(job));
    nodes(cluster, nodes, up, down, tags);
    if (isEmr) {
      uplift(cluster, nodes, up, down, tags);
    } else {
      usage(job, cluster, id, nodes, up, down, day);
    }
  }

  private void nodes(
      String cluster, int nodes, Instant up, Instant down, Map<String, String> tags) {
    for (int node = 0; node < nodes; node++) {
      String instance = "i-%016x".formatted(random.nextLong());
      boolean covered = node == 0;
      for (Slice hour : hours(up, down)) {
        BigDecimal amount = hour.hours();
        BigDecimal demand = money(amount.multiply(NODE_PRICE));
        BigDecimal effective = covered ? money(amount.multiply(PLAN_PRICE)) : demand;
        Map<String, String> row =
            row(covered ? "SavingsPlanCoveredUsage" : "Usage", hour.start(), hour.end());
        row.put("line_item_product_code", "AmazonEC2");
        row.put("line_item_usage_type", "BoxUsage:m5.xlarge");
        row.put("line_item_operation", "RunInstances");
        row.put("line_item_resource_id", instance);
        row.put("line_item_usage_amount", amount.toPlainString());
        row.put("line_item_unblended_rate", NODE_PRICE.toPlainString());
        row.put("line_item_unblended_cost", demand.toPlainString());
        row.put(
            "line_item_line_item_description",
            "$0.192 per On Demand Linux m5.xlarge Instance Hour");
        row.put("pricing_public_on_demand_cost", demand.toPlainString());
        row.put("pricing_public_on_demand_rate", NODE_PRICE.toPlainString());
        row.put("pricing_term", "OnDemand");
        row.put("pricing_unit", "Hrs");
        row.put("product_product_family", "Compute Instance");
        row.put("product_sku", "6KNPZQ23J2RPPYDD");
        row.put("resource_tags", json(tags));
        if (covered) {
          row.put("savings_plan_savings_plan_a_r_n", planArn());
          row.put("savings_plan_savings_plan_effective_cost", effective.toPlainString());
          negation(hour, demand);
        }
        cur.add(row);
        add(cluster, new Cost(demand, effective, demand));
      }
    }
    Map<String, String> disk = row("Usage", up, down);
    BigDecimal amount =
        BigDecimal.valueOf(64L * nodes * Duration.between(up, down).toSeconds())
            .divide(BigDecimal.valueOf(3600), 10, RoundingMode.HALF_UP);
    BigDecimal cost = money(amount.multiply(DISK_PRICE));
    disk.put("line_item_product_code", "AmazonEC2");
    disk.put("line_item_usage_type", "EBS:VolumeUsage.gp3");
    disk.put("line_item_operation", "CreateVolume-Gp3");
    disk.put("line_item_resource_id", "vol-%016x".formatted(random.nextLong()));
    disk.put("line_item_usage_amount", amount.toPlainString());
    disk.put("line_item_unblended_cost", cost.toPlainString());
    disk.put("line_item_line_item_description", "GB-hours of General Purpose (gp3) storage");
    disk.put("pricing_public_on_demand_cost", cost.toPlainString());
    disk.put("pricing_term", "OnDemand");
    disk.put("pricing_unit", "GB-Hrs");
    disk.put("product_product_family", "Storage");
    disk.put("product_sku", "HY3BZPP2B6K8MSJF");
    disk.put("resource_tags", json(tags));
    cur.add(disk);
    add(cluster, new Cost(cost, cost, cost));
  }

  private void uplift(
      String cluster, int nodes, Instant up, Instant down, Map<String, String> tags) {
    for (Slice hour : hours(up, down)) {
      BigDecimal amount = hour.hours().multiply(BigDecimal.valueOf(nodes));
      BigDecimal cost = money(amount.multiply(EMR_PRICE));
      Map<String, String> row = row("Usage", hour.start(), hour.end());
      row.put("line_item_product_code", "ElasticMapReduce");
      row.put("line_item_usage_type", "BoxUsage:m5.xlarge");
      row.put("line_item_operation", "EMR");
      row.put(
          "line_item_resource_id",
          "arn:aws:elasticmapreduce:us-east-1:%s:cluster/%s".formatted(ACCOUNT, cluster));
      row.put("line_item_usage_amount", amount.toPlainString());
      row.put("line_item_unblended_rate", EMR_PRICE.toPlainString());
      row.put("line_item_unblended_cost", cost.toPlainString());
      row.put("line_item_line_item_description", "$0.048 per hour for EMR m5.xlarge");
      row.put("pricing_public_on_demand_cost", cost.toPlainString());
      row.put("pricing_public_on_demand_rate", EMR_PRICE.toPlainString());
      row.put("pricing_term", "OnDemand");
      row.put("pricing_unit", "Hrs");
      row.put("product_product_family", "Elastic Map Reduce Instance");
      row.put("product_sku", "4MJFVQ6KBYNVXVWY");
      Map<String, String> own = new TreeMap<>(tags);
      own.keySet().removeIf(key -> key.startsWith("aws_"));
      row.put("resource_tags", json(own));
      cur.add(row);
      add(cluster, new Cost(cost, cost, cost));
    }
  }

  private void usage(
      String job,
      String cluster,
      String runId,
      int nodes,
      Instant up,
      Instant down,
      LocalDate day) {
    for (Slice hour : hours(up, down)) {
      BigDecimal quantity =
          hour.hours().multiply(new BigDecimal("0.6895")).multiply(BigDecimal.valueOf(nodes));
      Map<String, String> row = new LinkedHashMap<>();
      row.put("record_id", "%08x-0000-4000-8000-%012x".formatted(records++, random.nextInt()));
      row.put("account_id", DATABRICKS_ACCOUNT);
      row.put("workspace_id", WORKSPACE);
      row.put("sku_name", SKU);
      row.put("cloud", "AWS");
      row.put("usage_start_time", hour.start().toString());
      row.put("usage_end_time", hour.end().toString());
      row.put("usage_date", hour.start().toString().substring(0, 10));
      row.put(
          "custom_tags",
          json(new TreeMap<>(Map.of("job", job, "cost_center", "cc-" + DETECTIONS.indexOf(job)))));
      row.put("usage_unit", "DBU");
      row.put("usage_quantity", quantity.toPlainString());
      row.put(
          "usage_metadata",
          "{\"cluster_id\":\"%s\",\"job_id\":\"%d\",\"job_run_id\":\"%s\",\"node_type\":\"m5.xlarge\"}"
              .formatted(cluster, 7000 + DETECTIONS.indexOf(job), runId));
      row.put("record_type", "ORIGINAL");
      row.put("ingestion_date", day.plusDays(1).toString());
      row.put("billing_origin_product", "JOBS");
      row.put("usage_type", "COMPUTE_TIME");
      usage.add(row);
      add(cluster, dbus(hour.end(), quantity));
    }
  }

  private Cost dbus(Instant end, BigDecimal quantity) {
    BigDecimal effective = quantity.multiply(end.isBefore(change()) ? DBU_EFFECTIVE : DBU_AFTER);
    BigDecimal list = quantity.multiply(end.isBefore(change()) ? DBU_BEFORE : DBU_AFTER);
    BigDecimal cost = effective.setScale(12, RoundingMode.HALF_UP);
    return new Cost(cost, cost, list.setScale(12, RoundingMode.HALF_UP));
  }

  private Instant change() {
    return month.atDay(16).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private List<Map<String, String>> prices() {
    List<Map<String, String>> prices = new ArrayList<>();
    prices.add(price("2025-01-01T00:00:00Z", change().toString(), DBU_BEFORE, DBU_EFFECTIVE));
    prices.add(price(change().toString(), "", DBU_AFTER, DBU_AFTER));
    return prices;
  }

  private static Map<String, String> price(
      String start, String end, BigDecimal list, BigDecimal effective) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("price_start_time", start);
    row.put("price_end_time", end);
    row.put("account_id", DATABRICKS_ACCOUNT);
    row.put("sku_name", SKU);
    row.put("cloud", "AWS");
    row.put("currency_code", "USD");
    row.put("usage_unit", "DBU");
    row.put(
        "pricing",
        "{\"default\":\"%s\",\"promotional\":{\"default\":null},\"effective_list\":{\"default\":\"%s\"}}"
            .formatted(list.toPlainString(), effective.toPlainString()));
    return row;
  }

  /** Up for the first five days; two reports on it every day. */
  private void shared() {
    Instant up = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    Map<String, String> tags =
        new TreeMap<>(Map.of("aws_elasticmapreduce_job_flow_id", SHARED_CLUSTER));
    nodes(SHARED_CLUSTER, 4, up, up.plus(Duration.ofDays(5)), tags);
    uplift(SHARED_CLUSTER, 4, up, up.plus(Duration.ofDays(5)), tags);
    for (int day = 0; day < 5; day++) {
      for (String job : REPORTS) {
        Instant start = up.plus(Duration.ofMinutes(day * 1440L + 480 + random.nextInt(60)));
        int minutes = 30 + random.nextInt(90);
        LocalDate date = month.atDay(day + 1);
        attempts.add(
            new Attempt(
                job,
                "emr",
                "emr-%s-%s".formatted(job, date),
                1,
                SHARED_CLUSTER,
                "s-%013X".formatted(random.nextLong() & 0xFFFFFFFFFFFFFL),
                start,
                start.plus(Duration.ofMinutes(minutes)),
                true,
                date,
                5L << 30,
                (5L << 30) / 240,
                BigDecimal.valueOf(minutes * 6L)
                    .divide(BigDecimal.valueOf(60), 4, RoundingMode.HALF_UP)));
      }
    }
  }

  private void untagged() {
    for (int day = 1; day <= month.lengthOfMonth(); day++) {
      Instant start = month.atDay(day).atStartOfDay().toInstant(ZoneOffset.UTC);
      Instant end = start.plus(Duration.ofDays(1));
      plain("AmazonS3", "TimedStorage-ByteHrs", "lake", "GB-Mo", start, end, 1 + random.nextInt(3));
      plain("AmazonEC2", "NatGateway-Bytes", "nat-0aa", "GB", start, end, 1 + random.nextInt(2));
    }
  }

  private void plain(
      String service,
      String type,
      String resource,
      String unit,
      Instant start,
      Instant end,
      int dollars) {
    BigDecimal cost = new BigDecimal("0.3300000001").multiply(BigDecimal.valueOf(dollars));
    Map<String, String> row = row("Usage", start, end);
    row.put("line_item_product_code", service);
    row.put("line_item_usage_type", type);
    row.put("line_item_resource_id", resource);
    row.put("line_item_usage_amount", "" + 10 * dollars);
    row.put("line_item_unblended_cost", cost.toPlainString());
    row.put("line_item_line_item_description", type);
    row.put("pricing_public_on_demand_cost", cost.toPlainString());
    row.put("pricing_term", "OnDemand");
    row.put("pricing_unit", unit);
    row.put("resource_tags", "{}");
    cur.add(row);
    addOther("untagged", new Cost(cost, cost, cost));
  }

  private void negation(Slice hour, BigDecimal demand) {
    Map<String, String> row = row("SavingsPlanNegation", hour.start(), hour.end());
    row.put("line_item_product_code", "AmazonEC2");
    row.put("line_item_usage_type", "BoxUsage:m5.xlarge");
    row.put("line_item_usage_amount", hour.hours().negate().toPlainString());
    row.put("line_item_unblended_cost", demand.negate().toPlainString());
    row.put(
        "line_item_line_item_description", "SavingsPlanNegation used by AccountId : " + ACCOUNT);
    row.put("pricing_public_on_demand_cost", "0");
    row.put("savings_plan_savings_plan_a_r_n", planArn());
    cur.add(row);
    addOther("plan", new Cost(demand.negate(), BigDecimal.ZERO, BigDecimal.ZERO));
  }

  /** A commitment of one dollar an hour, three quarters of which are used. */
  private void plan() {
    Instant start = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    for (int hour = 0; hour < 24 * month.lengthOfMonth(); hour++) {
      Instant from = start.plus(Duration.ofHours(hour));
      Map<String, String> row =
          row("SavingsPlanRecurringFee", from, from.plus(Duration.ofHours(1)));
      row.put("line_item_product_code", "ComputeSavingsPlans");
      row.put("line_item_usage_type", "ComputeSP:1yrNoUpfront");
      row.put("line_item_resource_id", planArn());
      row.put("line_item_usage_amount", "1");
      row.put("line_item_unblended_cost", "1.0");
      row.put("line_item_line_item_description", "1 year No Upfront Compute Savings Plan");
      row.put("pricing_public_on_demand_cost", "0");
      row.put("savings_plan_savings_plan_a_r_n", planArn());
      row.put("savings_plan_total_commitment_to_date", "1.0");
      row.put("savings_plan_used_commitment", "0.75");
      cur.add(row);
      addOther("plan", new Cost(BigDecimal.ONE, new BigDecimal("0.25"), BigDecimal.ZERO));
    }
  }

  private static String planArn() {
    return "arn:aws:savingsplans::%s:savingsplan/5e9a3c1e-0000-4000-8000-0000000000aa"
        .formatted(PAYER);
  }

  private void singles() {
    single("Credit", "AmazonEC2", "-25.5", "credit");
    single("Refund", "ElasticMapReduce", "-3.25", "refund");
    single("Tax", "AmazonEC2", "41.17", "tax");
  }

  private void single(String type, String service, String cost, String name) {
    Instant start = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    Map<String, String> row =
        row(type, start, month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    row.put("line_item_product_code", service);
    row.put("line_item_unblended_cost", cost);
    row.put("line_item_line_item_description", type);
    cur.add(row);
    BigDecimal amount = new BigDecimal(cost);
    addOther(name, new Cost(amount, amount, amount));
  }

  /** The last usage row is taken back and restated at half its quantity. */
  private void correction() {
    Map<String, String> original = usage.get(usage.size() - 1);
    BigDecimal quantity = new BigDecimal(original.getOrDefault("usage_quantity", ""));
    String cluster = original.getOrDefault("usage_metadata", "").split("\"", -1)[3];
    Instant end = Instant.parse(original.getOrDefault("usage_end_time", ""));
    Map<String, BigDecimal> corrections = new LinkedHashMap<>();
    corrections.put("RETRACTION", quantity.negate());
    corrections.put("RESTATEMENT", quantity.divide(BigDecimal.valueOf(2), 18, RoundingMode.DOWN));
    corrections.forEach(
        (type, amount) -> {
          Map<String, String> row = new LinkedHashMap<>(original);
          row.put("record_id", "%08x-0000-4000-8000-00000000c0de".formatted(records++));
          row.put("record_type", type);
          row.put("usage_quantity", amount.toPlainString());
          row.put("ingestion_date", month.plusMonths(1).atDay(2).toString());
          usage.add(row);
          add(cluster, dbus(end, amount));
        });
  }

  private Map<String, String> row(String type, Instant start, Instant end) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("identity_line_item_id", "%032x".formatted(records++));
    row.put("identity_time_interval", start + "/" + end);
    row.put("bill_payer_account_id", PAYER);
    row.put("bill_payer_account_name", "payer");
    row.put("bill_billing_entity", "AWS");
    row.put("bill_invoicing_entity", "Amazon Web Services, Inc.");
    row.put("bill_bill_type", "Anniversary");
    row.put("bill_billing_period_start_date", month.atDay(1) + "T00:00:00.000Z");
    row.put("bill_billing_period_end_date", month.plusMonths(1).atDay(1) + "T00:00:00.000Z");
    row.put("line_item_usage_account_id", ACCOUNT);
    row.put("line_item_line_item_type", type);
    row.put("line_item_usage_start_date", start.toString());
    row.put("line_item_usage_end_date", end.toString());
    row.put("line_item_currency_code", "USD");
    row.put("line_item_legal_entity", "Amazon Web Services, Inc.");
    row.put("product_region_code", "us-east-1");
    return row;
  }

  private void add(String cluster, Cost cost) {
    clusters.merge(cluster, cost, Cost::plus);
  }

  private void addOther(String name, Cost cost) {
    others.merge(name, cost, Cost::plus);
  }

  /** A part of an hour of the clock. */
  private record Slice(Instant start, Instant end, BigDecimal hours) {}

  /** As bills have it: rows of whole hours of the clock, with what of them was used. */
  private static List<Slice> hours(Instant up, Instant down) {
    List<Slice> hours = new ArrayList<>();
    for (Instant hour = up.truncatedTo(ChronoUnit.HOURS);
        hour.isBefore(down);
        hour = hour.plus(Duration.ofHours(1))) {
      Instant next = hour.plus(Duration.ofHours(1));
      Instant from = up.isAfter(hour) ? up : hour;
      Instant to = down.isBefore(next) ? down : next;
      hours.add(
          new Slice(
              hour,
              next,
              BigDecimal.valueOf(Duration.between(from, to).toSeconds())
                  .divide(BigDecimal.valueOf(3600), 10, RoundingMode.HALF_UP)));
    }
    return hours;
  }

  private static BigDecimal money(BigDecimal amount) {
    return amount.setScale(10, RoundingMode.HALF_UP);
  }

  private String runs() {
    StringBuilder text = new StringBuilder();
    for (Attempt one : attempts()) {
      text.append(
          """
          {"job":"%s","pipeline":"%s","platform":"%s","runId":"%s","attempt":%d,"clusterId":"%s",\
          "platformRunId":"%s","startedAt":"%s","endedAt":"%s","succeeded":%s,"logicalDate":"%s",\
          "bytesRead":%d,"rowsRead":%d,"coreHours":%s}
          """
              .formatted(
                  one.job(),
                  REPORTS.contains(one.job()) ? "reports" : "detections",
                  one.platform(),
                  one.runId(),
                  one.attempt(),
                  one.clusterId(),
                  one.platformRunId(),
                  one.startedAt(),
                  one.endedAt(),
                  one.succeeded(),
                  one.logicalDate(),
                  one.bytesRead(),
                  one.rowsRead(),
                  one.coreHours().toPlainString()));
    }
    return text.toString();
  }

  private static String json(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> "\"%s\":\"%s\"".formatted(tag.getKey(), tag.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String csv(List<String> columns, List<Map<String, String>> rows) {
    StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
    for (Map<String, String> row : rows) {
      text.append(
              columns.stream()
                  .map(column -> row.getOrDefault(column, ""))
                  .map(BillMonth::quoted)
                  .collect(Collectors.joining(",")))
          .append('\n');
    }
    return text.toString();
  }

  private static String quoted(String value) {
    return value.contains(",") || value.contains("\"")
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }

  /** Writes the month 2026-03 of seed 7, or of the seed that is given, into a folder. */
  public static void main(String... arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    of(rest.isEmpty() ? 7 : Long.parseLong(rest.get(0)), YearMonth.of(2026, 3)).write(folder);
  }
}
