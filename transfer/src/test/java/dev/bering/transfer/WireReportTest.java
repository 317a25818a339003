package dev.bering.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.transfer.WireReport.Asked;
import dev.bering.transfer.WireReport.Other;
import dev.bering.transfer.WireReport.Pair;
import dev.bering.transfer.WireReport.Standing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs have moved, held against what the network logged. */
class WireReportTest {

  /** A run from 1210 to 1330 reads 900 bytes and writes 500; others move something too. */
  private static final String LOG =
      """
      interface-id instance-tag flow-direction bytes start log-status
      eni-1 orders ingress 400 1205 OK
      eni-1 orders ingress 550 1265 OK
      eni-1 orders egress 520 1320 OK
      eni-1 orders egress 30 1140 OK
      eni-1 orders ingress 7000 1100 OK
      eni-1 orders ingress 7000 1390 OK
      eni-2 events%20eu ingress 80 1300 OK
      eni-3 - ingress 20 1300 OK
      """;

  @TempDir private Path root;

  private FlowFolder folder;

  @BeforeEach
  void open() {
    folder = new FlowFolder(root);
  }

  private static MovedBytes run(String name, long begun, long ended, long read, long written) {
    return new MovedBytes(
        name, Instant.ofEpochSecond(begun), Instant.ofEpochSecond(ended), read, written);
  }

  private static final MovedBytes ORDERS = run("orders", 1210, 1330, 900, 500);

  private WireReport held(Optional<FlowField> match, double limit, MovedBytes... runs) {
    return held(match, limit, List.of("eni-1"), runs);
  }

