package dev.bering.examples.platform;

import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.testkit.FlowExtension;
import dev.bering.testkit.FlowTest;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each component of the platform on a few rows. */
@Tag("spark")
@ExtendWith(FlowExtension.class)
class ComponentsTest {

  private static final String GATE = "Mar 27 13:06:56 gate sshd[1291]: ";

  private static String lines(String... lines) {
    return List.of(lines).stream()
        .map(line -> "\"%s\" | 2026-03-27 | 13".formatted(line.replace("\"", "\"\"")))
        .collect(Collectors.joining("\n", "line | slice_day | slice_hour\n", "\n"));
  }

  @Test
  void aConnectionCountsOnceHoweverOftenItIsDelivered(FlowTest test) {
    String columns =
        "connection_id | protocol_type | service | flag | slice_day | slice_hour | duration"
            + " | src_bytes | dst_bytes | logged_in | count | srv_count | serror_rate | rerror_rate"
            + " | same_srv_rate | diff_srv_rate | srv_diff_host_rate | dst_host_same_src_port_rate\n";
    String rest =
        " | 2026-03-27 | 13 | 0 | 10 | 5 | 1 | 2 | 3 | 0.1 | 0.2 | 0.3 | 0.4 | 0.5 | 0.6\n";
    test.of(new FirstDeliveries())
        .given(
            "arrivals",
            columns
                + "7 | tcp | http | SF"
                + rest
                + "8 | tcp | smtp | SF"
                + rest
                + "7 | tcp | http | SF"
                + rest)
        .when()
        .thenPort(
            "connections",
            """
            service | slice_hour | src_bytes | dst_host_same_src_port_rate
            http    | 13         | 10        | 0.6
            smtp    | 13         | 10        | 0.6
            """);
  }

  @Test
  void linesOfTheLogAreReadByTheirForm(FlowTest test) {
    test.of(new ParseLog())
        .given(
            "lines",
            lines(
                GATE + "Accepted publickey for ada from 10.0.0.1 port 22 ssh2: RSA SHA256:x",
                GATE + "Failed password for root from 10.0.0.2 port 22 ssh2",
                GATE + "Failed password for invalid user a b from 10.0.0.3 port 22 ssh2",
                GATE + "message repeated 5 times: [ Failed password for root from ::1 port 2 ssh2]",
                GATE + "Invalid user  from 10.0.0.4",
                GATE + "Connection closed by 10.0.0.5 port 22 [preauth]",
                GATE + "Bad protocol version identification '' from 10.0.0.6 port 22",
                "Mar 27 13:06:56 gate CRON[7]: anything at all",
                "Mar 27 13:06 cut off"))
        .when()
        .thenPort(
            "entries",
            """
            kind         | account | source   | times
            ACCEPTED     | ada     | 10.0.0.1 | 1
            FAILED       | root    | 10.0.0.2 | 1
            FAILED       | a b     | 10.0.0.3 | 1
            FAILED       | root    | ::1      | 5
            INVALID_USER | null    | 10.0.0.4 | 1
            OTHER        | null    | null     | 1
            null         | null    | null     | 1
            OTHER        | null    | null     | 1
            null         | null    | null     | 1
            """);
  }

  @Test
  void attemptsAreSummedUpByAddressAndHour(FlowTest test) {
    test.of(new SumLogins())
        .given(
            "entries",
            """
            slice_day  | slice_hour | kind         | account | source | times | line
            2026-03-27 | 13         | FAILED       | root    | a      | 5     | x
            2026-03-27 | 13         | FAILED       | ada     | a      | 1     | x
            2026-03-27 | 13         | ACCEPTED     | ada     | a      | 1     | x
            2026-03-27 | 13         | INVALID_USER | pi      | b      | 1     | x
            2026-03-27 | 13         | OTHER        | null    | null   | 1     | x
            """)
        .when()
        .thenPort(
            "logins",
            """
            source | at                   | failed | invalid_users | accepted
            a      | 2026-03-27T13:00:00Z | 6      | 0             | 1
            b      | 2026-03-27T13:00:00Z | 0      | 1             | 0
            """);
  }

