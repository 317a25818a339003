package dev.bering.transfer;

import static dev.bering.transfer.FlowFolder.bytesBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.transfer.SeriesReport.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesReportTest {

  @TempDir private Path root;

  private FlowFolder folder;

  @BeforeEach
  void open() {
    folder = new FlowFolder(root);
  }

  private SeriesReport series(Contribution contribution, long every, int limit) {
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      return SeriesReport.of(
          new FlowCounter(Progress.NONE, Optional.empty()),
          logs,
          new FlowMeasure.Logged(contribution),
          every,
          Optional.empty(),
          limit);
    }
  }

  @Test
  void timesOfWhichNothingIsKnownAreGapsAndNoZeros() {
    folder.text(
        "a.log",
        """
        interface-id srcaddr bytes start log-status
        eni-1 10.0.0.1 100 1200 OK
        eni-1 10.0.0.2 30 1210 OK
        eni-1 10.0.0.3 1 1220 OK
        eni-1 - - 1260 NODATA
        eni-1 - - 1320 SKIPDATA
        eni-1 10.0.0.1 50 1450 OK
        eni-2 - - 1450 SKIPDATA
        """);
    SeriesReport series = series(bytesBy(FlowField.SRCADDR), 60, 2);
    assertThat(series.buckets())
        .containsExactly(
            bucket(1200, State.TRAFFIC, 0),
            bucket(1260, State.QUIET, 0),
            bucket(1320, State.LOST, 1),
            bucket(1380, State.UNKNOWN, 0),
            bucket(1440, State.TRAFFIC, 1));
    assertThat(series.gaps()).isEqualTo(2);
    assertThat(series.lines())
        .containsExactly(
            new SeriesReport.Line(List.of("10.0.0.1"), 150, List.of(100L, 0L, 0L, 0L, 50L)),
            new SeriesReport.Line(List.of("10.0.0.2"), 30, List.of(30L, 0L, 0L, 0L, 0L)));
    assertThat(series.others()).containsExactly(1L, 0L, 0L, 0L, 0L);
    assertThat(series.contributors()).isEqualTo(3);
    assertThat(series.sum()).isEqualTo(181);
  }

  @Test
  void whatIsKnownIsAskedOfTheInterfacesInQuestion() {
    folder.text(
        "a.log",
        """
        interface-id srcaddr bytes start log-status
        eni-1 10.0.0.1 100 1200 OK
        eni-2 - - 1260 NODATA
        eni-1 10.0.0.1 100 1320 OK
        """);
    Contribution ofOne =
        bytesBy(FlowField.SRCADDR)
            .where(
                new FlowFilter.In(
                    new FieldRef.Named(FlowField.INTERFACE_ID), List.of("eni-1"), true));
    assertThat(series(ofOne, 60, 10).buckets().get(1)).isEqualTo(bucket(1260, State.UNKNOWN, 0));
    assertThat(series(bytesBy(FlowField.SRCADDR), 60, 10).buckets().get(1))
        .isEqualTo(bucket(1260, State.QUIET, 0));
  }

  /** One is written with more signs than it needs, one is no encoded text at all. */
  @Test
  void tagsThatMeanTheSameAreOneLineAndOneSeries() {
    folder.text(
        "a.log",
        """
        instance-tag bytes start
        Abc 100 1200
        %41bc 30 1260
        - 5 1200
        %28untagged%29 4 1200
        %zz 2 1200
        %25zz 1 1260
        """);
    SeriesReport series = series(bytesBy(FlowField.INSTANCE_TAG), 60, 10);
    assertThat(series.lines())
        .containsExactly(
            new SeriesReport.Line(List.of("Abc"), 130, List.of(100L, 30L)),
            new SeriesReport.Line(List.of("(untagged)"), 5, List.of(5L, 0L)),
            new SeriesReport.Line(List.of("%28untagged%29"), 4, List.of(4L, 0L)),
            new SeriesReport.Line(List.of("%zz"), 3, List.of(2L, 1L)));
    assertThat(series.contributors()).isEqualTo(4);
    assertThat(folder.top(bytesBy(FlowField.INSTANCE_TAG)).top())
        .contains(new Contributor(List.of("Abc"), 130, 2));
  }

  @Test
  void keysAreLabelsOfPrometheus() {
    TopReport report =
        new TopReport(
            List.of("tag:Cost Center", "pkt-srcaddr"),
            List.of(new Contributor(List.of("a \"b\"", "10.0.0.1"), 7, 1)),
            1,
            7,
            1,
            0,
            FlowTally.of(List.of()),
            List.of());
    assertThat(SeriesMetrics.text(report, "bytes"))
        .contains(
            "\nbering_transfer_bytes_total{tag_Cost_Center=\"a \\\"b\\\"\","
                + "pkt_srcaddr=\"10.0.0.1\"} 7\n");
    assertThat(SeriesMetrics.problems(List.of("path", "via"))).isEmpty();
    assertThat(SeriesMetrics.problems(List.of("tag:a b", "path", "tag:a-b", "path")))
        .extracting(Problem::code, Problem::message)
        .containsExactly(
            tuple(
                "METRICS_SERIES",
                "Cannot write metrics by tag:a b and tag:a-b: each of them is the label tag_a_b."),
            tuple(
                "METRICS_SERIES",
                "Cannot write metrics by path and path: each of them is the label path."));
  }

  private static SeriesReport.Bucket bucket(long second, State state, long skipped) {
    return new SeriesReport.Bucket(Instant.ofEpochSecond(second), state, skipped);
  }

  @Test
  void aSeriesThatNobodyCouldReadIsRefused() {
    folder.text("a.log", "srcaddr bytes start\n10.0.0.1 1 1000000\n10.0.0.1 1 2000000\n");
    assertThatThrownBy(() -> series(bytesBy(FlowField.SRCADDR), 1, 10))
        .hasMessage(
            "Cannot show a series every 1s from 1970-01-12T13:46:40Z to 1970-01-24T03:33:20Z: it"
                + " has 1000001 values, more than 100000.");
  }
}
