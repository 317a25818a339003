package dev.bering.cost;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Row;
import dev.bering.engine.Sql;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which charge is for what. Every charge goes, whole or in parts, to exactly one consumer each, and
 * the parts of a charge sum to the charge exactly, on every basis.
 *
 * <p>What decides, the first that holds: taxes, credits, purchases and adjustments are their own;
 * the platform's run that the bill names; the cluster that the bill names; a tag with a run's id; a
 * tag with a job's or a pipeline's name. What is left names a cluster or a run that no run of ours
 * names, or nothing at all. Where several attempts have a key in common, {@link RunTimes} says who
 * has which time of it, and a charge is divided by how its period overlaps with theirs.
 *
 * <p>A cluster is of one run if all that name it are attempts of that run, and either they say so
 * or it was charged for no more than {@link #ABOUT} before and after them; else it is shared.
 *
 * <p>Amounts are divided in units of 10^-12: part {@code i} is the difference of the charge times
 * the cumulated ratio up to {@code i} and up to {@code i-1}, each cut to whole units. So parts sum
 * exactly and each is off by less than one unit.
 *
 * <p>The charges themselves stay where they are: memory grows with the runs, not with the rows.
 */
public final class Attribution {

  /** A cluster that is charged longer before or after its only run is not its own. */
  static final Duration ABOUT = Duration.ofHours(2);

  /** Ratios are whole numbers of this many parts, so that they sum to 1 exactly. */
  static final long WHOLE = 1_000_000_000_000_000L;

  private static final int DIGITS = 12;
  private static final int RATIO_DIGITS = 15;
  private static final int BATCH = 500;

  private final DuckDbEngine engine;
  private final List<JobRun> runs;
  private final List<AttributedCost> costs;
  private final SortedMap<String, Costs> totals;
  private final Map<String, Instant> lastCharges;

  private Attribution(
      DuckDbEngine engine,
      List<JobRun> runs,
      List<AttributedCost> costs,
      SortedMap<String, Costs> totals,
      Map<String, Instant> lastCharges) {
    this.engine = engine;
    this.runs = runs;
    this.costs = costs;
    this.totals = totals;
    this.lastCharges = lastCharges;
  }

  /**
   * Decides for every charge.
   *
   * @param engine stays open as long as charges are to be traced
   * @param charges what SQL can select charges from, with the columns of {@link ChargeColumn}
   * @throws UserException COST_CHARGES if charges lack a cost or a currency
   */
  public static Attribution of(
      DuckDbEngine engine, String charges, List<JobRun> runs, AttributionRules rules) {
    List<JobRun> all = List.copyOf(runs);
    requireUsable(engine, charges);
    engine.execute(charges(charges, rules));
    keys(engine, charges, all);
    engine.execute(KEYED.formatted(firstTag(rules.runKeys())));
    engine.execute(PARTS);
    engine.execute(ATTRIBUTED);
    SortedMap<String, Costs> totals = new TreeMap<>();
    engine
        .query(
            "SELECT currency, sum(list_units), sum(effective_units), sum(billed_units)"
                + " FROM \"cost charges\" GROUP BY currency",
            row -> Map.entry(row.string(0), costs(row, 1)))
        .forEach(each -> totals.put(each.getKey(), each.getValue()));
    engine.execute(LEDGER);
    List<AttributedCost> costs =
        engine.query(
            "SELECT * EXCLUDE (id) FROM \"cost ledger\" ORDER BY id", row -> cost(row, all));
    Attribution attribution =
        new Attribution(engine, all, List.copyOf(costs), totals, lastCharges(engine, charges));
    attribution.requireExact();
    return attribution;
  }

  /** Where the parts of charges are, as {@code "cost attributed"}, until another is made there. */
  DuckDbEngine engine() {
    return engine;
  }

  /** The runs, in the order in which they were given. */
  public List<JobRun> runs() {
    return runs;
  }

  /** What was charged, by whom it is for. */
  public List<AttributedCost> costs() {
    return costs;
  }

  /** What was charged in all, by currency, summed over the charges themselves. */
  public SortedMap<String, Costs> totals() {
    return Collections.unmodifiableSortedMap(totals);
  }

  /**
   * When the last charge of each service ended, whatever charges were asked for; charges of more
   * than a day, such as those of a month, do not count.
   */
  Map<String, Instant> lastCharges() {
    return lastCharges;
  }

  /** A row that was lost or counted twice would be a defect, and no number could be trusted. */
  private void requireExact() {
    SortedMap<String, Costs> sums = new TreeMap<>();
    costs.forEach(cost -> sums.merge(cost.currency(), cost.costs(), Costs::plus));
    for (String currency : union(totals.keySet(), sums.keySet())) {
      Costs whole = totals.getOrDefault(currency, Costs.ZERO);
      Costs parts = sums.getOrDefault(currency, Costs.ZERO);
      if (!whole.isEqualTo(parts)) {
        throw new IllegalStateException(
            "parts sum to %s and charges to %s of %s".formatted(parts, whole, currency));
      }
    }
  }

  private static Set<String> union(Collection<String> one, Collection<String> other) {
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }

  private static void requireUsable(DuckDbEngine engine, String charges) {
    long bad =
        engine
            .query(
                """
                SELECT count(*) FROM %s WHERE ListCost IS NULL OR EffectiveCost IS NULL
                  OR BilledCost IS NULL OR BillingCurrency IS NULL
                """
                    .formatted(charges),
                row -> row.number(0))
            .get(0);
    if (bad > 0) {
      throw UserException.source(
          new Problem(
              "COST_CHARGES",
              "Cannot attribute charges: %,d of them lack a cost or a currency.".formatted(bad),
              "import their bills again with bering cost import"));
    }
  }

  private static String charges(String charges, AttributionRules rules) {
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
          CAST(ListCost * 1000000000000 AS HUGEINT) AS list_units,
          CAST(EffectiveCost * 1000000000000 AS HUGEINT) AS effective_units,
          CAST(BilledCost * 1000000000000 AS HUGEINT) AS billed_units
        FROM %s %s
        """
        .formatted(
            firstTagOf("Tags", rules.jobKeys()),
            firstTagOf("Tags", rules.pipelineKeys()),
            rules.tagKey().map(key -> firstTagOf("Tags", List.of(key))).orElse("NULL::VARCHAR"),
            charges,
            conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions));
  }

  private static String firstTag(List<String> keys) {
    return firstTagOf("c.tags", keys);
  }

  static String firstTagOf(String column, List<String> keys) {
    return keys.isEmpty()
        ? "NULL::VARCHAR"
        : keys.stream()
            .map(key -> "nullif(map_extract(%s, %s)[1], '')".formatted(column, Sql.literal(key)))
            .collect(Collectors.joining(", ", "coalesce(", ")"));
  }

  static String time(Instant time) {
    return "make_timestamp(%d)".formatted(micros(time));
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
  }

  /** Which key is whose at which time. */
  private static void keys(DuckDbEngine engine, String charges, List<JobRun> runs) {
    engine.execute(
        """
        CREATE OR REPLACE TEMP TABLE "cost times" (key VARCHAR, since TIMESTAMP, until TIMESTAMP,
          kind VARCHAR, run BIGINT, share DOUBLE, rule VARCHAR, method VARCHAR)
        """);
    List<String> values = new ArrayList<>();
    by(runs, JobRun::platformRunId)
        .forEach((id, mine) -> rows("p:" + id, ofOneOrMany(runs, mine, "platform's run"), values));
    Map<String, List<Integer>> clusters = by(runs, JobRun::clusterId);
    Map<String, Charged> charged = charged(engine, charges, clusters.keySet());
    clusters.forEach(
        (id, mine) ->
            rows(
                "c:" + id,
                isOwn(runs, mine, Optional.ofNullable(charged.get(id)))
                    ? RunTimes.own(runs, mine, "cluster of its own")
                    : RunTimes.shared(runs, mine),
                values));
    by(runs, run -> Optional.of(run.runId()))
        .forEach((id, mine) -> rows("t:" + id, ofOneOrMany(runs, mine, "tag of the run"), values));
    insert(engine, "cost times", values);
  }

  private static List<RunTimes.Segment> ofOneOrMany(
      List<JobRun> runs, List<Integer> mine, String how) {
    return isOneRun(runs, mine) ? RunTimes.own(runs, mine, how) : RunTimes.ofSeveral(runs, how);
  }

  private static Map<String, List<Integer>> by(
      List<JobRun> runs, Function<JobRun, Optional<String>> key) {
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      Optional<String> id = key.apply(runs.get(i));
      if (id.isPresent()) {
        found.computeIfAbsent(id.get(), none -> new ArrayList<>()).add(i);
      }
    }
    return found;
  }

  /** When a cluster was charged, whatever charges are asked for. */
  private record Charged(Instant first, Instant last) {}

  private static Map<String, Charged> charged(
      DuckDbEngine engine, String charges, Set<String> clusters) {
    Map<String, Charged> found = new HashMap<>();
    if (clusters.isEmpty()) {
      return found;
    }
    engine
        .query(
            """
            SELECT x_ClusterId, epoch_us(min(ChargePeriodStart)), epoch_us(max(ChargePeriodEnd))
            FROM %s WHERE x_ClusterId IS NOT NULL AND ChargePeriodStart IS NOT NULL
              AND ChargePeriodEnd IS NOT NULL
            GROUP BY x_ClusterId
            """
                .formatted(charges),
            row ->
                Map.entry(
                    row.string(0), new Charged(instant(row.number(1)), instant(row.number(2)))))
        .forEach(each -> found.put(each.getKey(), each.getValue()));
    return found;
  }

  private static Map<String, Instant> lastCharges(DuckDbEngine engine, String charges) {
    Map<String, Instant> last = new HashMap<>();
    engine
        .query(
            """
            SELECT ServiceName, epoch_us(max(ChargePeriodEnd)) FROM %s
            WHERE ServiceName IS NOT NULL AND ChargeCategory = 'Usage'
              AND ChargePeriodEnd <= ChargePeriodStart + INTERVAL 1 DAY
            GROUP BY ServiceName
            """
                .formatted(charges),
            row -> Map.entry(row.string(0), instant(row.number(1))))
        .forEach(each -> last.put(each.getKey(), each.getValue()));
    return last;
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
  }

  private static boolean isOneRun(List<JobRun> runs, List<Integer> mine) {
    return mine.stream()
            .map(
                run ->
                    List.of(runs.get(run).job(), runs.get(run).platform(), runs.get(run).runId()))
            .distinct()
            .count()
        == 1;
  }

  private static boolean isOwn(List<JobRun> runs, List<Integer> mine, Optional<Charged> charged) {
    List<JobRun> named = mine.stream().map(runs::get).toList();
    if (!isOneRun(runs, mine)
        || named.stream()
            .anyMatch(run -> run.clusterUse().equals(Optional.of(JobRun.ClusterUse.SHARED)))) {
      return false;
    }
    if (named.stream()
        .allMatch(run -> run.clusterUse().equals(Optional.of(JobRun.ClusterUse.OWN)))) {
      return true;
    }
    Optional<Instant> start =
        named.stream().flatMap(run -> run.startedAt().stream()).min(Instant::compareTo);
    Optional<Instant> end =
        named.stream().flatMap(run -> run.endedAt().stream()).max(Instant::compareTo);
    return start.isPresent()
        && end.isPresent()
        && charged
            .map(
                times ->
                    !times.first().isBefore(start.get().minus(ABOUT))
                        && !times.last().isAfter(end.get().plus(ABOUT)))
            .orElse(true);
  }

  private static void rows(String key, List<RunTimes.Segment> segments, List<String> values) {
    for (RunTimes.Segment segment : segments) {
      values.add(
          "(%s, %s, %s, '%s', %s, %s, %s, %s)"
              .formatted(
                  Sql.literal(key),
                  time(segment.since()),
                  time(segment.until()),
                  segment.kind().name(),
                  segment.run().map(run -> run + "").orElse("NULL"),
                  Double.toString(segment.share()),
                  Sql.literal(segment.rule()),
                  segment.method().map(Sql::literal).orElse("NULL")));
    }
  }

  private static final String KEYED =
      """
      CREATE OR REPLACE TEMP VIEW "cost keyed" AS
      WITH keys AS (SELECT DISTINCT key FROM "cost times")
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
      LEFT JOIN keys p ON p.key = 'p:' || c.platform_run
      LEFT JOIN keys k ON k.key = 'c:' || c.cluster
      LEFT JOIN keys t ON t.key = 't:' || %s
      """;

  private static final String PARTS =
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

  private static final String ATTRIBUTED =
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
          .formatted(WHOLE, part("list"), part("effective"), part("billed"));

  private static String part(String basis) {
    return """
        CASE WHEN coalesce(p.upto, %1$d) - coalesce(p.upfrom, 0) = %1$d THEN k.%2$s_units
          ELSE (k.%2$s_units * p.upto::HUGEINT) // %1$d::HUGEINT
            - (k.%2$s_units * p.upfrom::HUGEINT) // %1$d::HUGEINT END AS %2$s_part"""
        .formatted(WHOLE, basis);
  }

  private static final List<String> ALIKE =
      List.of(
          "kind",
          "run",
          "name",
          "tag",
          "currency",
          "provider",
          "service",
          "cluster",
          "serverless",
          "listed");

  private static final String LEDGER =
      """
      CREATE OR REPLACE TEMP TABLE "cost ledger" AS
      SELECT row_number() OVER () - 1 AS id, * FROM (
        SELECT %1$s, count(*) AS rows, sum(list_part), sum(effective_part), sum(billed_part)
        FROM "cost attributed" GROUP BY %1$s)
      """
          .formatted(String.join(", ", ALIKE));

  /** The parts of charges of those entries of the ledger that are chosen. */
  private static final String CHOSEN =
      """
      SELECT a.* FROM "cost attributed" a
      JOIN (SELECT l.* FROM "cost ledger" l JOIN "cost chosen" c ON c.id = l.id) l ON %s"""
          .formatted(
              ALIKE.stream()
                  .map("a.%1$s IS NOT DISTINCT FROM l.%1$s"::formatted)
                  .collect(Collectors.joining(" AND ")));

  private static AttributedCost cost(Row row, List<JobRun> runs) {
    return new AttributedCost(
        ConsumerKind.valueOf(row.string(0)),
        row.text(1).map(run -> runs.get(Integer.parseInt(run))),
        row.text(2),
        row.text(3),
        row.string(4),
        row.text(5),
        row.text(6),
        row.text(7),
        row.flag(8),
        row.flag(9),
        row.number(10),
        costs(row, 11));
  }

  private static Costs costs(Row row, int first) {
    return new Costs(
        money(row.string(first)), money(row.string(first + 1)), money(row.string(first + 2)));
  }

  static BigDecimal money(String units) {
    return new BigDecimal(new BigInteger(units), DIGITS);
  }

  /**
   * Rows of bills, by currency.
   *
   * @param charges the largest parts first
   * @param rules what there is by each rule, of all rows
   */
  record Trace(
      SortedMap<String, List<TracedCharge>> charges,
      SortedMap<String, List<CostExplanation.OfRule>> rules) {}

  /** The rows that some costs are made of. */
  Trace trace(Predicate<AttributedCost> chosen, Basis basis, int limit) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < costs.size(); i++) {
      if (chosen.test(costs.get(i))) {
        ids.add("(" + i + ")");
      }
    }
    engine.execute("CREATE OR REPLACE TEMP TABLE \"cost chosen\" (id BIGINT)");
    insert(engine, "cost chosen", ids);
    String units = basis.name().toLowerCase(Locale.ROOT);
    SortedMap<String, List<TracedCharge>> charges = new TreeMap<>();
    engine
        .query(
            """
            SELECT bill, file, row, service, description, epoch_us(began), epoch_us(ended),
              currency, %1$s_units, ratio, %1$s_part, rule, method
            FROM (%2$s)
            QUALIFY row_number() OVER (PARTITION BY currency
              ORDER BY abs(%1$s_part) DESC, file, row, rule, ratio DESC) <= %3$d
            ORDER BY currency, abs(%1$s_part) DESC, file, row, rule, ratio DESC
            """
                .formatted(units, CHOSEN, limit),
            Attribution::traced)
        .forEach(
            charge ->
                charges.computeIfAbsent(charge.currency(), none -> new ArrayList<>()).add(charge));
    SortedMap<String, List<CostExplanation.OfRule>> rules = new TreeMap<>();
    engine
        .query(
            """
            SELECT currency, rule, count(*), sum(%1$s_part) FROM (%2$s)
            GROUP BY currency, rule ORDER BY currency, abs(sum(%1$s_part)) DESC, rule
            """
                .formatted(units, CHOSEN),
            row ->
                Map.entry(
                    row.string(0),
                    new CostExplanation.OfRule(row.string(1), row.number(2), money(row.string(3)))))
        .forEach(
            each ->
                rules
                    .computeIfAbsent(each.getKey(), none -> new ArrayList<>())
                    .add(each.getValue()));
    return new Trace(charges, rules);
  }

  private static TracedCharge traced(Row row) {
    return new TracedCharge(
        row.text(0),
        row.text(1),
        row.number(2),
        row.text(3),
        row.text(4),
        instant(row.number(5)),
        instant(row.number(6)),
        row.string(7),
        money(row.string(8)),
        new BigDecimal(BigInteger.valueOf(row.number(9)), RATIO_DIGITS),
        money(row.string(10)),
        row.string(11),
        row.text(12));
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
}
