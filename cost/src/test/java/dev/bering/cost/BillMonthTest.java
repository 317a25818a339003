package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.cost.BillMonth.Cost;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.Progress;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A month of which the truth is known, through the import and back. */
class BillMonthTest {

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
    "dns-tunnels, LIST",
    "dns-tunnels, EFFECTIVE",
    "detect-beacons, LIST",
    "detect-beacons, EFFECTIVE"
  })
  void everyNumberOfAComparisonIsASumOfRows(String job, Basis basis) {
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
      SummedAnew.holds(attribution, comparison);
      assertThat(CostExplanation.of(attribution, comparison, comparison.to(), 1).currencies())
          .allMatch(one -> one.charges().get(0).file().isPresent());
    }
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