  @Test
  void theHoursOfADayBecomeOneRowAnAddress(FlowTest test) {
    test.of(new SumDay())
        .given(
            "hours",
            """
            source | at                   | failed | invalid_users | accepted
            a      | 2026-03-27T00:00:00Z | 1      | 2             | 3
            a      | 2026-03-27T23:00:00Z | 10     | 20            | 30
            b      | 2026-03-27T05:00:00Z | 1      | 0             | 0
            """)
        .when()
        .thenPort(
            "days",
            """
            source | at                   | failed | invalid_users | accepted
            a      | 2026-03-27T00:00:00Z | 11     | 22            | 33
            b      | 2026-03-27T00:00:00Z | 1      | 0             | 0
            """);
  }

  @Test
  void addressesThatWereTurnedAwayAreMeasured(FlowTest test) {
    test.of(new CountFailures())
        .given(
            "logins",
            """
            source | at                   | failed | invalid_users | accepted
            a      | 2026-03-27T13:00:00Z | 6      | 0             | 1
            b      | 2026-03-27T13:00:00Z | 0      | 1             | 0
            """)
        .when()
        .thenPort(
            "measures",
            """
            entity | service | slice_day  | slice_hour | amount
            a      | ssh     | 2026-03-27 | 13         | 6
            """);
  }

  @Test
  void anHourIsHeldAgainstTheSeriesAndAddedToIt(FlowTest test) {
    test.of(seriesOf(new ScoreSeries("volume", 3, 4)))
        .given(
            "measures",
            """
            entity | service | slice_day  | slice_hour | amount
            steady | http    | 2026-04-27 | 0          | 12
            risen  | http    | 2026-04-27 | 0          | 20
            young  | http    | 2026-04-27 | 0          | 500
            new    | http    | 2026-04-27 | 0          | 500
            """)
        .givenState(
            "series",
            """
            entity | day        | hours | total | squares
            steady | 2026-04-26 | 4     | 40    | 420
            risen  | 2026-04-25 | 2     | 20    | 200
            risen  | 2026-04-27 | 2     | 20    | 200
            young  | 2026-04-26 | 2     | 2     | 2
            gone   | 2026-03-28 | 9     | 9     | 9
            late   | 2026-03-29 | 9     | 9     | 9
            """)
        .when()
        .thenPort(
            "findings",
            """
            entity | service | slice_day  | slice_hour | score | reason
            risen  | http    | 2026-04-27 | 0          | 10.0  | volume
            """)
        .thenState(
            "series",
            """
            entity | day        | hours | total | squares
            steady | 2026-04-26 | 4     | 40    | 420
            steady | 2026-04-27 | 1     | 12    | 144
            risen  | 2026-04-25 | 2     | 20    | 200
            risen  | 2026-04-27 | 3     | 40    | 600
            young  | 2026-04-26 | 2     | 2     | 2
            young  | 2026-04-27 | 1     | 500   | 250000
            new    | 2026-04-27 | 1     | 500   | 250000
            late   | 2026-03-29 | 9     | 9     | 9
            """);
  }

  @Test
  void anAddressIsNewIfItWasNotLetInForAMonth(FlowTest test) {
    test.of(new FindNewSources())
        .given(
            "logins",
            """
            source | at                   | failed | invalid_users | accepted
            known  | 2026-03-27T13:00:00Z | 0      | 0             | 1
            tried  | 2026-03-27T13:00:00Z | 4      | 0             | 1
            turned | 2026-03-27T13:00:00Z | 9      | 0             | 0
            """)
        .given(
            "month",
            """
            source | at                   | failed | invalid_users | accepted
            known  | 2026-03-01T00:00:00Z | 0      | 0             | 2
            known  | 2026-03-27T03:00:00Z | 0      | 0             | 1
            tried  | 2026-03-26T00:00:00Z | 8      | 0             | 0
            """)
        .when()
        .thenPort(
            "findings",
            """
            entity | service | slice_day  | slice_hour | score | reason
            tried  | ssh     | 2026-03-27 | 13         | 4.0   | new source
            """);
  }