  private WireReport held(
      Optional<FlowField> match, double limit, List<String> interfaces, MovedBytes... runs) {
    List<FlowFilter> filters =
        match.isPresent()
            ? List.of()
            : List.of(
                new FlowFilter.In(new FieldRef.Named(FlowField.INTERFACE_ID), interfaces, true));
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      return WireReport.of(
          new FlowCounter(Progress.NONE, Optional.empty()),
          logs,
          Arrays.asList(runs),
          new Asked(match, filters, 60, OptionalDouble.of(limit)));
    }
  }

  private Pair alone(double limit, MovedBytes run) {
    return held(Optional.empty(), limit, run).pairs().get(0);
  }

  @Test
  void countsWhatWasLoggedFromABucketBeforeTheRunToItsEnd() {
    folder.text("a.log", LOG);
    Pair pair = alone(1.1, ORDERS);
    assertThat(pair.in()).isEqualTo(950);
    assertThat(pair.out()).isEqualTo(550);
    assertThat(pair.wire()).isEqualTo(1500);
    assertThat(pair.buckets()).isEqualTo(3);
    assertThat(pair.ratio().orElseThrow()).isEqualTo(1500 / 1400.0);
    assertThat(pair.standing()).isEqualTo(Standing.WITHIN);
    assertThat(pair.why()).isEmpty();
  }

  @Test
  void saysWhatIsMoreThanTheLimit() {
    folder.text("a.log", LOG);
    assertThat(alone(1.05, ORDERS).standing()).isEqualTo(Standing.OVER);
  }

  @Test
  void laysNamesOfRunsBesideThoseOfRecords() {
    folder.text("a.log", LOG);
    WireReport report =
        held(Optional.of(FlowField.INSTANCE_TAG), 2, ORDERS, run("events eu", 1290, 1310, 70, 0));
    assertThat(report.pairs()).extracting(Pair::name).containsExactly("events eu", "orders");
    assertThat(report.pairs()).extracting(Pair::wire).containsExactly(80L, 1500L);
    assertThat(report.others()).containsExactly(new Other("(untagged)", 20));
  }

  @Test
  void runsOfOneNameThatOverlapCountTheirTimeOnce() {
    folder.text("a.log", LOG);
    WireReport report =
        held(
            Optional.of(FlowField.INSTANCE_TAG),
            2,
            run("orders", 1210, 1300, 500, 200),
            run("orders", 1215, 1330, 400, 300));
    assertThat(report.pairs())
        .extracting(Pair::runs, Pair::wire, Pair::buckets)
        .containsExactly(tuple(2, 1500L, 3));
  }

  @Test
  void cannotTellWhereLogsSayNothing() {
    folder.text(
        "a.log",
        """
        interface-id flow-direction bytes start log-status
        eni-1 ingress 4000 1205 OK
        eni-1 egress 4000 1320 OK
        """);
    Pair pair = alone(10, ORDERS);
    assertThat(pair.standing()).isEqualTo(Standing.CANNOT_TELL);
    assertThat(pair.why()).hasValue("of 1 of 3 buckets not every interface says something");
  }

  @Test
  void cannotTellWhereTheLogsEndBeforeTheRun() {
    folder.text("a.log", LOG);
    assertThat(alone(10, run("orders", 1210, 1500, 900, 500)).why())
        .hasValue("of 2 of 6 buckets not every interface says something");
  }

  @Test
  void cannotTellWhereOneOfTheInterfacesSaysNothing() {
    folder.text(
        "a.log",
        LOG
            + """
            eni-4 orders ingress 100 1205 OK
            eni-4 orders ingress 100 1265 OK
            """);
    Pair pair = held(Optional.of(FlowField.INSTANCE_TAG), 10, ORDERS).pairs().get(0);
    assertThat(pair.standing()).isEqualTo(Standing.CANNOT_TELL);
    assertThat(pair.why()).hasValue("of 1 of 3 buckets not every interface says something");
    folder.text("a.log", LOG);
    assertThat(held(Optional.empty(), 10, List.of("eni-1", "eni-9"), ORDERS).pairs().get(0).why())
        .as("one that is named and in no record")
        .hasValue("of 3 of 3 buckets not every interface says something");
  }

  @Test
  void cannotTellWhereLinesWereLeftOut() {
    folder.text("a.log", LOG + "eni-1 orders ingress many 1290 OK\n");
    assertThat(alone(10, ORDERS).why()).hasValue("lines or files of the logs were left out: 1");
    folder.text("a.log", LOG);
    folder.text("b.log", "interface-id start log-status\neni-1 1290 OK\n");
    assertThat(alone(10, ORDERS).why()).hasValue("lines or files of the logs were left out: 1");
  }

  @Test
  void doesNotJudgeWithoutALimit() {
    folder.text("a.log", LOG);
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      WireReport report =
          WireReport.of(
              new FlowCounter(Progress.NONE, Optional.empty()),
              logs,
              List.of(ORDERS),
              new Asked(
                  Optional.of(FlowField.INSTANCE_TAG), List.of(), 60, OptionalDouble.empty()));
      assertThat(report.pairs().get(0).standing()).isEqualTo(Standing.NO_LIMIT);
    }
  }

  @Test
  void cannotTellWhereRecordsWereLost() {
    folder.text("a.log", LOG + "eni-1 - - - 1270 SKIPDATA\n");
    assertThat(alone(10, ORDERS).why()).hasValue("records were lost in 1 of 3 buckets");
  }

  @Test
  void cannotTellWhereLessWasLoggedThanWasMoved() {
    folder.text("a.log", LOG);
    assertThat(alone(10, run("orders", 1210, 1330, 951, 0)).why())
        .as("in one direction, though not in all")
        .hasValue("less was logged than was moved");
    assertThat(alone(10, run("orders", 1210, 1330, 901, 600)).why())
        .hasValue("less was logged than was moved");
  }

  @Test
  void cannotTellOfARunThatMovedNothingOverTheNetwork() {
    folder.text("a.log", LOG);
    Pair pair = alone(10, run("orders", 1210, 1330, 0, 0));
    assertThat(pair.why()).hasValue("nothing was moved over the network");
    assertThat(pair.ratio()).isEmpty();
  }

  @Test
  void recordsThatDoNotTellTheirDirectionCountInAll() {
    folder.text(
        "a.log",
        """
        interface-id bytes start log-status
        eni-1 1450 1205 OK
        eni-1 5 1265 OK
        eni-1 - 1320 NODATA
        """);
    Pair pair = alone(1.1, ORDERS);
    assertThat(pair.in() + pair.out()).isZero();
    assertThat(pair.wire()).isEqualTo(1455);
    assertThat(pair.standing()).isEqualTo(Standing.WITHIN);
  }
}
