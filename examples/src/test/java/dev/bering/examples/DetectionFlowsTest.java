package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.examples.LogisticModel.Term;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.ModelItem;
import dev.bering.flow.TestSpark;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The components of the port on frames small enough to compute by hand. */
@Tag("spark")
class DetectionFlowsTest {

  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  private final FlowContext ctx = FlowContext.of(TestSpark.session());

  @Test
  void fitTogetherAndDescribeFramesWithoutRunningAnything() {
    DetectionFlows.Platform in =
        new DetectionFlows.Platform(connections(List.of()), PortedPlatform.model());
    for (Division division : Division.values()) {
      DetectionFlows.platform(division).dryRun(in, ctx);
    }

    assertThat(DetectionFlows.platform(Division.INFINITE_BY_ZERO).plan().nodes())
        .extracting(node -> node.path())
        .containsExactly(
            "features",
            "detect/classify",
            "detect/anomalies",
            "detect/alerts/publish-classification",
            "detect/alerts/publish-anomaly",
            "detect/alerts/gather");
  }

  @Test
  void sumUpTheConnectionsOfAnEntityAndHour() {
    List<ConnectionRow> rows =
        List.of(
            connection("a", 0, 10, 4),
            connection("a", 0, 20, 6),
            connection("a", 1, 7, 7),
            connection("b", 0, 1, 2));

    assertThat(
            text(
                features(Division.INFINITE_BY_ZERO, rows),
                "service, slice_hour, connection_count, src_bytes_sum, dst_bytes_sum, byte_ratio,"
                    + " abs(log_src_bytes - ln(16d)) < 1e-15, mean_count"))
        .containsExactly(
            "a|0|2|30|10|3.0|true|5.0", "a|1|1|7|7|1.0|false|5.0", "b|0|1|1|2|0.5|false|5.0");
  }

  @Test
  void differInTheRatioOfBytesSentToNoneReceivedOnly() {
    List<ConnectionRow> rows =
        List.of(
            connection("both", 0, 10, 5),
            connection("sent", 0, 10, 0),
            connection("silent", 0, 0, 0),
            connection("took", 0, 0, 5));

    assertThat(text(features(Division.NULL_BY_ZERO, rows), "service, byte_ratio"))
        .containsExactly("both|2.0", "sent|null", "silent|0.0", "took|0.0");
    assertThat(text(features(Division.INFINITE_BY_ZERO, rows), "service, byte_ratio"))
        .containsExactly("both|2.0", "sent|Infinity", "silent|0.0", "took|0.0");
  }

  @Test
  void reportExfiltrationBeforeAnAttackAndNothingWhereTheRatioIsNull() {
    List<FeatureRow> rows =
        List.of(
            window("all out", 0, 1, 1_000_000, Double.POSITIVE_INFINITY, -1),
            window("attack", 0, 1, 10, 1.0, 0),
            window("balanced", 0, 1, 5_000_000, 1_000.0, -1),
            window("little out", 0, 1, 999_999, Double.POSITIVE_INFINITY, -1),
            window("much out", 0, 1, 5_000_000, 1_000.5, 3),
            window("unknown", 0, 1, 5_000_000, null, -1));
    LogisticModel model =
        new LogisticModel("test", 0, 0.5, List.of(new Term("mean_count", 0, 1, 1)));

    Frame<DetectionRow> classified =
        new Classify()
            .transform(new Classify.In(windows(rows), ModelItem.of("test", "test", model)), ctx)
            .classification();

    assertThat(text(classified, "service, round(score, 6), reason"))
        .containsExactly(
            "all out|0.268941|exfiltration",
            "attack|0.5|attack",
            "balanced|0.268941|null",
            "little out|0.268941|null",
            "much out|0.952574|exfiltration",
            "unknown|0.268941|null");
  }

