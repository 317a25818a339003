package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.model.UserException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CostReportTest {

  private static DuckDbEngine engine;
  private static Attribution attribution;

  @BeforeAll
  static void attribute() {
    engine = DuckDbEngine.open();
    String charges =
        new ChargeRows()
            .add("01:00", "02:00", "8", "x_ClusterId=j-1", "team=data", "ListCost=10")
            .add("03:00", "04:00", "2", "x_ClusterId=j-2", "x_PriceSource=list", "team=risk")
            .add("05:00", "06:00", "3", "bering_job=etl")
            .add("05:00", "06:00", "1", "ServiceName=AmazonS3")
            .add("05:00", "06:00", "7", "BillingCurrency=EUR")
            .in(engine);
    attribution =
        Attribution.of(
            engine,
            charges,
            List.of(
                run("a").cluster("j-1").from("01:00").until("01:15").coreHours(1).build(),
                run("b").cluster("j-1").from("01:15").until("01:30").coreHours(1).build(),
                run("c")
                    .on("databricks")
                    .tag("team", "core")
                    .bytes(1L << 31)
                    .own()
                    .cluster("j-2")
                    .from("03:15")
                    .until("03:45")
                    .build()),
            AttributionRules.DEFAULT.by("team"));
  }

  private static RunBuilder run(String id) {
    return new RunBuilder(id);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static List<String> lines(String by, int limit) {
    CostReport report =
        CostReport.of(
            attribution,
            Grouping.of(by).orElseThrow(),
            Basis.EFFECTIVE,
            Optional.of(WorkUnit.GIB),
            limit);
    return report.currencies().stream()
        .flatMap(
            table ->
                table.lines().stream()
                    .map(
                        line ->
                            "%s %s %s%s"
                                .formatted(
                                    table.currency(),
                                    line.consumer(),
                                    line.costs().effective().stripTrailingZeros().toPlainString(),
                                    line.unitCost()
                                        .map(
                                            cost ->
                                                " at " + cost.stripTrailingZeros().toPlainString())
                                        .orElse(""))))
        .toList();
  }

  @Test
  void currenciesAreNeverAddedUpAndWhatHasNoNameComesLast() {
    assertThat(lines("job", 20))
        .containsExactly("EUR (untagged) 7", "USD etl 9", "USD (idle) 4", "USD (untagged) 1");
  }

  @Test
  void everyGroupingSumsToTheSame() {
    assertThat(lines("run", 20))
        .containsExactly(
            "EUR (untagged) 7",
            "USD a 2",
            "USD b 2",
            "USD c 2 at 1",
            "USD (idle) 4",
            "USD (job etl) 3",
            "USD (untagged) 1");
    assertThat(lines("platform", 20))
        .containsExactly(
            "EUR (untagged) 7",
            "USD emr 4",
            "USD databricks 2 at 1",
            "USD (idle) 4",
            "USD (no platform) 3",
            "USD (untagged) 1");
    assertThat(lines("service", 20))
        .containsExactly("EUR AmazonEC2 7", "USD AmazonEC2 13", "USD AmazonS3 1");
  }

  @Test
  void aRunsOwnTagCountsMoreThanThatOfItsCharges() {
    assertThat(lines("tag:team", 20))
        .containsExactly(
            "EUR (without team) 7", "USD data 8", "USD core 2 at 1", "USD (without team) 4");
  }

  @Test
  void whatIsLeftOutIsSummed() {
    CostReport.OfCurrency dollars =
        CostReport.of(
                attribution, Grouping.by(Grouping.By.RUN), Basis.EFFECTIVE, Optional.empty(), 1)
            .currencies()
            .get(1);
    assertThat(dollars.lines())
        .extracting(CostReport.Line::consumer)
        .containsExactly("a", "(idle)", "(job etl)", "(untagged)");
    assertThat(dollars.moreLines()).isEqualTo(2);
    assertThat(dollars.more().effective()).isEqualByComparingTo("4");
    assertThat(dollars.total().list()).isEqualByComparingTo("16");
    assertThat(dollars.listPriced().effective()).isEqualByComparingTo("2");
  }

  @Test
  void aNumberIsTracedToTheRowsOfItsBills() {
    CostExplanation explanation =
        CostExplanation.of(attribution, Grouping.by(Grouping.By.JOB), "etl", Basis.LIST, 2);
    CostExplanation.OfCurrency dollars = explanation.currencies().get(0);
    assertThat(dollars.cost()).isEqualByComparingTo("10");
    assertThat(dollars.sumOfParts()).isEqualByComparingTo("10");
    assertThat(dollars.rules())
        .extracting(rule -> rule.rule() + " " + rule.parts() + " " + rule.cost().toBigInteger())
        .containsExactly(
            "shared cluster: the only run 2 5",
            "tag of the job 1 3",
            "cluster of its own 1 1",
            "cluster of its own: start-up 1 0",
            "cluster of its own: teardown 1 0");
    assertThat(dollars.charges())
        .extracting(
            charge ->
                "%s:%d %s of %s"
                    .formatted(
                        charge.file().orElse(""),
                        charge.row(),
                        charge.part().toBigInteger(),
                        charge.cost().toBigInteger()))
        .containsExactly("march.csv:3 3 of 3", "march.csv:1 2 of 10");
    assertThat(dollars.moreParts()).isEqualTo(4);
    assertThat(dollars.more()).isEqualByComparingTo("4.5");
  }

  @Test
  void whatIsNoLineCannotBeExplained() {
    assertThatThrownBy(
            () ->
                CostExplanation.of(attribution, Grouping.by(Grouping.By.JOB), "elt", Basis.LIST, 2))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot explain elt: no job of the bills is called so.");
  }
}
