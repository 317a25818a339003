package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The legacy queries on tables small enough to compute by hand. */
class LegacySqlTest {

  private Connection duckdb;
  private Statement sql;

  @BeforeEach
  void open() throws SQLException {
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
    sql = duckdb.createStatement();
  }

  @AfterEach
  void close() throws SQLException {
    duckdb.close();
  }

  @Test
  void sumsUpTheConnectionsOfAnEntityAndHour() throws SQLException {
    connections("'a', 0, 10, 4", "'a', 0, 20, 6", "'a', 1, 7, 7", "'b', 0, 1, 2");

    assertThat(
            rows(
                LegacyComponent.FEATURES,
                "service, slice_hour, connection_count, src_bytes_sum, dst_bytes_sum, byte_ratio,"
                    + " log_src_bytes = ln(16), mean_count"))
        .containsExactly(
            "a|0|2|30|10|3.0|true|1.5", "a|1|1|7|7|1.0|false|1.5", "b|0|1|1|2|0.5|false|1.5");
  }

  @Test
  void callsARatioInfiniteIfNothingCameBackAndZeroIfNothingWasSent() throws SQLException {
    connections("'sent', 0, 10, 0", "'silent', 0, 0, 0", "'took', 0, 0, 5");

    assertThat(rows(LegacyComponent.FEATURES, "service, byte_ratio"))
        .containsExactly("sent|Infinity", "silent|0.0", "took|0.0");
  }

  @Test
  void reportsExfiltrationBeforeAnAttackAndCountsInfinityAsMuch() throws SQLException {
    sql.execute(
        "CREATE TABLE model AS SELECT 'm' AS feature, 0 AS mean, 1 AS scale,"
            + " 1 AS weight, 0 AS intercept, 0.5 AS threshold");
    sql.execute(
        """
        CREATE TABLE features AS
        SELECT 'tcp' AS protocol_type, service, 'SF' AS flag, DATE '2026-01-01' AS slice_day,
          0 AS slice_hour, 1 AS connection_count, sent AS src_bytes_sum, 0 AS dst_bytes_sum,
          ratio::DOUBLE AS byte_ratio, m::DOUBLE AS m
        FROM (VALUES
          ('all out', 1000000, 'Infinity', -1), ('little out', 999999, 'Infinity', -1),
          ('much out', 5000000, '1000.5', 3), ('balanced', 5000000, '1000', -1),
          ('attack', 10, '1', 0), ('unknown', 5000000, NULL, -1)
        ) AS windows(service, sent, ratio, m)
        """);

    assertThat(rows(LegacyComponent.CLASSIFICATION, "service, round(score, 6), reason"))
        .containsExactly(
            "all out|0.268941|exfiltration",
            "attack|0.5|attack",
            "balanced|0.268941|null",
            "little out|0.268941|null",
            "much out|0.952574|exfiltration",
            "unknown|0.268941|null");
  }

  @Test
  void scoresAWindowAgainstThePrecedingOnesOfItsEntity() throws SQLException {
    sql.execute(
        """
        CREATE TABLE features AS
        SELECT 'tcp' AS protocol_type, service, 'SF' AS flag, DATE '2026-01-01' AS slice_day,
          slice_hour, connection_count
        FROM (VALUES
          ('steady', 9, 3), ('steady', 2, 3), ('steady', 1, 3), ('steady', 5, 3), ('steady', 6, 8),
          ('varied', 0, 10), ('varied', 1, 20), ('varied', 2, 30), ('varied', 3, 60)
        ) AS windows(service, slice_hour, connection_count)
        """);

    assertThat(rows(LegacyComponent.ANOMALY, "service, slice_hour, score, reason"))
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
  void publishesWhatEitherDetectionReports() throws SQLException {
    detections(
        "classification",
        "('a', 0.95, 'attack'), ('b', 0.5, 'attack'), ('c', 0.1, NULL),"
            + " ('d', 0.1, 'exfiltration')");
    detections("anomaly", "('a', 10.0, 'volume'), ('b', 4.0, 'volume'), ('c', NULL, NULL)");

    assertThat(rows(LegacyComponent.ALERTS, "detector, service, reason, severity, score"))
        .containsExactly(
            "anomaly|a|volume|high|10.0",
            "anomaly|b|volume|medium|4.0",
            "classification|a|attack|high|0.95",
            "classification|b|attack|medium|0.5",
            "classification|d|exfiltration|critical|0.1");
    // printf 'anomaly|tcp|a|SF|2026-01-01|0|volume' | md5sum
    assertThat(rows(LegacyComponent.ALERTS, "detector, service, alert_id"))
        .first()
        .isEqualTo("anomaly|a|7116bc56cc9efd90473c73ad33b2dd2e");
  }

  private void detections(String table, String values) throws SQLException {
    sql.execute(
        """
        CREATE TABLE %s AS
        SELECT 'tcp' AS protocol_type, service, 'SF' AS flag, DATE '2026-01-01' AS slice_day,
          0 AS slice_hour, score::DOUBLE AS score, reason
        FROM (VALUES %s) AS windows(service, score, reason)
        """
            .formatted(table, values));
  }

  private void connections(String... rows) throws SQLException {
    sql.execute(
        """
        CREATE TABLE connections AS
        SELECT 'tcp' AS protocol_type, service, 'SF' AS flag, DATE '2026-01-01' AS slice_day,
          slice_hour, sent AS src_bytes, received AS dst_bytes, 0 AS duration, 1 AS logged_in,
          1.5 AS "count", 1 AS srv_count, 0 AS serror_rate, 0 AS rerror_rate, 0 AS same_srv_rate,
          0 AS diff_srv_rate, 0 AS srv_diff_host_rate, 0 AS dst_host_same_src_port_rate
        FROM (VALUES %s) AS given(service, slice_hour, sent, received)
        """
            .formatted("(" + String.join("), (", rows) + ")"));
  }

  /** The chosen columns, ordered by all of them. */
  private List<String> rows(LegacyComponent component, String columns) throws SQLException {
    List<String> rows = new ArrayList<>();
    String query = "SELECT %s FROM (%s) ORDER BY ALL".formatted(columns, component.sql());
    try (ResultSet result = sql.executeQuery(query)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          cells.add(String.valueOf(result.getObject(i)));
        }
        rows.add(String.join("|", cells));
      }
    }
    return rows;
  }
}
