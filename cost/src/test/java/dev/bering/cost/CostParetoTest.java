package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CostParetoTest {

  /**
   * Four jobs: one moved after it had cost 60 where it was, one left, one known by its tag only;
   * and what is nobody's.
   */
  private static CostPareto pareto(int percent) {
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      String charges =
          new ChargeRows()
              .add("01:00", "02:00", "60", "x_ClusterId=j-1")
              .add("03:00", "04:00", "5", "x_ClusterId=d-1")
              .add("01:00", "02:00", "25", "x_ClusterId=j-2")
              .add("01:00", "02:00", "2", "x_ClusterId=j-3")
              .add("01:00", "02:00", "8", "bering_job=export")
              .add("01:00", "02:00", "40")
              .add("01:00", "02:00", "7", "BillingCurrency=EUR", "x_ClusterId=j-2")
              .in(engine);
      List<JobRun> runs =
          List.of(
              run("a", "etl").cluster("j-1").from("01:00").until("02:00").build(),
              run("b", "etl").on("databricks").cluster("d-1").from("03:00").until("04:00").build(),
              run("c", "features").cluster("j-2").from("01:00").until("02:00").build(),
              run("x", "small").on("databricks").from("01:00").until("02:00").build(),
              run("d", "small").cluster("j-3").from("01:00").until("02:00").build());
      return CostPareto.of(
          Attribution.of(engine, charges, runs, AttributionRules.DEFAULT),
          "databricks",
          percent,
          Basis.EFFECTIVE);
    }
  }

  private static RunBuilder run(String id, String job) {
    return new RunBuilder(id).job(job).own();
  }

  private static Stream<String> lines(CostPareto.OfCurrency table) {
    return table.jobs().stream()
        .map(
            job ->
                "%s %s %s %s %.2f %.2f"
                    .formatted(
                        job.job(),
                        job.platform().orElse("?"),
                        job.state(),
                        job.costs().effective().stripTrailingZeros().toPlainString(),
                        job.share(),
                        job.cumulated()));
  }

  @Test
  void jobsStandInTheOrderOfWhatTheyCostWhereTheirNewestRunWas() {
    CostPareto.OfCurrency dollars = pareto(90).currencies().get(1);
    assertThat(lines(dollars))
        .containsExactly(
            "etl databricks MOVED 65 0.65 0.65",
            "features emr LEFT 25 0.25 0.90",
            "export ? UNKNOWN 8 0.08 0.98",
            "small emr LEFT 2 0.02 1.00");
    assertThat(dollars.total().effective()).isEqualByComparingTo("100");
    assertThat(dollars.moved().effective()).isEqualByComparingTo("65");
    assertThat(dollars.left().effective()).isEqualByComparingTo("27");
    assertThat(dollars.unknown().effective()).isEqualByComparingTo("8");
    assertThat(dollars.beside().effective()).isEqualByComparingTo("40");
  }

  @Test
  void asFewJobsAsHaveThePartThatIsWanted() {
    assertThat(pareto(65).currencies().get(1).vital()).isEqualTo(1);
    assertThat(pareto(90).currencies().get(1).vital()).isEqualTo(2);
    assertThat(pareto(100).currencies().get(1).vital()).isEqualTo(4);
  }

  @Test
  void nextAreTheFewThatHaveNotMovedAndAreKnownToBeElsewhere() {
    assertThat(pareto(90).currencies().get(1).next())
        .extracting(CostPareto.Line::job)
        .containsExactly("features");
    assertThat(pareto(100).currencies().get(1).next())
        .extracting(CostPareto.Line::job)
        .containsExactly("features", "small");
  }

  @Test
  void currenciesAreNeverAddedUp() {
    assertThat(pareto(90).currencies())
        .extracting(CostPareto.OfCurrency::currency)
        .containsExactly("EUR", "USD");
    assertThat(lines(pareto(90).currencies().get(0)))
        .containsExactly("features emr LEFT 7 1.00 1.00");
  }
}
