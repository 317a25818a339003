package dev.bering.cost;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Sql;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that divide charges among runs, and what their columns mean. */
final class AttributionSql {

  private static final int DIGITS = 12;
  private static final int BATCH = 500;

  private AttributionSql() {}

  /** The charges that count; what ends in {@code _cost} or {@code _part} is an amount of money. */
  static String charges(String charges, AttributionRules rules) {
    List<String> conditions = new ArrayList<>();
    rules
        .since()
        .ifPresent(since -> conditions.add("ChargePeriodStart >= %s".formatted(time(since))));
    rules
        .until()
        .ifPresent(until -> conditions.add("ChargePeriodStart < %s".formatted(time(until))));
    return """
        CREATE OR REPLACE TEMP VIEW "cost charges" AS SELECT
          x_Bill AS bill, x_File AS file, x_Row AS row, BillingCurrency AS currency,
          coalesce(ChargePeriodStart, BillingPeriodStart, TIMESTAMP '1970-01-01') AS began,
          greatest(coalesce(ChargePeriodEnd, BillingPeriodEnd, ChargePeriodStart), began) AS ended,
          ChargeCategory AS category, ChargeDescription AS description, ProviderName AS provider,
          ServiceName AS service, ResourceId AS resource, BillingAccountId AS account,
          contains(upper(coalesce(SkuId, '') || ' ' || coalesce(SkuMeter, '')), 'SERVERLESS')
            AS serverless,
          coalesce(x_PriceSource = 'list', false) AS listed,
          nullif(x_ClusterId, '') AS cluster, nullif(x_PlatformRunId, '') AS platform_run,
          %s AS job_tag, %s AS pipeline_tag, %s AS tag, Tags AS tags,
          ListCost AS list_cost, EffectiveCost AS effective_cost, BilledCost AS billed_cost
        FROM %s %s
        """
        .formatted(
            firstTagOf("Tags", rules.jobKeys()),
            firstTagOf("Tags", rules.pipelineKeys()),
            rules.tagKey().map(key -> firstTagOf("Tags", List.of(key))).orElse("NULL::VARCHAR"),
            charges,
            conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions));
  }

  static String firstTag(List<String> keys) {
    return firstTagOf("c.tags", keys);
  }

  static String firstTagOf(String column, List<String> keys) {
    return keys.isEmpty()
        ? "NULL::VARCHAR"
        : keys.stream()
            .map(key -> "nullif(map_extract_value(%s, %s), '')".formatted(column, Sql.literal(key)))
            .collect(Collectors.joining(", ", "coalesce(", ")"));
  }

  static String time(Instant time) {
    return "make_timestamp(%d)".formatted(micros(time));
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
  }

  static BigDecimal money(String amount) {
    return new BigDecimal(amount).setScale(DIGITS, RoundingMode.UNNECESSARY);
  }

  static void insert(DuckDbEngine engine, String table, List<String> values) {
    for (int i = 0; i < values.size(); i += BATCH) {
      engine.execute(
          "INSERT INTO %s VALUES %s"
              .formatted(
                  Sql.identifier(table),
                  String.join(", ", values.subList(i, Math.min(values.size(), i + BATCH)))));
    }
  }

  /** What a charge names: from {@code "cost charges"} and {@code "cost times"}. */
  static final String KEYED =
      """
      CREATE OR REPLACE TEMP VIEW "cost keyed" AS
      WITH keys AS (
        SELECT DISTINCT key, left(key, 2) AS sort, substr(key, 3) AS id FROM "cost times")
      SELECT c.*,
        CASE
          WHEN c.category IN ('Tax', 'Credit', 'Purchase', 'Adjustment') THEN NULL
          ELSE coalesce(p.key, k.key, t.key)
        END AS key,
        CASE
          WHEN c.category = 'Tax' THEN 'TAX'
          WHEN c.category = 'Credit' THEN 'CREDIT'
          WHEN c.category = 'Purchase' THEN 'PURCHASE'
          WHEN c.category = 'Adjustment' THEN 'ADJUSTMENT'
          WHEN c.job_tag IS NOT NULL THEN 'JOB'
          WHEN c.pipeline_tag IS NOT NULL THEN 'PIPELINE'
          WHEN c.cluster IS NOT NULL OR c.platform_run IS NOT NULL THEN 'NO_RUN'
          ELSE 'UNTAGGED'
        END AS own_kind
      FROM "cost charges" c
      LEFT JOIN keys p ON p.sort = 'p:' AND p.id = c.platform_run
      LEFT JOIN keys k ON k.sort = 'c:' AND k.id = c.cluster
      LEFT JOIN keys t ON t.sort = 't:' AND t.id = %s
      """;

  /** Who has which part of what has a key, in whole numbers of {@link Attribution#WHOLE}. */
  static final String PARTS =
      """
      CREATE OR REPLACE TEMP TABLE "cost parts" AS
      WITH spans AS (
        SELECT DISTINCT key, began, ended FROM "cost keyed" WHERE key IS NOT NULL),
      weights AS (
        SELECT s.key, s.began, s.ended, t.kind, t.run, t.rule, t.method,
          sum(t.share * greatest(1,
            epoch_us(least(s.ended, t.until)) - epoch_us(greatest(s.began, t.since)))) AS weight
        FROM spans s JOIN "cost times" t ON s.key = t.key
          AND t.until > s.began AND (t.since < s.ended OR t.since = s.began)
        GROUP BY ALL),
      cumulated AS (
        SELECT *,
          sum(weight) OVER (PARTITION BY key, began, ended ORDER BY kind, run, rule
            ROWS UNBOUNDED PRECEDING) AS so_far,
          sum(weight) OVER (PARTITION BY key, began, ended) AS in_all,
          row_number() OVER (PARTITION BY key, began, ended ORDER BY kind, run, rule) AS number,
          count(*) OVER (PARTITION BY key, began, ended) AS count
        FROM weights),
      whole AS (
        SELECT *, CASE WHEN number = count THEN 1000000000000000
          ELSE least(1000000000000000, CAST(round(1e15 * so_far / in_all) AS BIGINT)) END AS upto
        FROM cumulated)
      SELECT key, began, ended, kind, run, rule, CASE WHEN count > 1 THEN method END AS method,
        coalesce(lag(upto) OVER (PARTITION BY key, began, ended ORDER BY number), 0) AS upfrom,
        upto
      FROM whole
      """;

  /** Every charge, or part of one, with what it is for. */
  static final String ATTRIBUTED =
      """
      CREATE OR REPLACE TEMP VIEW "cost attributed" AS
      SELECT k.*, coalesce(p.kind, k.own_kind) AS kind, p.run AS run,
        CASE WHEN p.kind IS NOT NULL THEN NULL WHEN k.own_kind = 'JOB' THEN k.job_tag
          WHEN k.own_kind = 'PIPELINE' THEN k.pipeline_tag END AS name,
        coalesce(p.rule, CASE k.own_kind WHEN 'JOB' THEN 'tag of the job'
          WHEN 'PIPELINE' THEN 'tag of the pipeline'
          WHEN 'NO_RUN' THEN 'no run names its cluster or run'
          WHEN 'UNTAGGED' THEN 'nothing says what it is for'
          ELSE 'category ' || k.category END) AS rule,
        p.method AS method, coalesce(p.upto, %1$d) - coalesce(p.upfrom, 0) AS ratio,
        %2$s, %3$s, %4$s
      FROM "cost keyed" k
      LEFT JOIN "cost parts" p ON p.key = k.key AND p.began = k.began AND p.ended = k.ended
      """
          .formatted(Attribution.WHOLE, part("list"), part("effective"), part("billed"));

  /**
   * A charge that is not divided stays the decimal that it is: turning one into a whole number of
   * 128 bits, and dividing that, costs more than all the rest of a row.
   */
  private static String part(String basis) {
    return """
        CASE WHEN p.upto IS NULL THEN k.%1$s_cost ELSE
          CASE WHEN p.upto = %2$d THEN k.%1$s_cost ELSE %3$s END
          - CASE WHEN p.upfrom = 0 THEN 0 ELSE %4$s END
        END AS %1$s_part"""
        .formatted(basis, Attribution.WHOLE, cut(basis, "p.upto"), cut(basis, "p.upfrom"));
  }

  /** A charge times a ratio, cut to whole units; an amount again, with the digits of money. */
  private static String cut(String basis, String ratio) {
    return """
        CAST(CAST(k.%s_cost * 1000000000000 AS HUGEINT) * %s::HUGEINT // %d::HUGEINT
          AS DECIMAL(38, 0)) * 0.000000000001"""
        .formatted(basis, ratio, Attribution.WHOLE);
  }

  private static final List<String> ALIKE =
      List.of(
          "kind",
          "run",
          "name",
          "tag",
          "currency",
          "provider",
          "account",
          "service",
          "cluster",
          "serverless",
          "listed");

  /** Their sums, by all that an {@link AttributedCost} tells. */
  static final String LEDGER =
      """
      CREATE OR REPLACE TEMP TABLE "cost ledger" AS
      SELECT row_number() OVER () - 1 AS id, * FROM (
        SELECT %1$s, count(*) AS rows, sum(list_part), sum(effective_part), sum(billed_part)
        FROM "cost attributed" GROUP BY %1$s)
      """
          .formatted(String.join(", ", ALIKE));

  /** The parts of charges of those entries of the ledger that are chosen. */
  static final String CHOSEN =
      """
      SELECT a.*, l.id AS consumer FROM "cost attributed" a
      JOIN (SELECT l.* FROM "cost ledger" l JOIN "cost chosen" c ON c.id = l.id) l ON %s"""
          .formatted(
              ALIKE.stream()
                  .map("a.%1$s IS NOT DISTINCT FROM l.%1$s"::formatted)
                  .collect(Collectors.joining(" AND ")));
}
