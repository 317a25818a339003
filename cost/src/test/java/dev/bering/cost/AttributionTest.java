package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AttributionTest {

  private static DuckDbEngine engine;

  @BeforeAll
  static void open() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  /** Each consumer with its cost, as in {@code run a 1.5}. */
  private static List<String> who(ChargeRows charges, JobRun... runs) {
    Attribution attribution =
        Attribution.of(engine, charges.in(engine), List.of(runs), AttributionRules.DEFAULT);
    return attribution.costs().stream()
        .map(
            cost ->
                "%s %s"
                    .formatted(
                        cost.run()
                            .map(run -> "run " + run.runId() + "#" + run.attempt())
                            .or(() -> cost.name().map(name -> cost.kind().text() + " " + name))
                            .orElse(cost.kind().text()),
                        cost.costs().effective().stripTrailingZeros().toPlainString()))
        .sorted()
        .toList();
  }

  private static RunBuilder run(String id) {
    return new RunBuilder(id);
  }

  @Test
  void aClusterOfOneRunIsTheRunsFromStartUpToTeardown() {
    assertThat(
            who(
                new ChargeRows()
                    .add("01:00", "02:00", "1", "x_ClusterId=j-1")
                    .add("02:00", "03:00", "2", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:10").until("02:20").build()))
        .containsExactly("run a#1 3");
  }

  @Test
  void attemptsOnOneClusterAreToldApartByTheirTimes() {
    assertThat(
            who(
                new ChargeRows().add("01:00", "02:00", "6", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:10").until("01:20").build(),
                run("a").attempt(2).cluster("j-1").from("01:30").until("01:50").build()))
        .containsExactly("run a#1 3", "run a#2 3");
  }

  @Test
  void aSharedClusterIsDividedByCoreHoursAndItsIdleTimeIsNobodys() {
    assertThat(
            who(
                new ChargeRows().add("01:00", "02:00", "8", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:00").until("01:30").coreHours(6).build(),
                run("b").cluster("j-1").from("01:15").until("01:30").coreHours(1).build()))
        .containsExactly("(idle) 4", "run a#1 3.5", "run b#1 0.5");
  }

  @Test
  void theDominantShareCountsWhereMemoryIsKnownOfAll() {
    // Cores 3:1, memory 1:3: each has a dominant share of 3/4.
    assertThat(
            who(
                new ChargeRows().add("01:00", "02:00", "6", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:00").until("02:00").coreHours(3).memory(1).build(),
                run("b")
                    .cluster("j-1")
                    .from("01:00")
                    .until("02:00")
                    .coreHours(1)
                    .memory(3)
                    .build()))
        .containsExactly("run a#1 3", "run b#1 3");
  }

  @Test
  void whatNothingMeasuresIsNotDivided() {
    assertThat(
            who(
                new ChargeRows().add("01:00", "02:00", "8", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:00").until("01:30").coreHours(6).build(),
                run("b").cluster("j-1").from("01:15").until("01:30").build()))
        .containsExactly("(idle) 4", "(shared) 2", "run a#1 2");
  }

  @Test
  void aRunWithoutAnEndKeepsAskingForItsCluster() {
    assertThat(
            who(
                new ChargeRows().add("01:00", "02:00", "6", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:30").until("02:00").coreHours(6).build(),
                run("b").cluster("j-1").from("01:00").build()))
        .containsExactly("(shared) 3", "run b#1 3");
  }

  @Test
  void aClusterThatLivesLongIsNotTheOnlyRunsOwn() {
    ChargeRows day = new ChargeRows().add("00:00", "23:00", "23", "x_ClusterId=j-1");
    assertThat(who(day, run("a").cluster("j-1").from("10:00").until("11:00").build()))
        .containsExactly("(idle) 22", "run a#1 1");
    assertThat(who(day, run("a").cluster("j-1").own().from("10:00").until("11:00").build()))
        .containsExactly("run a#1 23");
  }

  @Test
  void theBillsOwnRunIdCountsMoreThanTheCluster() {
    assertThat(
            who(
                new ChargeRows()
                    .add("01:00", "02:00", "1", "x_ClusterId=c", "x_PlatformRunId=77")
                    .add("01:00", "02:00", "2", "x_ClusterId=c"),
                run("a").platformRun("77").from("01:00").until("01:30").build(),
                run("b").cluster("c").from("01:00").until("01:30").build()))
        .containsExactly("run a#1 1", "run b#1 2");
  }

  @Test
  void tagsNameRunsJobsAndPipelines() {
    assertThat(
            who(
                new ChargeRows()
                    .add("01:00", "02:00", "1", "bering_run=a", "x_ClusterId=j-9")
                    .add("01:00", "02:00", "2", "bering_job=etl", "x_ClusterId=j-9")
                    .add("01:00", "02:00", "3", "bering:pipeline=daily")
                    .add("01:00", "02:00", "4", "x_ClusterId=j-9")
                    .add("01:00", "02:00", "5", "team=x"),
                run("a").build()))
        .containsExactly(
            "(no run) 4", "(untagged) 5", "job etl 2", "pipeline daily 3", "run a#1 1");
  }

  @Test
  void taxesCreditsPurchasesAndAdjustmentsAreTheirOwn() {
    assertThat(
            who(
                new ChargeRows()
                    .add("01:00", "02:00", "1", "ChargeCategory=Tax")
                    .add("01:00", "02:00", "-2", "ChargeCategory=Credit", "x_ClusterId=j-1")
                    .add("01:00", "02:00", "3", "ChargeCategory=Purchase")
                    .add("01:00", "02:00", "-4", "ChargeCategory=Adjustment"),
                run("a").cluster("j-1").from("01:00").until("02:00").build()))
        .containsExactly("(adjustment) -4", "(credit) -2", "(purchase) 3", "(tax) 1");
  }

  @Test
  void aChargeOfAMomentBelongsToWhoWasThereThen() {
    assertThat(
            who(
                new ChargeRows().add("01:20", "01:20", "6", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:00").until("01:20").coreHours(1).build(),
                run("b").cluster("j-1").from("01:20").until("01:40").coreHours(1).build()))
        .containsExactly("run b#1 6");
  }

  @Test
  void partsOfAnOddCentSumToIt() {
    assertThat(
            who(
                new ChargeRows().add("01:00", "02:00", "0.000000000001", "x_ClusterId=j-1"),
                run("a").cluster("j-1").from("01:00").until("02:00").coreHours(1).build(),
                run("b").cluster("j-1").from("01:00").until("02:00").coreHours(1).build(),
                run("c").cluster("j-1").from("01:00").until("02:00").coreHours(1).build()))
        .containsExactly("run a#1 0", "run b#1 0", "run c#1 0.000000000001");
  }

  @Test
  void chargesWithoutACostAreRefused() {
    String charges = new ChargeRows().add("01:00", "02:00", "NULL").in(engine);
    assertThatThrownBy(() -> Attribution.of(engine, charges, List.of(), AttributionRules.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot attribute charges: 1 of them lack a cost or a currency.");
  }

  @Test
  void nothingIsLostOrCountedTwiceWhateverOverlaps() {
    SplittableRandom random = new SplittableRandom(20260301);
    for (int round = 0; round < 6; round++) {
      ChargeRows charges = new ChargeRows();
      BigDecimal euros = BigDecimal.ZERO;
      BigDecimal dollars = BigDecimal.ZERO;
      for (int i = 0; i < 300; i++) {
        boolean isEuro = random.nextInt(4) == 0;
        BigDecimal cost =
            BigDecimal.valueOf(random.nextLong(-1_000_000_000_000L, 9_000_000_000_000_000L), 12);
        euros = isEuro ? euros.add(cost) : euros;
        dollars = isEuro ? dollars : dollars.add(cost);
        int from = random.nextInt(1300);
        charges.add(
            clock(from),
            clock(from + random.nextInt(120)),
            cost.toPlainString(),
            "BillingCurrency=" + (isEuro ? "EUR" : "USD"),
            "ListCost=" + cost.add(BigDecimal.ONE).toPlainString(),
            (random.nextBoolean() ? "x_ClusterId=c" : "x_PlatformRunId=c") + random.nextInt(12),
            "ChargeCategory=" + (random.nextInt(20) == 0 ? "Credit" : "Usage"),
            "bering_run=r" + random.nextInt(40));
      }
      List<JobRun> runs = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int from = random.nextInt(1300);
        RunBuilder one = run("r" + random.nextInt(50)).attempt(i + 1).from(clock(from));
        one.cluster("c" + random.nextInt(10)).platformRun("c" + random.nextInt(20));
        if (random.nextInt(8) > 0) {
          one.until(clock(from + random.nextInt(140)));
        }
        if (random.nextInt(5) > 0) {
          one.coreHours(random.nextDouble() * 10);
        }
        runs.add(random.nextInt(4) == 0 ? one.own().build() : one.build());
      }
      Attribution attribution =
          Attribution.of(engine, charges.in(engine), runs, AttributionRules.DEFAULT);
      TreeMap<String, Costs> sums = new TreeMap<>();
      attribution.costs().forEach(cost -> sums.merge(cost.currency(), cost.costs(), Costs::plus));
      assertThat(sums).isEqualTo(attribution.totals());
      assertThat(sums.getOrDefault("EUR", Costs.ZERO).effective()).isEqualByComparingTo(euros);
      assertThat(sums.getOrDefault("USD", Costs.ZERO).billed()).isEqualByComparingTo(dollars);
      assertThat(ratios()).containsOnly(Attribution.WHOLE);
    }
  }

  /** The ratios of each charge, summed. */
  private static List<Long> ratios() {
    return engine.query(
        "SELECT sum(ratio) FROM \"cost attributed\" GROUP BY file, row", row -> row.number(0));
  }

  private static String clock(int minutes) {
    return "%02d:%02d".formatted(minutes / 60, minutes % 60);
  }

  @Test
  void onlyChargesOfTheTimeThatIsAskedForCount() {
    ChargeRows charges = new ChargeRows().add("01:00", "02:00", "1").add("02:00", "03:00", "2");
    Attribution attribution =
        Attribution.of(
            engine,
            charges.in(engine),
            List.of(),
            AttributionRules.DEFAULT.within(
                Optional.of(RunBuilder.time("02:00")), Optional.of(RunBuilder.time("03:00"))));
    assertThat(attribution.totals().getOrDefault("USD", Costs.ZERO).list())
        .isEqualByComparingTo("2");
  }
}
