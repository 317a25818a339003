package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bering.cost.BillMonth.Cost;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.Progress;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A month of which the truth is known, through the import and back. */
class BillMonthTest {

  /** What a division rounds, of amounts that are otherwise exact. */
  private static final BigDecimal ROUNDED = new BigDecimal("1e-12");

  @TempDir private static Path root;

  private static Engine engine;
  private static BillMonth month;
  private static BillStore store;
  private static ImportReport report;

  @BeforeAll
  static void readMonth() throws IOException {
    engine = DuckDbEngine.open();
    month = BillMonth.of(11, YearMonth.of(2026, 2));
    month.write(root.resolve("month"));
    store = BillStore.at(root.resolve("bills"));
    report =
        new BillImport(engine, store, Progress.NONE)
            .run(
                new ImportRequest(
                    List.of(root.resolve("month/cur"), root.resolve("month/databricks")),
                    List.of(),
                    Optional.empty(),
                    Set.of(ImportRequest.Choice.STRICT)));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void everyClusterCostsWhatItCost() {
    Map<String, Cost> found = new TreeMap<>();
    engine
        .query(
            """
            SELECT x_ClusterId, sum(BilledCost), sum(EffectiveCost), sum(ListCost) FROM %s
            WHERE x_ClusterId IS NOT NULL GROUP BY 1
            """
                .formatted(store.charges()),
            row -> Map.entry(row.string(0), cost(row.string(1), row.string(2), row.string(3))))
        .forEach(one -> found.put(one.getKey(), one.getValue()));
    Map<String, Cost> truth = new TreeMap<>();
    month.clusters().forEach((cluster, cost) -> truth.put(cluster, scaled(cost)));
    assertThat(found).isEqualTo(truth);
  }

  @Test
  void theBillsSumUpToAllOfIt() {
    Cost sum = Cost.NONE;
    for (BillChange change : report.changes()) {
      BillTotal total = change.bill().totals().get(0);
      sum = sum.plus(new Cost(total.billed(), total.effective(), total.list()));
    }
    assertThat(sum).isEqualTo(scaled(month.total()));
  }

  @Test
  void runsOfDatabricksAreNamedByTheBill() {
    List<String> runs =
        engine.query(
            "SELECT DISTINCT x_PlatformRunId FROM %s WHERE x_PlatformRunId IS NOT NULL ORDER BY 1"
                .formatted(store.charges()),
            row -> row.string(0));
    assertThat(runs)
        .isEqualTo(
            month.attempts().stream()
                .filter(attempt -> attempt.platform().equals("databricks"))
                .map(BillMonth.Attempt::platformRunId)
                .sorted()
                .toList());
  }

  @Test
  void correctionsOfAnEarlierMonthSayThatTheyAre() {
    assertThat(
            engine.query(
                """
                SELECT ChargeDescription FROM %s WHERE ChargeClass = 'Correction'
                ORDER BY 1
                """
                    .formatted(store.charges()),
                row -> row.string(0)))
        .containsExactly(
            "PREMIUM_JOBS_COMPUTE restatement", "PREMIUM_JOBS_COMPUTE retraction", "Refund");
  }

  @Test
  void whatIsNoUsageHasItsCategory() {
    Map<String, BigDecimal> found = new TreeMap<>();
    engine
        .query(
            """
            SELECT ChargeCategory, sum(EffectiveCost) FROM %s
            WHERE ChargeCategory <> 'Usage' GROUP BY 1
            """
                .formatted(store.charges()),
            row -> Map.entry(row.string(0), new BigDecimal(row.string(1)).stripTrailingZeros()))
        .forEach(one -> found.put(one.getKey(), one.getValue()));
    assertThat(found)
        .isEqualTo(
            Map.of(
                "Adjustment", new BigDecimal("-3.25"),
                "Credit", new BigDecimal("-25.5"),
                "Purchase", new BigDecimal("168"), // a quarter of 672 hours
                "Tax", new BigDecimal("41.17")));
  }

  private static Attribution attribution(DuckDbEngine own) {
    return Attribution.of(
        own,
        store.charges(),
        RunFile.read(root.resolve("month/runs.jsonl")),
        AttributionRules.DEFAULT);
  }

  @Test
  void everyAttemptCostsWhatItCost() {
    try (DuckDbEngine own = DuckDbEngine.open()) {
      Map<String, Cost> found = new TreeMap<>();
      Cost shared = Cost.NONE;
      for (AttributedCost cost : attribution(own).costs()) {
        Cost one = new Cost(cost.costs().billed(), cost.costs().effective(), cost.costs().list());
        if (cost.clusterId().equals(Optional.of(BillMonth.SHARED_CLUSTER))) {
          shared = shared.plus(one);
        } else if (cost.run().isPresent()) {
          JobRun run = cost.run().get();
          found.merge(run.runId() + "/" + run.attempt(), one, Cost::plus);
        }
      }
      Map<String, Cost> truth = new TreeMap<>();
      month.attempts().stream()
          .filter(attempt -> !attempt.clusterId().equals(BillMonth.SHARED_CLUSTER))
          .forEach(attempt -> truth.put(attempt.name(), scaled(month.cost(attempt))));
      assertThat(found).isEqualTo(truth);
      assertThat(shared)
          .isEqualTo(scaled(month.clusters().getOrDefault(BillMonth.SHARED_CLUSTER, Cost.NONE)));
    }
  }

  @Test
  void aJobIsComparedOverTheMonth() {
    try (DuckDbEngine own = DuckDbEngine.open()) {
      CostComparison comparison =
          CostComparer.compare(
              attribution(own),
              new ComparisonRules(
                  "dns-tunnels",
                  "emr",
                  "databricks",
                  Basis.LIST,
                  BigDecimal.TEN,
                  BigDecimal.valueOf(60),
                  Map.of(),
                  List.of()));
      assertThat(comparison.reasons()).isEmpty();
      assertThat(comparison.pairs()).hasSize(28);
      assertThat(comparison.unpaired()).isEmpty();
      BigDecimal truth =
          month.attempts().stream()
              .filter(attempt -> attempt.job().equals("dns-tunnels"))
              .filter(attempt -> attempt.platform().equals("databricks"))
              .map(attempt -> month.cost(attempt).list())
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(comparison.to().costs().list()).isEqualByComparingTo(truth);
      assertThat(comparison.to().failedAttempts())
          .isEqualTo(
              month.attempts().stream()
                  .filter(attempt -> attempt.job().equals("dns-tunnels"))
                  .filter(attempt -> attempt.platform().equals("databricks"))
                  .filter(attempt -> !attempt.succeeded())
                  .count());
    }
  }

  /** Every amount that a comparison says, summed anew from the rows that it names. */
  @ParameterizedTest
  @CsvSource({
    "dns-tunnels, LIST, false",
    "dns-tunnels, EFFECTIVE, false",
    "detect-beacons, LIST, true",
    "detect-beacons, EFFECTIVE, true"
  })
  void everyNumberOfAComparisonIsASumOfRows(String job, Basis basis, boolean isOnSharedCluster) {
    try (DuckDbEngine own = DuckDbEngine.open()) {
      Attribution attribution = attribution(own);
      CostComparison comparison =
          CostComparer.compare(
              attribution,
              new ComparisonRules(
                  job,
                  "emr",
                  "databricks",
                  basis,
                  BigDecimal.TEN,
                  BigDecimal.valueOf(60),
                  Map.of(),
                  List.of()));
      assertThat(comparison.pairs()).isNotEmpty();
      assertThat(comparison.from().idle().on(basis).signum() > 0).isEqualTo(isOnSharedCluster);
      SummedAnew from = new SummedAnew(attribution, comparison, comparison.from());
      SummedAnew to = new SummedAnew(attribution, comparison, comparison.to());
      from.holds();
      to.holds();
      for (CostComparison.Pair pair : comparison.pairs()) {
        assertThat(pair.from().on(basis)).isCloseTo(from.bySuccess(pair), within(ROUNDED));
        assertThat(pair.to().on(basis)).isCloseTo(to.bySuccess(pair), within(ROUNDED));
      }
    }
  }

  /** One platform of a comparison, from rows of bills alone. */
  private static final class SummedAnew {
    private final Attribution attribution;
    private final CostComparison comparison;
    private final CostComparison.Side side;
    private final Basis basis;
    private final Map<String, List<TracedCharge>> rows;
    private final Map<String, BigDecimal> units = new TreeMap<>();
    private final Map<String, Long> successes = new TreeMap<>();

    SummedAnew(Attribution attribution, CostComparison comparison, CostComparison.Side side) {
      this.attribution = attribution;
      this.comparison = comparison;
      this.side = side;
      this.basis = comparison.basis();
      this.rows =
          charges(CostExplanation.of(attribution, comparison, side, Integer.MAX_VALUE)).stream()
              .collect(
                  Collectors.groupingBy(
                      row -> row.run().orElseThrow() + "/" + row.attempt().orElseThrow()));
    }

    /** Of each attempt, and of all. */
    void holds() {
      BigDecimal all = BigDecimal.ZERO;
      BigDecimal idle = BigDecimal.ZERO;
      BigDecimal failed = BigDecimal.ZERO;
      for (CostComparison.Counted counted : side.counted()) {
        String attempt = counted.run() + "/" + counted.attempt();
        List<TracedCharge> own = rows.getOrDefault(attempt, List.of());
        BigDecimal ofIdle = idle(counted);
        assertThat(own).allMatch(row -> row.file().isPresent());
        assertThat(counted.rows()).as(attempt).isEqualTo(own.size());
        assertThat(counted.costs().on(basis)).as(attempt).isEqualByComparingTo(sum(own));
        assertThat(counted.idleCosts().on(basis)).as(attempt).isCloseTo(ofIdle, within(ROUNDED));
        all = all.add(sum(own)).add(ofIdle);
        idle = idle.add(ofIdle);
        units.merge(counted.unit(), sum(own).add(ofIdle), BigDecimal::add);
        if (counted.succeeded().equals(Optional.of(false))) {
          failed = failed.add(sum(own));
        } else {
          successes.merge(counted.unit(), 1L, Long::sum);
        }
      }
      assertThat(side.costs().on(basis)).isCloseTo(all, within(ROUNDED));
      assertThat(side.idle().on(basis)).isCloseTo(idle, within(ROUNDED));
      assertThat(side.failed().on(basis)).isEqualByComparingTo(failed);
      assertThat(side.perSuccess().orElseThrow())
          .isCloseTo(divided(all, side.succeeded()), within(ROUNDED));
    }

    private BigDecimal idle(CostComparison.Counted counted) {
      BigDecimal sum = BigDecimal.ZERO;
      for (CostComparison.IdlePart part : counted.idle()) {
        BigDecimal all =
            sum(
                charges(
                    CostExplanation.ofIdleTime(
                        attribution, part.cluster(), basis, Integer.MAX_VALUE)));
        assertThat(part.idle().on(basis)).isEqualByComparingTo(all);
        sum =
            sum.add(
                all.multiply(part.own().on(basis))
                    .divide(part.runs().on(basis), MathContext.DECIMAL128));
      }
      return sum;
    }

    /** With an equal part of what was spent for nothing. */
    BigDecimal bySuccess(CostComparison.Pair pair) {
      BigDecimal wasted =
          units.entrySet().stream()
              .filter(unit -> !successes.containsKey(unit.getKey()))
              .map(Map.Entry::getValue)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      return divided(
              units.getOrDefault(pair.name(), BigDecimal.ZERO),
              successes.getOrDefault(pair.name(), 0L))
          .add(divided(wasted, comparison.pairs().size()));
    }

    private static BigDecimal divided(BigDecimal amount, long by) {
      return amount.divide(BigDecimal.valueOf(by), MathContext.DECIMAL128);
    }

    private static BigDecimal sum(List<TracedCharge> rows) {
      return rows.stream().map(TracedCharge::part).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  private static List<TracedCharge> charges(CostExplanation explanation) {
    return explanation.currencies().stream().flatMap(one -> one.charges().stream()).toList();
  }

  @Test
  void theSameSeedMakesTheSameMonth() {
    assertThat(BillMonth.of(11, YearMonth.of(2026, 2)).total()).isEqualTo(month.total());
    assertThat(BillMonth.of(12, YearMonth.of(2026, 2)).total()).isNotEqualTo(month.total());
  }

  @Test
  void theSameFilesAgainChangeNothing() {
    ImportReport again =
        new BillImport(engine, store, Progress.NONE)
            .run(
                new ImportRequest(
                    List.of(root.resolve("month/cur"), root.resolve("month/databricks")),
                    List.of(),
                    Optional.empty(),
                    Set.of()));
    Map<BillKind, BillChange.Action> actions = new EnumMap<>(BillKind.class);
    again.changes().forEach(change -> actions.put(change.bill().kind(), change.action()));
    assertThat(actions)
        .isEqualTo(
            Map.of(
                BillKind.CUR2, BillChange.Action.UNCHANGED,
                BillKind.DATABRICKS, BillChange.Action.UNCHANGED));
    assertThat(again.changes().stream().map(BillChange::bill))
        .isEqualTo(report.changes().stream().map(BillChange::bill).toList());
  }

  private static Cost cost(String billed, String effective, String list) {
    return scaled(
        new Cost(new BigDecimal(billed), new BigDecimal(effective), new BigDecimal(list)));
  }

  private static Cost scaled(Cost cost) {
    return new Cost(
        cost.billed().setScale(12), cost.effective().setScale(12), cost.list().setScale(12));
  }
}
