package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.cost.CostComparison.Verdict;
import dev.bering.engine.DuckDbEngine;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostComparerTest {

  private static DuckDbEngine engine;

  private final ChargeRows charges = new ChargeRows();
  private final List<JobRun> runs = new ArrayList<>();

  @BeforeAll
  static void open() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  /** A run of an hour on EMR, billed. */
  private RunBuilder emr(int day, String cost) {
    return run("emr", "j-" + day, day, cost, "AWS", "ElasticMapReduce");
  }

  /** A run of an hour on Databricks, billed. */
  private RunBuilder databricks(int day, String cost) {
    return run("databricks", "d-" + day, day, cost, "Databricks", "JOBS");
  }

  private RunBuilder run(
      String platform, String cluster, int day, String cost, String provider, String service) {
    String from = "2026-03-%02d 01:00:00".formatted(day);
    String until = "2026-03-%02d 02:00:00".formatted(day);
    String half = new BigDecimal(cost).divide(BigDecimal.valueOf(2)).toPlainString();
    charges.add(from, until, half, "x_ClusterId=" + cluster);
    charges.add(
        from,
        until,
        half,
        "x_ClusterId=" + cluster,
        "ProviderName=" + provider,
        "ServiceName=" + service);
    return unbilled(platform, cluster, day);
  }

  private static RunBuilder unbilled(String platform, String cluster, int day) {
    return new RunBuilder(platform + "-" + day)
        .on(platform)
        .cluster(cluster)
        .own()
        .date("2026-03-%02d".formatted(day))
        .from("2026-03-%02dT01:10:00Z".formatted(day))
        .until("2026-03-%02dT01:50:00Z".formatted(day))
        .coreHours(4);
  }

  /** As many pairs, each of one cost on each platform. */
  private void pairs(int count, String emr, String databricks) {
    for (int day = 1; day <= count; day++) {
      runs.add(emr(day, emr).build());
      runs.add(databricks(day, databricks).build());
    }
  }

  private CostComparison compare() {
    return compare(Basis.EFFECTIVE, Map.of());
  }

  private Attribution attribution() {
    return Attribution.of(engine, charges.in(engine), runs, AttributionRules.DEFAULT);
  }

  private CostComparison compare(Basis basis, Map<String, String> declared) {
    return CostComparer.compare(attribution(), rules(basis, declared));
  }

  private static ComparisonRules rules(Basis basis, Map<String, String> declared) {
    return new ComparisonRules(
        "etl",
        "emr",
        "databricks",
        basis,
        BigDecimal.TEN,
        BigDecimal.valueOf(5),
        declared,
        List.of());
  }

  @Test
  void whatCostsLessIsWithin() {
    pairs(6, "2", "1.5");
    CostComparison comparison = compare();
    assertThat(comparison.reasons()).isEmpty();
    assertThat(comparison.verdict()).isEqualTo(Verdict.WITHIN);
    assertThat(comparison.ratio()).contains(new RatioInterval(6, 0.75, 0.75, 0.75));
    assertThat(comparison.decomposition())
        .contains(new CostComparison.Decomposition(0.75, 0.75, 1, 1));
  }

  @Test
  void whatCostsMoreThanItMayIsOver() {
    pairs(6, "2", "2.4");
    assertThat(compare().verdict()).isEqualTo(Verdict.OVER);
  }

  @Test
  void anIntervalThatHoldsTheLimitSaysNothing() {
    pairs(4, "2", "2");
    runs.add(emr(5, "2").build());
    runs.add(databricks(5, "3").build());
    CostComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(comparison.reasons())
        .containsExactly("the interval from 1.000 to 1.500 holds the limit of 1.100");
  }

  @Test
  void fewerThanFivePairsSayNothing() {
    pairs(4, "2", "1");
    assertThat(compare().reasons()).containsExactly("4 pairs, and it takes 5");
  }

  @Test
  void aFailedAttemptMakesItsSuccessDearer() {
    pairs(6, "2", "2");
    charges.add("2026-03-03 05:00:00", "2026-03-03 06:00:00", "6", "x_ClusterId=d-9");
    charges.add(
        "2026-03-03 05:00:00",
        "2026-03-03 06:00:00",
        "2",
        "x_ClusterId=d-9",
        "ProviderName=Databricks",
        "ServiceName=JOBS");
    runs.add(unbilled("databricks", "d-9", 3).attempt(2).failed().build());
    CostComparison comparison = compare();
    assertThat(comparison.pairs().get(2).ratio()).hasValue(5);
    assertThat(comparison.to().failedAttempts()).isEqualTo(1);
    assertThat(comparison.to().failed().effective()).isEqualByComparingTo("8");
  }

  @Test
  void onlyAttemptsThatCountAreExplained() {
    pairs(5, "2", "1");
    runs.add(
        run("emr", "j-undated", 9, "7", "AWS", "ElasticMapReduce")
            .attempt(1)
            .undated()
            .failed()
            .build());
    runs.add(run("emr", "j-dated", 9, "3", "AWS", "ElasticMapReduce").attempt(2).build());
    runs.add(databricks(9, "1").build());
    Attribution attribution = attribution();
    CostComparison comparison = CostComparer.compare(attribution, rules(Basis.EFFECTIVE, Map.of()));
    assertThat(
            CostExplanation.of(attribution, comparison, comparison.from(), 1)
                .currencies()
                .get(0)
                .cost())
        .isEqualByComparingTo("13");
    assertThat(
            attribution.costs().stream()
                .filter(comparison.countedOn(comparison.from()))
                .flatMap(cost -> cost.clusterId().stream()))
        .contains("j-dated")
        .doesNotContain("j-undated");
  }

  @Test
  void aDateWithoutSuccessIsWasteOfAllOthers() {
    pairs(6, "2", "2");
    runs.add(emr(7, "2").build());
    runs.add(databricks(7, "6").failed().build());
    CostComparison comparison = compare();
    assertThat(comparison.pairs()).hasSize(6);
    assertThat(comparison.pairs().get(0).to().effective()).isEqualByComparingTo("3");
    assertThat(comparison.verdict()).isEqualTo(Verdict.OVER);
    assertThat(comparison.unpaired())
        .containsExactly(
            new CostComparison.Unpaired(
                "emr", "emr-7", "none on databricks for 2026-03-07 succeeded"),
            new CostComparison.Unpaired(
                "databricks", "databricks-7", "none for 2026-03-07 succeeded; counted as waste"));
  }

  @Test
  void idleTimeOfASharedClusterIsPartOfWhatItsRunsCost() {
    for (int day = 1; day <= 6; day++) {
      runs.add(unbilled("emr", "j-all", day).build());
      runs.add(databricks(day, "3").build());
    }
    for (String service : List.of("AmazonEC2", "ElasticMapReduce")) {
      for (int day = 1; day <= 6; day++) {
        charges.add(
            "2026-03-%02d 01:10:00".formatted(day),
            "2026-03-%02d 02:30:00".formatted(day),
            "1",
            "x_ClusterId=j-all",
            "ServiceName=" + service);
      }
    }
    CostComparison comparison = compare();
    assertThat(comparison.from().costs().effective()).isEqualByComparingTo("12");
    assertThat(comparison.from().idle().effective()).isEqualByComparingTo("6");
    SummedAnew.holds(attribution(), comparison);
    assertThat(comparison.pairs().get(0).ratio()).hasValue(1.5);
  }

  @Test
  void whatIsNotBilledIsNotCheap() {
    pairs(6, "2", "2");
    runs.add(emr(7, "2").build());
    runs.add(unbilled("databricks", "d-7", 7).build());
    assertThat(compare().reasons())
        .containsExactly(
            "no bill has charges of databricks-7",
            "pair 2026-03-07 has a cost that is not above zero");
  }

  @Test
  void softwareWithoutMachinesIsHalfABill() {
    pairs(6, "2", "1");
    runs.add(emr(7, "2").build());
    runs.add(unbilled("databricks", "d-7", 7).build());
    charges.add(
        "2026-03-07 01:00:00",
        "2026-03-07 02:00:00",
        "0.1",
        "x_ClusterId=d-7",
        "ProviderName=Databricks",
        "ServiceName=JOBS");
    charges.add(
        "2026-03-07 01:00:00",
        "2026-03-07 02:00:00",
        "0.1",
        "x_ClusterId=d-7",
        "ProviderName=databricks",
        "ServiceName=JOBS");
    assertThat(compare().reasons())
        .contains(
            "only the software and not the machines, or the other way round, is billed of"
                + " databricks-7");
  }

  /** What runs read and write, on days from the first one on. */
  private void storage(int days, String each, String... more) {
    for (int day = 1; day <= days; day++) {
      charges.add(
          "2026-03-%02d 01:00:00".formatted(day),
          "2026-03-%02d 02:00:00".formatted(day),
          each,
          Stream.concat(Stream.of("x_ClusterId=d-" + day, "ServiceName=AmazonS3"), Stream.of(more))
              .toArray(String[]::new));
    }
  }

  private static final String STORAGE_IS_MISSING =
      "AmazonS3 is billed of other runs on databricks, and not of databricks-5, databricks-6";

  @Test
  void aServiceThatMostRunsAreChargedForIsMissedInTheOthers() {
    pairs(6, "2", "1");
    storage(4, "0.2");
    assertThat(compare().reasons()).containsExactly(STORAGE_IS_MISSING);
    assertThat(compare().verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void aServiceIsMissedAlsoWhereNothingCostsAnything() {
    pairs(6, "2", "0");
    storage(4, "0");
    assertThat(compare().reasons()).contains(STORAGE_IS_MISSING);
  }

  @ParameterizedTest
  @CsvSource({"3, 0.5", "4, 0.15"})
  void aServiceThatFewRunsAreChargedForOrLittleIsMissedInNone(int days, String each) {
    pairs(6, "2", "1");
    storage(days, each);
    assertThat(compare().reasons()).isEmpty();
  }

  @Test
  void howMuchAServiceIsIsSaidOfEachCurrency() {
    pairs(6, "2000", "1000");
    storage(4, "20", "BillingCurrency=EUR");
    assertThat(compare().reasons())
        .containsExactly("costs are in different currencies: EUR, USD", STORAGE_IS_MISSING);
  }

  @Test
  void billsThatEndTooEarlySayNothing() {
    pairs(5, "2", "1");
    runs.add(emr(6, "2").until("2026-03-06T04:00:00Z").build());
    runs.add(databricks(6, "1").build());
    assertThat(compare().reasons()).containsExactly("bills end before the end of emr-6");
  }

  @Test
  void aBillMayEndBeforeThatOfAnotherAccount() {
    pairs(6, "2", "1");
    for (String day : List.of("06 02:00:00", "07 02:00:00")) {
      String account = "BillingAccountId=" + (day.startsWith("06") ? "1" : "2");
      charges.add("2026-03-06 01:00:00", "2026-03-" + day, "0.01", "x_ClusterId=j-7", account);
    }
    runs.add(
        unbilled("emr", "j-7", 7)
            .from("2026-03-06T01:00:00Z")
            .until("2026-03-06T04:00:00Z")
            .build());
    runs.add(databricks(7, "1").build());
    assertThat(compare().reasons()).contains("bills end before the end of emr-7");
  }

  @Test
  void usageThatIsNobodysMightBeTheirs() {
    pairs(6, "2", "1");
    charges.add("01:00", "02:00", "1");
    charges.add("01:00", "02:00", "100", "ServiceName=AmazonRDS");
    assertThat(compare().reasons())
        .containsExactly(
            "7.7 % of what is charged for AmazonEC2, ElasticMapReduce in USD is nobody's, and no"
                + " more than 5 % may be",
            "14.3 % of what is charged for AmazonEC2, JOBS in USD is nobody's, and no more than 5"
                + " % may be");
  }

  @Test
  void listPricesAreNoEffectiveCosts() {
    pairs(5, "2", "1");
    runs.add(emr(6, "2").build());
    runs.add(databricks(6, "1").build());
    charges.add(
        "2026-03-06 01:00:00",
        "2026-03-06 02:00:00",
        "0.1",
        "x_ClusterId=d-6",
        "ProviderName=Databricks",
        "ServiceName=JOBS",
        "x_PriceSource=list");
    assertThat(compare().reasons())
        .containsExactly(
            "databricks has list prices only, which are no effective costs; --basis list compares"
                + " list prices of both");
    assertThat(compare(Basis.LIST, Map.of()).verdict()).isEqualTo(Verdict.WITHIN);
    assertThat(compare(Basis.LIST, Map.of()).notes())
        .containsExactly("databricks has list prices only");
  }

  @Test
  void currenciesAreNotCompared() {
    pairs(6, "2", "1");
    charges.add(
        "2026-03-06 01:00:00",
        "2026-03-06 02:00:00",
        "0.1",
        "x_ClusterId=d-6",
        "BillingCurrency=EUR");
    CostComparison comparison = compare();
    assertThat(comparison.reasons()).containsExactly("costs are in different currencies: EUR, USD");
    assertThat(comparison.ratio()).isEmpty();
    assertThat(comparison.currency()).isEmpty();
  }

  @Test
  void amountsOfSeveralCurrenciesAreNotAddedUp() {
    pairs(6, "2", "1");
    for (String currency : List.of("EUR", "USD")) {
      String in = "BillingCurrency=" + currency;
      charges.add("2026-03-06 01:00:00", "2026-03-06 02:00:00", "1", "x_ClusterId=d-6", in);
      charges.add("2026-03-06 01:00:00", "2026-03-06 02:00:00", "3", "bering_job=etl", in);
      charges.add("2026-03-06 01:00:00", "2026-03-06 02:00:00", "1", in);
    }
    assertThat(compare().reasons())
        .containsExactly(
            "costs are in different currencies: EUR, USD",
            "20.0 % of what is charged for AmazonEC2 in EUR is nobody's, and no more than 5 % may"
                + " be",
            "3 EUR is tagged with this job or its pipeline, and with no run that is known",
            "6.3 % of what is charged for AmazonEC2, ElasticMapReduce in USD is nobody's, and no"
                + " more than 5 % may be",
            "9.1 % of what is charged for AmazonEC2, JOBS in USD is nobody's, and no more than 5 %"
                + " may be",
            "3 USD is tagged with this job or its pipeline, and with no run that is known");
  }

  @Test
  void pairsMayBeDeclared() {
    pairs(6, "2", "1");
    CostComparison comparison =
        compare(Basis.EFFECTIVE, Map.of("emr-1", "databricks-2", "emr-3", "databricks-3"));
    assertThat(comparison.pairs())
        .extracting(CostComparison.Pair::name)
        .containsExactly("emr-1 and databricks-2", "emr-3 and databricks-3");
    assertThat(comparison.unpaired()).hasSize(8);
    assertThatThrownBy(() -> compare(Basis.EFFECTIVE, Map.of("emr-1", "databricks-22")))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot pair run 'databricks-22': it is no run of etl on databricks.");
  }

  @Test
  void aJobThatNeverRanThereIsRefused() {
    runs.add(emr(1, "2").build());
    assertThatThrownBy(this::compare)
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot compare etl: no run of it was on 'databricks'.");
  }

  @Test
  void anIntervalIsAsWideAsFewValuesAsk() {
    assertThat(RatioInterval.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0)))
        .isEqualTo(new RatioInterval(5, 3, 1, 5));
    assertThat(RatioInterval.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)))
        .isEqualTo(new RatioInterval(9, 5, 2, 8));
    assertThat(RatioInterval.of(List.of(1.0))).isEqualTo(new RatioInterval(1, 1, 1, 1));
  }

  @Test
  void whatIsTaggedWithTheJobAndIsOfNoRunMightBeOfItsRuns() {
    pairs(6, "2", "2");
    charges.add("2026-03-03 05:00:00", "2026-03-03 06:00:00", "3", "bering_job=etl");
    charges.add("2026-03-03 05:00:00", "2026-03-03 06:00:00", "50", "bering_job=another");
    assertThat(compare().reasons())
        .containsExactly(
            "3 USD is tagged with this job or its pipeline, and with no run that is known");
  }

  @Test
  void aSmallSideIsNotHiddenByALargeOne() {
    pairs(6, "100", "2");
    charges.add(
        "2026-03-03 05:00:00",
        "2026-03-03 06:00:00",
        "6",
        "ProviderName=Databricks",
        "ServiceName=JOBS");
    assertThat(compare().verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(compare().reasons()).singleElement().asString().contains("is nobody's");
  }

  @Test
  void amountsOfAnotherCurrencyExplainNothing() {
    pairs(6, "2", "2");
    charges.add("2026-03-03 05:00:00", "2026-03-03 06:00:00", "4");
    charges.add(
        "2026-03-03 05:00:00",
        "2026-03-03 06:00:00",
        "100000",
        "BillingCurrency=JPY",
        "bering_job=another");
    assertThat(compare().reasons()).anySatisfy(why -> assertThat(why).contains("is nobody's"));
  }

  @Test
  void idleTimeOfDaysWithoutTheJobIsNotItsRuns() {
    for (int day = 1; day <= 6; day++) {
      charges.add(
          "2026-03-%02d 01:00:00".formatted(day),
          "2026-03-%02d 05:00:00".formatted(day),
          "8",
          "x_ClusterId=j-shared",
          "ServiceName=ElasticMapReduce");
      charges.add(
          "2026-03-%02d 01:00:00".formatted(day),
          "2026-03-%02d 05:00:00".formatted(day),
          "8",
          "x_ClusterId=j-shared");
      runs.add(unbilled("emr", "j-shared", day).shared().build());
      runs.add(databricks(day + 10, "2").date("2026-03-%02d".formatted(day)).build());
    }
    assertThat(compare().verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(compare().reasons())
        .contains(
            "a shared cluster was idle, and the runs on emr and databricks are of different times:"
                + " idle time of days without runs of this job would count");
  }

  @Test
  void aRunWhoseEndNobodyKnowsMayBeBilledInPart() {
    pairs(6, "2", "2");
    runs.set(0, endless(runs.get(0)));
    assertThat(compare().reasons())
        .containsExactly("nobody knows when these ended, and whether all of them is billed: emr-1");
  }

  private static JobRun endless(JobRun run) {
    return new JobRun(
        run.job(),
        run.pipeline(),
        run.platform(),
        run.runId(),
        run.attempt(),
        run.clusterId(),
        run.clusterUse(),
        run.platformRunId(),
        run.startedAt(),
        java.util.Optional.empty(),
        run.succeeded(),
        run.logicalDate(),
        run.bytesRead(),
        run.rowsRead(),
        run.coreHours(),
        run.memoryGibHours(),
        run.tags());
  }

  @Test
  void aTagThatTwoRunsHaveIsNobodys() {
    pairs(6, "2", "2");
    for (int day = 1; day <= 2; day++) {
      runs.add(
          new RunBuilder("scheduled-1")
              .on(day == 1 ? "emr" : "databricks")
              .from("2026-03-03T03:00:00Z")
              .until("2026-03-03T04:00:00Z")
              .date("2026-03-20")
              .build());
    }
    charges.add("2026-03-03 03:00:00", "2026-03-03 04:00:00", "5", "bering_run=scheduled-1");
    CostComparison comparison = compare();
    assertThat(comparison.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(comparison.reasons())
        .anySatisfy(why -> assertThat(why).contains("is nobody's"))
        .anySatisfy(why -> assertThat(why).contains("no bill has charges of scheduled-1"));
  }
}