  @Test
  void scoreAWindowAgainstThePrecedingOnesOfItsEntity() {
    List<FeatureRow> rows = new ArrayList<>();
    int[][] steady = {{9, 3}, {2, 3}, {1, 3}, {5, 3}, {6, 8}};
    int[][] varied = {{0, 10}, {1, 20}, {2, 30}, {3, 60}};
    for (int[] row : steady) {
      rows.add(window("steady", row[0], row[1], 0, 0.0, 0));
    }
    for (int[] row : varied) {
      rows.add(window("varied", row[0], row[1], 0, 0.0, 0));
    }

    Frame<DetectionRow> scored =
        new DetectAnomalies().transform(new DetectAnomalies.In(windows(rows)), ctx).anomaly();

    assertThat(text(scored, "service, slice_hour, score, reason"))
        .containsExactly(
            "steady|1|null|null",
            "steady|2|null|null",
            "steady|5|null|null",
            "steady|6|5.0|volume",
            "steady|9|-0.5|null",
            "varied|0|null|null",
            "varied|1|null|null",
            "varied|2|null|null",
            "varied|3|4.0|volume");
  }

  @Test
  void publishWhatEitherDetectionReports() {
    Frame<DetectionRow> classified =
        detections(
            detection("a", 0.95, "attack"),
            detection("b", 0.5, "attack"),
            detection("c", 0.1, null),
            detection("d", 0.1, "exfiltration"));
    Frame<DetectionRow> anomalous =
        detections(
            detection("a", 10.0, "volume"),
            detection("b", 4.0, "volume"),
            detection("c", null, null));

    Frame<AlertRow> alerts =
        DetectionFlows.alerts()
            .transform(new DetectionFlows.Detections(classified, anomalous), ctx)
            .alerts();

    assertThat(text(alerts, "detector, service, reason, severity, score"))
        .containsExactly(
            "anomaly|a|volume|high|10.0",
            "anomaly|b|volume|medium|4.0",
            "classification|a|attack|high|0.95",
            "classification|b|attack|medium|0.5",
            "classification|d|exfiltration|critical|0.1");
    // printf 'anomaly|tcp|a|SF|2026-01-01|0|volume' | md5sum
    assertThat(text(alerts, "detector, service, alert_id"))
        .first()
        .isEqualTo("anomaly|a|7116bc56cc9efd90473c73ad33b2dd2e");
  }

  private Frame<FeatureRow> features(Division division, List<ConnectionRow> rows) {
    return new Features(division).transform(new Features.In(connections(rows)), ctx).features();
  }

  private Frame<ConnectionRow> connections(List<ConnectionRow> rows) {
    return Frame.of(ctx.spark(), ConnectionRow.class, rows);
  }

  private Frame<FeatureRow> windows(List<FeatureRow> rows) {
    return Frame.of(ctx.spark(), FeatureRow.class, rows);
  }

  private Frame<DetectionRow> detections(DetectionRow... rows) {
    return Frame.of(ctx.spark(), DetectionRow.class, List.of(rows));
  }

  private static ConnectionRow connection(String service, int hour, long sent, long received) {
    return new ConnectionRow(
        "tcp", service, "SF", DAY, hour, 0, sent, received, 1, 5, 1, 0, 0, 0, 0, 0, 0);
  }

  private static FeatureRow window(
      String service, int hour, long connections, long sent, @Nullable Double ratio, double count) {
    return new FeatureRow(
        "tcp",
        service,
        "SF",
        DAY,
        hour,
        connections,
        sent,
        0,
        ratio,
        0,
        0,
        0,
        0,
        count,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  private static DetectionRow detection(
      String service, @Nullable Double score, @Nullable String reason) {
    return new DetectionRow("tcp", service, "SF", DAY, 0, score, reason);
  }

  /** The chosen columns of all rows, in order. */
  private static List<String> text(Frame<?> frame, String columns) {
    Dataset<Row> rows = frame.df().selectExpr(columns.split(", (?![^(]*\\))"));
    return rows.collectAsList().stream().map(row -> row.mkString("|")).sorted().toList();
  }
}
