package dev.bering.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.bering.model.UserException;
import dev.bering.monitoring.WatchCost.Item;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.Oddities;
import dev.bering.transfer.Oddity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchCostTest {

  @TempDir private Path folder;

  private static final MonitoringPlan PLAN =
      MonitoringPlan.of(
          WatchedNetwork.inventory(),
          WatchedNetwork.settings()
              .at(Map.of(WatchKind.NAT_GATEWAY_BYTES, 1e9, WatchKind.KINESIS_BYTES, 1e9)));

  private static WatchCost cost(MonitoringPlan plan, Optional<WatchedTraffic> traffic) {
    return WatchCost.of(plan, FlowFormat.DEFAULT, WatchPrices.standard(), traffic);
  }

  /** Ten billion lines a month of 115 bytes are 1,071.02 GB of 2^30. */
  @Test
  void everythingThatIsBilledIsCountedAndLinesAreScaledToAMonth() {
    WatchCost cost = cost(PLAN, Optional.of(measured(Oddities.NONE, 0)));
    assertThat(cost.items())
        .extracting(Item::what, item -> Math.round(item.month().orElseThrow() * 100) / 100.0)
        .containsExactly(
            tuple("rules", 6.5),
            tuple("lines that rules match", 40.0),
            // A sum of two rules, and one rule alone: what is computed of them is none.
            tuple("metrics of alarms", 0.3),
            tuple("dashboards", 3.0),
            tuple("flow log to CloudWatch", 535.51),
            tuple("a month of it kept", 32.13));
    assertThat(cost.month()).isCloseTo(617.44, within(0.005));
    assertThat(cost.isWhole()).isTrue();
  }

  private static WatchedTraffic measured(Oddities odd, long unanswered) {
    return new WatchedTraffic(
        Instant.EPOCH,
        730,
        73,
        1_000_000_000,
        200_000_000,
        unanswered,
        new FlowTally(2, 1_000_000_000, 1_000_000_000, Map.of(), Optional.empty(), odd, 0));
  }

  @Test
  void aMeasureThatLacksLinesMakesTheSumTheLeast() {
    Oddities cutOff = new Oddities(Map.of(Oddity.TRUNCATED, 1L), List.of());
    assertThat(cost(PLAN, Optional.of(measured(cutOff, 0))).isWhole()).isFalse();
    assertThat(cost(PLAN, Optional.of(measured(Oddities.NONE, 1))).isWhole()).isFalse();
    Oddities onlyTold = new Oddities(Map.of(Oddity.FIELD_UNKNOWN, 1L), List.of());
    assertThat(cost(PLAN, Optional.of(measured(onlyTold, 0))).isWhole()).isTrue();
  }

  @Test
  void whatNobodyMeasuredIsNotKnownAndTheSumIsTheLeast() {
    WatchCost cost = cost(PLAN, Optional.empty());
    assertThat(cost.isWhole()).isFalse();
    assertThat(cost.month()).isCloseTo(9.8, within(1e-9));
    assertThat(cost.items().get(1))
        .isEqualTo(
            new Item(
                "lines that rules match",
                Optional.empty(),
                "million",
                "rule-million-lines",
                Optional.empty()));
    assertThat(cost.unverified())
        .containsExactly("alarm-metric-month", "rule-million-lines", "rule-month");
  }

  @Test
  void machinesCostTheirAlarmsAndWhatTheirAgentsSendWithAnAlarmOrWithout() {
    assertThat(
            cost(machine(Map.of(MachineKind.MACHINE_MEMORY, Optional.empty())), Optional.empty())
                .items())
        .extracting(Item::what, item -> item.amount().orElseThrow())
        .containsExactly(
            tuple("metrics of alarms", 4.0),
            tuple("dashboards", 1.0),
            tuple("metrics of agents", 1.0));
    WatchCost cost = cost(machine(Map.of()), Optional.empty());
    assertThat(cost.items())
        .extracting(Item::what, item -> item.amount().orElseThrow())
        .containsExactly(
            tuple("metrics of alarms", 5.0),
            tuple("dashboards", 1.0),
            tuple("metrics of agents", 1.0));
    assertThat(cost.isWhole()).isTrue();
  }

  private static MonitoringPlan machine(Map<MachineKind, Optional<Double>> thresholds) {
    return MonitoringPlan.of(
        MachinePlanTest.of(
            MachinePlanTest.machine("i-0a", "m6i.large", "running", "map-migrated=d-1")),
        MachinePlanTest.settings(
            new MachineSettings(
                "map-migrated",
                List.of(),
                Optional.of(
                    new AgentMetrics(
                        List.of(
                            new AgentMetrics.Sent(
                                "CWAgent", "mem_used_percent", Map.of("InstanceId", "i-0a"))))),
                thresholds)));
  }

  @Test
  void aTableOfPricesThatLacksOneIsRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("prices.json"),
            """
            {"date": "2026-11-23", "region": "eu-west-1", "currency": "EUR",
             "prices": {"rule-month": {"price": 1}, "dashboard-month": {"price": -1},
               "rule-million-lines": {"price": 1}, "alarm-metric-month": {"price": 1},
               "alarm-fast-metric-month": {"price": 1}, "metric-month": {"price": 1},
               "logs-cloudwatch-gb": {"steps": [{"upTo": 5, "price": 1}]},
               "logs-stored-gb-month": {"price": 1}}}
            """);
    assertThatThrownBy(() -> WatchPrices.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read prices %1$s: it has no number 'bytesPerGb'.
            Cannot read prices %1$s: it has no price 'dashboard-month' from 0 on.
            Cannot read prices %1$s: it has no price 'logs-cloudwatch-gb' from 0 on."""
                .formatted(file));
  }
}
