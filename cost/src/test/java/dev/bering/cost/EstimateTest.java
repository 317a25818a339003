package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bering.engine.DuckDbEngine;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstimateTest {

  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder;

  private static DuckDbEngine engine;

  @BeforeAll
  static void open() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static EstimateRules rules(String name) {
    return new EstimateRules(name, Instant.parse("2026-03-20T00:00:00Z"), Basis.EFFECTIVE, DAY);
  }

  private void importMonth(BillMonth month, String name) throws IOException {
    month.write(folder.resolve(name));
    new BillImport(engine, BillStore.at(folder.resolve("bills")), Progress.NONE)
        .run(
            new ImportRequest(
                List.of(folder.resolve(name + "/cur"), folder.resolve(name + "/databricks")),
                List.of(),
                Optional.empty(),
                Set.of()));
  }

  private Attribution attributed(List<JobRun> runs) {
    return Attribution.of(
        engine, BillStore.at(folder.resolve("bills")).charges(), runs, AttributionRules.DEFAULT);
  }

  @Test
  void aMonthIsEstimatedByTheOneBeforeAndHeldAgainstItsOwnBill() throws IOException {
    BillMonth first = BillMonth.of(3, YearMonth.of(2025, 2));
    BillMonth second = BillMonth.of(4, YearMonth.of(2025, 3));
    BillStore store = BillStore.at(folder.resolve("bills"));
    importMonth(first, "first");
    second.write(folder.resolve("second"));
    List<JobRun> runs = new ArrayList<>(RunFile.read(folder.resolve("first/runs.jsonl")));
    runs.addAll(RunFile.read(folder.resolve("second/runs.jsonl")));

    Attribution before = attributed(runs);
    Estimate estimate =
        CostEstimator.estimate(
            before, store.bills(engine), rules("march"), List.of(), Reconciliation.NONE);
    assertThat(estimate.unknown()).isEmpty();
    // Databricks bills nothing after the last run of the month, so that its last day is open.
    List<BillMonth.Attempt> open = lastDayOf(first);
    assertThat(open).hasSize(4);
    assertThat(estimate.runCount()).isEqualTo(open.size() + second.attempts().size());
    Estimate.OfJob beacons =
        estimate.jobs().stream()
            .filter(job -> job.job().equals("detect-beacons") && job.platform().equals("emr"))
            .findFirst()
            .orElseThrow();
    List<BillMonth.Attempt> measured =
        first.attempts().stream()
            .filter(one -> one.job().equals("detect-beacons") && one.platform().equals("emr"))
            .toList();
    assertThat(beacons.rate().unit()).isEqualTo(RateUnit.CORE_HOUR);
    assertThat(beacons.rate().months()).containsExactly(YearMonth.of(2025, 2));
    assertThat(beacons.rate().runs()).isEqualTo(measured.size());
    assertThat(beacons.rate().amount().doubleValue())
        .isCloseTo(
            sum(measured.stream().map(one -> first.cost(one).effective()).toList())
                .divide(
                    sum(measured.stream().map(BillMonth.Attempt::coreHours).toList()),
                    MathContext.DECIMAL64)
                .doubleValue(),
            within(1e-12));

    EstimateStore kept = EstimateStore.of(store);
    kept.keep(estimate);
    List<Estimate> read = kept.read(kept.names());
    assertThat(read).containsExactly(estimate);
    Reconciliation early = Reconciliation.of(before, store.bills(engine), read, DAY);
    assertThat(early.runs()).allMatch(run -> run.isWaiting() && run.error().isEmpty());
    assertThat(early.totals().get(0).mape()).isEmpty();
    assertThat(early.totals().get(0).waiting()).isEqualTo(estimate.runCount());

    importMonth(second, "second");
    Attribution after = attributed(runs);
    Reconciliation reconciled = Reconciliation.of(after, store.bills(engine), read, DAY);
    List<BillMonth.Attempt> openAgain = lastDayOf(second);
    long billed = estimate.runCount() - openAgain.size();
    double[] errors = new double[1];
    for (BillMonth.Attempt attempt :
        Stream.concat(open.stream(), second.attempts().stream()).toList()) {
      Reconciliation.OfRun run =
          reconciled.runs().stream()
              .filter(
                  one -> one.run().equals(attempt.runId()) && one.attempt() == attempt.attempt())
              .findFirst()
              .orElseThrow();
      if (openAgain.contains(attempt)) {
        assertThat(run.isWaiting()).isTrue();
        continue;
      }
      if (attempt.clusterId().equals(BillMonth.SHARED_CLUSTER)) {
        assertThat(run.billed()).isPresent();
      } else {
        assertThat(run.billed().orElseThrow())
            .isEqualByComparingTo(
                (open.contains(attempt) ? first : second)
                    .cost(attempt)
                    .effective()
                    .setScale(12, RoundingMode.HALF_UP));
      }
      errors[0] += Math.abs(run.percent().orElseThrow());
    }
    Reconciliation.Total total = reconciled.totals().get(0);
    assertThat(total.runs()).isEqualTo(billed);
    assertThat(total.waiting()).isEqualTo(openAgain.size());
    assertThat(total.lost()).isZero();
    assertThat(total.mape().orElseThrow()).isCloseTo(errors[0] / billed, within(1e-9));
    assertThat(total.error()).isEqualByComparingTo(total.estimate().subtract(total.billed()));
    // The months differ in length of runs and in prices, not in what a core-hour is made of.
    assertThat(Math.abs(total.bias().orElseThrow())).isBetween(0.001, 10.0);
    assertThat(total.mape().orElseThrow()).isBetween(0.1, 20.0);
  }

  /** Runs on Databricks less than a day before the last charge, which is of the teardown. */
  private static List<BillMonth.Attempt> lastDayOf(BillMonth month) {
    List<BillMonth.Attempt> all =
        month.attempts().stream().filter(one -> one.platform().equals("databricks")).toList();
    Instant last =
        all.stream().map(BillMonth.Attempt::endedAt).max(Instant::compareTo).orElseThrow();
    return all.stream()
        .filter(one -> one.endedAt().plus(DAY).isAfter(last.plus(Duration.ofMinutes(2))))
        .toList();
  }

  private static BigDecimal sum(List<BigDecimal> amounts) {
    return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Bill bill(String month, int lastDay, String importedAt, BillNote... notes) {
    return new Bill(
        "aws_1_" + month,
        "AWS",
        "1",
        YearMonth.parse(month),
        BillKind.FOCUS,
        List.of(),
        1,
        List.of(),
        IntStream.rangeClosed(1, lastDay).boxed().toList(),
        List.of(notes),
        Instant.parse(importedAt));
  }

  private static final Bill MARCH = bill("2026-03", 8, "2026-03-09T00:00:00Z");

  /** A run of an hour each day from 2026-03-01 on, each on a cluster of its own. */
  private static List<JobRun> daily(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            day ->
                new RunBuilder("r" + day)
                    .cluster("c" + day)
                    .own()
                    .from("2026-03-%02dT01:00:00Z".formatted(day))
                    .until("2026-03-%02dT02:00:00Z".formatted(day))
                    .coreHours(4)
                    .build())
        .toList();
  }

  private static ChargeRows charges(String... costs) {
    ChargeRows rows = new ChargeRows();
    for (int day = 1; day <= costs.length; day++) {
      if (!costs[day - 1].isEmpty()) {
        charge(rows, day, costs[day - 1]);
      }
    }
    return rows;
  }

  private static ChargeRows charge(ChargeRows rows, int day, String cost, String... words) {
    List<String> all = new ArrayList<>(List.of("x_ClusterId=c" + day, "BillingAccountId=1"));
    all.addAll(List.of(words));
    return rows.add(
        "2026-03-%02d 01:00:00".formatted(day),
        "2026-03-%02d 02:00:00".formatted(day),
        cost,
        all.toArray(String[]::new));
  }

  private static Attribution attribution(ChargeRows rows, List<JobRun> runs) {
    return Attribution.of(engine, rows.in(engine), runs, AttributionRules.DEFAULT);
  }

  private static String states(ChargeRows rows, List<JobRun> runs, Bill... bills) {
    BilledRuns billed = new BilledRuns(attribution(rows, runs), List.of(bills), DAY);
    return runs.stream()
        .map(run -> run.runId() + " " + billed.state(run))
        .collect(Collectors.joining(", "));
  }

  @Test
  void aRunIsNotBilledUntilTheBillReachesBeyondItsEnd() {
    assertThat(states(charges("1", "1", "", "1"), daily(5), MARCH))
        .isEqualTo("r1 BILLED, r2 BILLED, r3 ABSENT, r4 WAITING, r5 WAITING");
  }

  @Test
  void aRunOfAMonthWithoutABillIsNotBilled() {
    ChargeRows rows = charges("1");
    rows.add("2026-05-01 01:00:00", "2026-05-01 02:00:00", "1", "BillingAccountId=1");
    JobRun april =
        new RunBuilder("april").from("2026-04-01T01:00:00Z").until("2026-04-01T02:00:00Z").build();
    assertThat(
            states(
                rows,
                List.of(daily(1).get(0), april),
                MARCH,
                bill("2026-05", 1, "2026-05-03T00:00:00Z")))
        .isEqualTo("r1 BILLED, april WAITING");
  }

  /** A run on the last day of the month. */
  private static JobRun last(String id, String from, String until) {
    return new RunBuilder(id)
        .from("2026-03-31T%s:00Z".formatted(from))
        .until("2026-03-31T%s:00Z".formatted(until))
        .build();
  }

  @Test
  void aBillThatWasReadAfterItsMonthHasAllOfIt() {
    ChargeRows rows = charges("1");
    rows.add("2026-03-31 00:00:00", "2026-03-31 23:00:00", "1", "BillingAccountId=1");
    List<JobRun> runs = List.of(daily(1).get(0), last("last", "19:00", "20:30"));
    assertThat(states(rows, runs, bill("2026-03", 31, "2026-04-01T23:00:00Z")))
        .isEqualTo("r1 BILLED, last WAITING");
    assertThat(states(rows, runs, bill("2026-03", 31, "2026-04-02T00:00:00Z")))
        .isEqualTo("r1 BILLED, last ABSENT");
  }

  @Test
  void aBillThatEndsBeforeItsMonthIsNotWholeHoweverLateItIsRead() {
    ChargeRows rows = charges("1");
    rows.add("2026-03-31 00:00:00", "2026-03-31 06:00:00", "1", "BillingAccountId=1");
    List<JobRun> runs =
        List.of(
            daily(1).get(0), last("before", "04:00", "05:00"), last("behind", "07:00", "08:00"));
    assertThat(states(rows, runs, bill("2026-03", 31, "2026-04-05T00:00:00Z")))
        .isEqualTo("r1 BILLED, before WAITING, behind WAITING");
  }

  @Test
  void aRunWaitsForEveryServiceOfItsJob() {
    ChargeRows rows = charges("1", "1", "1", "1", "1");
    charge(rows, 1, "1", "ServiceName=AmazonEMR");
    charge(rows, 2, "1", "ServiceName=AmazonEMR");
    assertThat(states(rows, daily(4), MARCH))
        .isEqualTo("r1 BILLED, r2 BILLED, r3 WAITING, r4 WAITING");
  }

  @Test
  void aRunOfADayWithoutUsageOfAServiceOfItsJobIsNotWhole() {
    ChargeRows rows = charges("1", "1", "1", "1", "1", "1");
    charge(rows, 1, "1", "ServiceName=AmazonEMR");
    charge(rows, 5, "1", "ServiceName=AmazonEMR");
    BillNote gap =
        new BillNote(
            Oddity.GAP,
            2,
            "no usage of AmazonEMR from 2026-03-02 to 2026-03-03, though before and after");
    BillNote other =
        new BillNote(Oddity.GAP, 1, "no usage of AWSGlue on 2026-03-01, though before and after");
    BillNote day =
        new BillNote(Oddity.GAP, 1, "no usage of AmazonEMR on 2026-03-04, though before and after");
    assertThat(states(rows, daily(5), bill("2026-03", 8, "2026-03-09T00:00:00Z", gap, other, day)))
        .isEqualTo("r1 BILLED, r2 GAP, r3 GAP, r4 GAP, r5 BILLED");
  }

  @Test
  void aRunThatSharedAClusterThatNothingMeasuresIsNotWhole() {
    ChargeRows rows = new ChargeRows();
    for (int hour = 1; hour < 6; hour++) {
      rows.add(
          "0%d:00".formatted(hour),
          "0%d:00".formatted(hour + 1),
          "1",
          "x_ClusterId=c1",
          "BillingAccountId=1");
    }
    rows.add("2026-03-08 01:00:00", "2026-03-08 02:00:00", "1", "BillingAccountId=1");
    List<JobRun> runs =
        List.of(
            new RunBuilder("one").cluster("c1").shared().from("01:00").until("03:00").build(),
            new RunBuilder("two").cluster("c1").shared().from("02:00").until("04:00").build(),
            new RunBuilder("alone").cluster("c1").shared().from("05:00").until("06:00").build(),
            new RunBuilder("within").cluster("c1").shared().from("02:10").until("02:20").build());
    assertThat(states(rows, runs, MARCH))
        .isEqualTo("one PARTLY, two PARTLY, alone BILLED, within PARTLY");
  }

  @Test
  void runsOfOneNameOnThePlatformAreNotWhole() {
    ChargeRows rows =
        new ChargeRows()
            .add("01:00", "02:00", "1", "x_ClusterId=c1", "BillingAccountId=1")
            .add("01:00", "02:00", "1", "x_ClusterId=c1", "x_PlatformRunId=7", "BillingAccountId=1")
            .add("2026-03-08 01:00:00", "2026-03-08 02:00:00", "1", "BillingAccountId=1");
    List<JobRun> runs =
        List.of(
            new RunBuilder("one")
                .cluster("c1")
                .own()
                .platformRun("7")
                .from("01:00")
                .until("02:00")
                .build(),
            new RunBuilder("two").platformRun("7").from("01:00").until("02:00").build());
    assertThat(states(rows, runs, MARCH)).startsWith("one PARTLY");
  }

  @Test
  void aProviderIsOneHoweverItIsSpelt() {
    ChargeRows rows = charges("1");
    charge(rows, 2, "1", "ProviderName=Amazon Web Services");
    charge(rows, 4, "1", "ProviderName=amazon");
    assertThat(states(rows, daily(3), MARCH)).isEqualTo("r1 BILLED, r2 BILLED, r3 ABSENT");
  }

  @Test
  void aBillThatLeftOutRowsSaysOfNoRunWhatItCost() {
    BillNote unpriced = new BillNote(Oddity.UNPRICED, 1, "1 row of usage without a price");
    assertThat(
            states(
                charges("1", "1", "1"),
                daily(3),
                bill("2026-03", 8, "2026-03-09T00:00:00Z", unpriced)))
        .isEqualTo("r1 INCOMPLETE, r2 INCOMPLETE, r3 WAITING");
  }

  @Test
  void aRunWaitsForTheBillsOfAllAccountsOfItsJob() {
    ChargeRows rows = charges("1", "1", "1", "1");
    charge(rows, 1, "1", "ProviderName=Databricks", "ServiceName=JOBS");
    Bill databricks =
        new Bill(
            "databricks_1_2026-03",
            "Databricks",
            "1",
            YearMonth.parse("2026-03"),
            BillKind.DATABRICKS,
            List.of(),
            1,
            List.of(),
            List.of(1),
            List.of(),
            Instant.parse("2026-03-09T00:00:00Z"));
    assertThat(states(rows, daily(3), MARCH, databricks))
        .isEqualTo("r1 WAITING, r2 WAITING, r3 WAITING");
  }

  @Test
  void whatNobodyCanEstimateIsNamedWithWhy() {
    List<JobRun> runs = new ArrayList<>(daily(4));
    runs.add(new RunBuilder("open").from("2026-03-04T01:00:00Z").build());
    runs.add(
        new RunBuilder("new")
            .job("other")
            .from("2026-03-04T01:00:00Z")
            .until("2026-03-04T02:00:00Z")
            .build());
    Estimate estimate =
        CostEstimator.estimate(
            attribution(charges("1", "1", "", "1"), runs),
            List.of(MARCH),
            rules("x"),
            List.of(),
            Reconciliation.NONE);
    assertThat(estimate.unknown())
        .extracting(one -> one.run() + ": " + one.why())
        .containsExactly(
            "open: it has not ended, as far as is known",
            "r3: the bills reach beyond its end and have no charge of it",
            "new: bills have no earlier run of its job there whole");
    assertThat(estimate.jobs())
        .extracting(job -> job.cost().stripTrailingZeros().toPlainString())
        .containsExactly("1");
  }

  @Test
  void whatDoesNotTellItsCoreHoursIsEstimatedByItsTime() {
    List<JobRun> runs = new ArrayList<>(daily(3));
    runs.add(
        new RunBuilder("r4")
            .cluster("c4")
            .own()
            .from("2026-03-04T01:00:00Z")
            .until("2026-03-04T04:00:00Z")
            .build());
    Estimate estimate =
        CostEstimator.estimate(
            attribution(charges("1", "3", "2"), runs),
            List.of(MARCH),
            rules("x"),
            List.of(),
            Reconciliation.NONE);
    assertThat(estimate.jobs())
        .extracting(
            job ->
                "%s %s %s of %d"
                    .formatted(
                        job.runs().get(0).run(),
                        job.cost().stripTrailingZeros().toPlainString(),
                        job.rate().unit(),
                        job.rate().runs()))
        .containsExactlyInAnyOrder("r3 2 CORE_HOUR of 2", "r4 6 HOUR of 2");
  }

  @Test
  void anEstimateTellsHowEarlierOnesTurnedOut() {
    List<JobRun> runs = daily(7);
    Estimate first =
        CostEstimator.estimate(
            attribution(charges("1", "1", "1"), runs.subList(0, 4)),
            List.of(MARCH),
            rules("first"),
            List.of(),
            Reconciliation.NONE);
    assertThat(first.runCount()).isEqualTo(2);
    Attribution later = attribution(charges("1", "1", "1.2", "0.5", "", "2"), runs);
    Reconciliation past = Reconciliation.of(later, List.of(MARCH), List.of(first), DAY);
    Reconciliation.Total total = past.totals().get(0);
    assertThat(total.estimate()).isEqualByComparingTo("2");
    assertThat(total.billed()).isEqualByComparingTo("1.7");
    assertThat(total.bias().orElseThrow()).isCloseTo(100 * 0.3 / 1.7, within(1e-9));
    assertThat(total.mape().orElseThrow()).isCloseTo((100 * 0.2 / 1.2 + 100) / 2, within(1e-9));
    assertThat(past.runs()).extracting(Reconciliation.OfRun::run).containsExactly("r4", "r3");
    Estimate second =
        CostEstimator.estimate(later, List.of(MARCH), rules("second"), List.of(), past);
    assertThat(second.jobs().get(0).rate().past()).contains(new Estimate.Past(2, 0.5, 1.2));
    Estimate again =
        new Estimate(
            "again",
            first.madeAt().plus(DAY),
            first.basis(),
            List.of(withCost(first.jobs().get(0), "r3", "0.5")),
            List.of());
    Reconciliation twice = Reconciliation.of(later, List.of(MARCH), List.of(again, first), DAY);
    assertThat(
            CostEstimator.estimate(later, List.of(MARCH), rules("fourth"), List.of(), twice)
                .jobs()
                .get(0)
                .rate()
                .past())
        .contains(new Estimate.Past(2, 0.5, 2.4));
    CostRate rate =
        new CostRate(
            Optional.empty(),
            "emr",
            RateUnit.CORE_HOUR,
            BigDecimal.ONE,
            "USD",
            "rates.yaml",
            LocalDate.of(2026, 1, 1));
    assertThat(
            CostEstimator.estimate(later, List.of(MARCH), rules("third"), List.of(rate), past)
                .jobs()
                .get(0)
                .rate()
                .past())
        .isEmpty();
  }

  /** The same job with one run, estimated otherwise. */
  private static Estimate.OfJob withCost(Estimate.OfJob job, String run, String cost) {
    BigDecimal amount = new BigDecimal(cost);
    return new Estimate.OfJob(
        job.job(),
        job.platform(),
        job.currency(),
        amount,
        job.rate(),
        List.of(new Estimate.OfRun(run, 1, BigDecimal.ONE, amount)));
  }

  @Test
  void aRunThatNobodyKnowsAnyMoreIsNamed() {
    List<JobRun> runs = daily(4);
    Estimate estimate =
        CostEstimator.estimate(
            attribution(charges("1", "1", "1"), runs),
            List.of(MARCH),
            rules("x"),
            List.of(),
            Reconciliation.NONE);
    Reconciliation reconciled =
        Reconciliation.of(
            attribution(charges("1", "1", "1", "", "1"), runs.subList(0, 3)),
            List.of(MARCH),
            List.of(estimate),
            DAY);
    assertThat(reconciled.runs())
        .extracting(run -> run.run() + " " + run.why().orElse("billed"))
        .containsExactly("r3 billed", "r4 no run of those that were given is called so");
    assertThat(reconciled.totals().get(0).lost()).isEqualTo(1);
    assertThat(reconciled.totals().get(0).estimate()).isEqualByComparingTo("1");
  }

  @Test
  void anEstimateThatLacksANumberOrAListIsRefused() throws IOException {
    EstimateStore store = EstimateStore.of(BillStore.at(folder));
    store.keep(
        CostEstimator.estimate(
            attribution(charges("1", "1"), daily(3)),
            List.of(MARCH),
            rules("april"),
            List.of(),
            Reconciliation.NONE));
    String text = Files.readString(store.file("april"));
    for (String lost : List.of("attempt", "runs", "jobs", "unknown", "months")) {
      assertThat(text).contains("\"" + lost + "\"");
      Files.writeString(store.file("april"), text.replace("\"" + lost + "\"", "\"x\""));
      assertThatThrownBy(() -> store.read(List.of("april")))
          .as(lost)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot read estimate %s/estimates/april.json: it is damaged.".formatted(folder));
    }
    assertThat(text).contains("\"attempt\" : 1");
    for (String attempt : List.of("\"1\"", "0", "1.5", "null")) {
      Files.writeString(
          store.file("april"), text.replace("\"attempt\" : 1", "\"attempt\" : " + attempt));
      assertThatThrownBy(() -> store.read(List.of("april")))
          .as(attempt)
          .isInstanceOf(UserException.class);
    }
    Files.writeString(store.file("april"), text);
    assertThat(store.read(List.of("april"))).hasSize(1);
  }

  private static Estimate empty(String name) {
    return new Estimate(
        name, Instant.parse("2026-03-20T00:00:00Z"), Basis.LIST, List.of(), List.of());
  }

  @Test
  void estimatesOfOneSecondAreKeptBesideEachOther() {
    EstimateStore store = EstimateStore.of(BillStore.at(folder));
    assertThat(store.keepBesideOthers(empty("t"))).isEqualTo(empty("t"));
    assertThat(store.keepBesideOthers(empty("t"))).isEqualTo(empty("t-2"));
    assertThat(store.keepBesideOthers(empty("t"))).isEqualTo(empty("t-3"));
    assertThat(store.read(store.names())).containsExactly(empty("t"), empty("t-2"), empty("t-3"));
    assertThatThrownBy(() -> store.keep(empty("t")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot keep estimate 't': %s/estimates/t.json is there already.".formatted(folder));
  }

  @Test
  void whatAKilledWriterLeftIsNoEstimateAndIsRemovedByTheNext() throws IOException {
    EstimateStore store = EstimateStore.of(BillStore.at(folder));
    store.keep(empty("april"));
    Path left = folder.resolve("estimates/.may.json.7.part");
    Files.writeString(left, "{\"format\": 1, ");
    assertThat(store.names()).containsExactly("april");
    store.keep(empty("may"));
    assertThat(left).doesNotExist();
    assertThat(store.read(store.names())).containsExactly(empty("april"), empty("may"));
  }

  @Test
  void anEstimateThatIsDamagedOrByAnotherNameIsRefused() throws IOException {
    EstimateStore store = EstimateStore.of(BillStore.at(folder));
    store.keep(empty("april"));
    String text = Files.readString(store.file("april"));
    Files.writeString(store.file("may"), text);
    Files.writeString(store.file("june"), text.substring(0, text.length() / 2));
    Files.writeString(store.file("july"), "{\"format\": 2}");
    assertThatThrownBy(() -> store.read(List.of("may", "june", "july", "august")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read estimate %1$s/estimates/may.json: it is the estimate 'april' by another name.
            Cannot read estimate %1$s/estimates/june.json: it is no whole JSON.
            Cannot read estimate %1$s/estimates/july.json: it has format 2, and this Bering reads format 1 of estimates.
            Cannot read estimate 'august': %1$s/estimates has none of that name."""
                .formatted(folder));
    assertThatThrownBy(() -> store.requireFree("../x"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot keep estimate '../x': that is no name of a file.");
  }
}
