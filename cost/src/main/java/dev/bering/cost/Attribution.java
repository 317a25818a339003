package dev.bering.cost;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Row;
import dev.bering.engine.Sql;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
 * or it was charged for no more than {@link KeyTimes#ABOUT} before and after them; else it is
 * shared.
 *
 * <p>Amounts are divided in units of 10^-12: part {@code i} is the difference of the charge times
 * the cumulated ratio up to {@code i} and up to {@code i-1}, each cut to whole units. So parts sum
 * exactly and each is off by less than one unit.
 *
 * <p>The charges themselves stay where they are: memory grows with the runs, not with the rows.
 */
public final class Attribution {

  /** Ratios are whole numbers of this many parts, so that they sum to 1 exactly. */
  static final long WHOLE = 1_000_000_000_000_000L;

  private static final int RATIO_DIGITS = 15;

  private final DuckDbEngine engine;
  private final List<JobRun> runs;
  private final List<AttributedCost> costs;
  private final SortedMap<String, Costs> totals;
  private final Map<BilledService, Instant> lastCharges;
  private final Optional<BillFiles> files;

  private Attribution(
      DuckDbEngine engine,
      List<JobRun> runs,
      List<AttributedCost> costs,
      SortedMap<String, Costs> totals,
      Map<BilledService, Instant> lastCharges,
      Optional<BillFiles> files) {
    this.engine = engine;
    this.runs = runs;
    this.costs = costs;
    this.totals = totals;
    this.lastCharges = lastCharges;
    this.files = files;
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
    return of(engine, charges, runs, rules, Optional.empty());
  }

  private static Attribution of(
      DuckDbEngine engine,
      String charges,
      List<JobRun> runs,
      AttributionRules rules,
      Optional<BillFiles> files) {
    List<JobRun> all = List.copyOf(runs);
    requireUsable(engine, charges);
    engine.execute(AttributionSql.charges(charges, rules));
    KeyTimes.write(engine, charges, all);
    engine.execute(AttributionSql.KEYED.formatted(AttributionSql.firstTag(rules.runKeys())));
    engine.execute(AttributionSql.PARTS);
    engine.execute(AttributionSql.ATTRIBUTED);
    SortedMap<String, Costs> totals = new TreeMap<>();
    engine
        .query(
            "SELECT currency, sum(list_cost), sum(effective_cost), sum(billed_cost)"
                + " FROM \"cost charges\" GROUP BY currency",
            row -> Map.entry(row.string(0), costs(row, 1)))
        .forEach(each -> totals.put(each.getKey(), each.getValue()));
    engine.execute(AttributionSql.LEDGER);
    List<AttributedCost> costs =
        engine.query(
            "SELECT * EXCLUDE (id) FROM \"cost ledger\" ORDER BY id", row -> cost(row, all));
    Attribution attribution =
        new Attribution(
            engine, all, List.copyOf(costs), totals, lastCharges(engine, charges), files);
    attribution.requireExact();
    return attribution;
  }

  /**
   * Decides for every charge of the bills that are there, which must not change as long as charges
   * are traced.
   *
   * @throws UserException COST_CHARGES if charges lack a cost or a currency, BILLS_MISSING,
   *     BILLS_CHANGED if a bill was replaced since {@code files} were first looked at
   */
  public static Attribution of(
      DuckDbEngine engine, BillFiles files, List<JobRun> runs, AttributionRules rules) {
    return files.steady(() -> of(engine, files.store().charges(), runs, rules, Optional.of(files)));
  }

  /** Runs of which no bill says anything, as there is none yet. */
  public static Attribution withoutBills(DuckDbEngine engine, List<JobRun> runs) {
    return of(
        engine,
        Arrays.stream(ChargeColumn.values())
            .map(
                column ->
                    "CAST(NULL AS %s) AS %s"
                        .formatted(column.type().sql(), Sql.identifier(column.text())))
            .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)")),
        runs,
        AttributionRules.DEFAULT);
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
   * When the last charge of each service of each account ended, whatever charges were asked for;
   * charges of more than a day, such as those of a month, do not count.
   */
  Map<BilledService, Instant> lastCharges() {
    return lastCharges;
  }

  /** A service of one account. */
  record BilledService(BillingAccount account, String service) {}

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

  private static Map<BilledService, Instant> lastCharges(DuckDbEngine engine, String charges) {
    Map<BilledService, Instant> last = new HashMap<>();
    engine
        .query(
            """
            SELECT ProviderName, BillingAccountId, ServiceName, epoch_us(max(ChargePeriodEnd))
            FROM %s
            WHERE ServiceName IS NOT NULL AND ChargeCategory = 'Usage'
              AND ChargePeriodEnd <= ChargePeriodStart + INTERVAL 1 DAY
            GROUP BY ALL
            """
                .formatted(charges),
            row ->
                Map.entry(
                    new BilledService(new BillingAccount(row.text(0), row.text(1)), row.string(2)),
                    AttributionSql.instant(row.number(3))))
        .forEach(each -> last.put(each.getKey(), each.getValue()));
    return last;
  }

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
        row.text(8),
        row.flag(9),
        row.flag(10),
        row.number(11),
        costs(row, 12));
  }

  private static Costs costs(Row row, int first) {
    return new Costs(
        AttributionSql.money(row.string(first)),
        AttributionSql.money(row.string(first + 1)),
        AttributionSql.money(row.string(first + 2)));
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

  /** What is asked of the charges themselves, of the files that were attributed. */
  <T> T steady(Supplier<T> reading) {
    return files.isPresent() ? files.get().steady(reading) : reading.get();
  }

  /** The rows that some costs are made of. */
  Trace trace(Predicate<AttributedCost> chosen, Basis basis, int limit) {
    return steady(() -> traced(chosen, basis, limit));
  }

  private Trace traced(Predicate<AttributedCost> chosen, Basis basis, int limit) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < costs.size(); i++) {
      if (chosen.test(costs.get(i))) {
        ids.add("(" + i + ")");
      }
    }
    engine.execute("CREATE OR REPLACE TEMP TABLE \"cost chosen\" (id BIGINT)");
    AttributionSql.insert(engine, "cost chosen", ids);
    String column = basis.name().toLowerCase(Locale.ROOT);
    SortedMap<String, List<TracedCharge>> charges = new TreeMap<>();
    engine
        .query(
            """
            SELECT bill, file, row, service, description, epoch_us(began), epoch_us(ended),
              currency, %1$s_cost, ratio, %1$s_part, rule, method, consumer
            FROM (%2$s)
            QUALIFY row_number() OVER (PARTITION BY currency
              ORDER BY abs(%1$s_part) DESC, file, row, rule, ratio DESC) <= %3$d
            ORDER BY currency, abs(%1$s_part) DESC, file, row, rule, ratio DESC
            """
                .formatted(column, AttributionSql.CHOSEN, limit),
            this::traced)
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
                .formatted(column, AttributionSql.CHOSEN),
            row ->
                Map.entry(
                    row.string(0),
                    new CostExplanation.OfRule(
                        row.string(1), row.number(2), AttributionSql.money(row.string(3)))))
        .forEach(
            each ->
                rules
                    .computeIfAbsent(each.getKey(), none -> new ArrayList<>())
                    .add(each.getValue()));
    return new Trace(charges, rules);
  }

  private TracedCharge traced(Row row) {
    Optional<JobRun> run = costs.get((int) row.number(13)).run();
    return new TracedCharge(
        row.text(0),
        row.text(1),
        row.number(2),
        row.text(3),
        row.text(4),
        AttributionSql.instant(row.number(5)),
        AttributionSql.instant(row.number(6)),
        row.string(7),
        AttributionSql.money(row.string(8)),
        new BigDecimal(BigInteger.valueOf(row.number(9)), RATIO_DIGITS),
        AttributionSql.money(row.string(10)),
        row.string(11),
        row.text(12),
        run.map(JobRun::runId),
        run.map(one -> OptionalInt.of(one.attempt())).orElse(OptionalInt.empty()));
  }
}