  @Test
  void whatTheClassifierReportsIsNamed(FlowTest test) {
    test.of(new NameAttacks())
        .given(
            "classification",
            """
            protocol_type | service | flag | slice_day  | slice_hour | score | reason
            tcp           | http    | SF   | 2026-03-27 | 13         | 0.95  | attack
            udp           | ntp_u   | SF   | 2026-03-27 | 13         | 0.01  | null
            """)
        .when()
        .thenPort(
            "findings",
            """
            entity      | service | slice_day  | slice_hour | score | reason
            tcp/http/SF | http    | 2026-03-27 | 13         | 0.95  | attack
            """);
  }

  @Test
  void oneComponentPublishesForAllDetections(FlowTest test) {
    test.of(new PublishFindings("volume", 10))
        .given(
            "findings",
            """
            entity | service | slice_day  | slice_hour | score | reason
            a      | http    | 2026-03-27 | 13         | 9.9   | volume
            b      | http    | 2026-03-27 | 13         | 10.0  | volume
            c      | http    | 2026-03-27 | 13         | 0.1   | exfiltration
            """)
        .when()
        .thenPort(
            "alerts",
            """
            alert_id                         | detector | entity | severity | score
            42e5215ad1b8bbe7fc517ec850085ce0 | volume   | a      | medium   | 9.9
            0210ba0dfafec09b29c41dc3d49f6d0b | volume   | b      | high     | 10.0
            1f7026eb6d19ba959d735ce7518846c7 | volume   | c      | critical | 0.1
            """);
  }

  @Test
  void alertsBearTheirOwners(FlowTest test) {
    String alert = "%s | volume | e | %s | 2026-03-27 | %d | volume | high | 1.5\n";
    var rows =
        test.of(
            Flow.define(
                "owned",
                Owned.class,
                FindOwners.Out.class,
                (b, in) ->
                    b.apply(
                        "owners",
                        new FindOwners(),
                        new FindOwners.In(List.of(in.attacks(), in.volumes()), in.inventory()))));
    String columns =
        "alert_id | detector | entity | service | slice_day | slice_hour | reason | severity | score\n";
    rows.given(
            "attacks", columns + alert.formatted("1", "http", 2) + alert.formatted("2", "http", 4))
        .given("volumes", columns + alert.formatted("3", "gopher", 2))
        .given(
            "inventory",
            """
            service | owner | criticality | maintenance_from | maintenance_to
            http    | web   | 1           | 2                | 4
            """)
        .when()
        .thenPort(
            "owned",
            """
            alert_id | service | owner  | criticality | in_maintenance | severity
            1        | http    | web    | 1           | true           | high
            2        | http    | web    | 1           | false          | high
            3        | gopher  | nobody | 4           | false          | high
            """);
  }

  /** Two of the frames that alerts come in. */
  public record Owned(Frame<Alert> attacks, Frame<Alert> volumes, Frame<InventoryRow> inventory) {}

  /** What a series is given. */
  public record Measures(Frame<Measure> measures) {}

  /** What it reports. */
  public record Findings(Frame<Finding> findings) {}

  private static Flow<Measures, Findings> seriesOf(ScoreSeries score) {
    return Flow.define(
        "series-of",
        Measures.class,
        Findings.class,
        (b, in) -> {
          var series = b.state("series", SeriesDay.class);
          var scored = b.apply("score", score, new ScoreSeries.In(in.measures(), series.before()));
          series.after(scored.after());
          return new Findings(scored.findings());
        });
  }
}
