package dev.bering.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InsightRuleTest {

  @TempDir private Path root;

  /**
   * A rule of a kind that is in use, and the same as a condition in SQL.
   *
   * @param keys fields of the default format, by place
   */
  private record Kind(
      String name,
      List<Integer> keys,
      String aggregate,
      boolean hasValue,
      String filters,
      String sql) {

    String json() {
      return """
          {"Schema": {"Name": "CloudWatchLogRule", "Version": 1}, "LogGroupNames": ["/vpc/flowlogs/*"],
           "LogFormat": "CLF", "AggregateOn": "%s",
           "Fields": {"3": "interface", "4": "src", "5": "dst", "6": "sport", "7": "dport", "10": "bytes",
                      "13": "action"},
           "Contribution": {"Keys": [%s]%s, "Filters": [%s]}}
          """
          .formatted(
              aggregate,
              String.join(", ", keys.stream().map(Kind::alias).toList()),
              hasValue ? ", \"ValueOf\": \"bytes\"" : "",
              filters);
    }

    private static String alias(int place) {
      return switch (place) {
        case 3 -> "\"interface\"";
        case 4 -> "\"src\"";
        case 5 -> "\"dst\"";
        case 7 -> "\"dport\"";
        default -> "\"action\"";
      };
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The seven of the sample for migrations, and those of the library of rules for flow logs. */
  static Stream<Kind> kinds() {
    String two = "{\"Match\": \"interface\", \"In\": [\"eni-0\", \"eni-2\"]}";
    return Stream.of(
        new Kind(
            "bytes through a NAT gateway",
            List.of(4, 5),
            "Sum",
            true,
            two,
            "interface_id IN ('eni-0', 'eni-2')"),
        new Kind(
            "bytes through a NAT instance",
            List.of(4, 5),
            "Sum",
            true,
            "{\"Match\": \"src\", \"In\": [\"10.0.0.1\"]}",
            "srcaddr = '10.0.0.1'"),
        new Kind(
            "bytes through an interface endpoint",
            List.of(3, 4),
            "Sum",
            true,
            "{\"Match\": \"interface\", \"In\": [\"eni-1\"]}",
            "interface_id = 'eni-1'"),
        new Kind(
            "bytes of a gateway endpoint",
            List.of(5),
            "Sum",
            true,
            "{\"Match\": \"src\", \"StartsWith\": [\"10.0.0.\"]}",
            "starts_with(srcaddr, '10.0.0.')"),
        new Kind(
            "bytes of private links",
            List.of(3),
            "Sum",
            true,
            two + ", {\"Match\": \"bytes\", \"GreaterThan\": 500000.5}",
            "interface_id IN ('eni-0', 'eni-2') AND TRY_CAST(bytes AS BIGINT) > 500000.5"),
        new Kind(
            "connections, summed without a value",
            List.of(4),
            "Sum",
            false,
            "{\"Match\": \"action\", \"In\": [\"ACCEPT\"]}",
            "action = 'ACCEPT'"),
        new Kind(
            "connections through two interfaces",
            List.of(3, 7),
            "Sum",
            false,
            two,
            "interface_id IN ('eni-0', 'eni-2')"),
        new Kind(
            "rejected by port and source",
            List.of(4, 7),
            "Count",
            false,
            "{\"Match\": \"action\", \"EqualTo\": 1}, {\"Match\": \"action\", \"IsPresent\": true}",
            "false"),
        new Kind("every line, also those without data", List.of(13), "Count", false, "", "true"),
        new Kind(
            "not these, and not this port",
            List.of(4),
            "Count",
            false,
            "{\"Match\": \"action\", \"NotIn\": [\"ACCEPT\", \"-\"]}, {\"Match\": \"dport\", \"NotEqualTo\": 22}, {\"Match\": \"dport\", \"LessThan\": 5432}",
            "action NOT IN ('ACCEPT', '-') AND TRY_CAST(dstport AS BIGINT) NOT IN (22) AND TRY_CAST(dstport AS BIGINT) < 5432"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void findsWhatSqlFindsInTextAndZippedAndParquetAlike(Kind kind) {
    List<String> lines = FlowFolder.lines(3_000, 7);
    FlowFolder folder =
        new FlowFolder(root)
            .text("a.log", lines.subList(0, 1_000))
            .bytes(
                "b.log.gz",
                FlowFolder.zipped(
                    FlowFolder.HEADER + "\n" + String.join("\n", lines.subList(1_000, 2_000))))
            .parquet("c.parquet", lines.subList(2_000, 3_000))
            .text("_all.csv", lines);
    RuleReport report;
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      assertThat(logs.count()).isEqualTo(3);
      report =
          RuleReport.of(
                  new FlowCounter(Progress.NONE, Optional.empty()),
                  logs,
                  List.of(InsightRule.parse(kind.name(), kind.json())),
                  60,
                  Optional.empty(),
                  10_000)
              .get(0);
    }
    assertThat(report.top().tally().odd()).isEqualTo(Oddities.NONE);
    assertThat(report.top().tally().lines()).isEqualTo(3_000);
    try (Engine engine = DuckDbEngine.open()) {
      String value = kind.hasValue() ? "TRY_CAST(bytes AS BIGINT)" : "1";
      String keys =
          String.join(
              " || ' ' || ",
              kind.keys().stream()
                  .map(place -> FlowFolder.column(FlowFormat.DEFAULT.names().get(place - 1)))
                  .toList());
      String matched =
          "SELECT *, %s AS v, %s AS k, CAST(start AS BIGINT) // 60 * 60 AS m FROM %s WHERE %s AND %s IS NOT NULL"
              .formatted(
                  value,
                  keys,
                  FlowFolder.csv(folder.folder().resolve("_all.csv")),
                  kind.sql(),
                  value);
      assertThat(report.top().top())
          .isEqualTo(
              engine.query(
                  "SELECT k, sum(v)::BIGINT, count(*) FROM (%s) GROUP BY k ORDER BY 2 DESC, k"
                      .formatted(matched),
                  row ->
                      new Contributor(
                          List.of(row.string(0).split(" ", -1)), row.number(1), row.number(2))));
      assertThat(report.periods())
          .isEqualTo(
              engine.query(
                  """
                  SELECT m, count(DISTINCT k), max(s), sum(n)::BIGINT, sum(s)::BIGINT, min(lo), max(hi) FROM (
                    SELECT m, k, sum(v)::BIGINT AS s, count(*) AS n, min(v) AS lo, max(v) AS hi
                    FROM (%s) GROUP BY m, k) GROUP BY m ORDER BY m\
                  """
                      .formatted(matched),
                  row ->
                      new RuleMetrics(
                          Instant.ofEpochSecond(row.number(0)),
                          row.number(1),
                          row.number(2),
                          row.number(3),
                          row.number(4),
                          row.number(5),
                          row.number(6),
                          (double) row.number(4) / row.number(3))));
    }
  }

  /** {@code StartsWith} compares texts: what begins with 2 is 22 too. */
  @Test
  void whatBeginsWithADigitIsNotThatNumber() {
    FlowFolder folder = new FlowFolder(root).text("a.log", FlowFolder.lines(500, 3));
    FlowFilter two = new FlowFilter.StartsWith(new FieldRef.Named(FlowField.DSTPORT), List.of("2"));
    assertThat(
            folder
                .top(Contribution.of(List.of(FlowField.DSTPORT), Optional.empty()).where(two))
                .top())
        .extracting(one -> one.keys().get(0))
        .containsExactlyInAnyOrder("2", "22");
  }

  @Test
  void everythingThatIsWrongWithARuleIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                InsightRule.parse(
                    "nat",
                    """
                    {"Schema": {"Name": "CloudWatchLogRule", "Version": 2}, "LogFormat": "JSON",
                     "Feilds": {}, "Fields": {"3": "interface", "x": "y"}, "AggregateOn": "Mean",
                     "Contribution": {"Keys": ["interfaces"], "ValueOf": "bytes", "Filters": [
                       {"Match": "interface", "Like": ["a"]}, {"Match": "interface", "In": []},
                       {"Match": "interface", "GreaterThan": "9"}]}}
                    """))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read rule nat: the rule has no 'Feilds'.
            Cannot read rule nat: its Schema is not CloudWatchLogRule of version 1.
            Cannot read rule nat: its LogFormat is 'JSON'.
            Cannot read rule nat: Fields names the place 'x'.
            Cannot read rule nat: Keys names 'interfaces', which Fields does not.
            Cannot read rule nat: the filter of 'interface' has [Like].
            Cannot read rule nat: the filter of 'interface' has 0 texts.
            Cannot read rule nat: the filter of 'interface' compares with '9'.
            Cannot read rule nat: its AggregateOn is 'Mean'.
            Cannot read rule nat: it counts and has a ValueOf.
            Cannot read rule nat: ValueOf names 'bytes', which Fields does not.""");
  }

  @Test
  void whatIsNoRuleIsRefused() {
    assertThatThrownBy(() -> InsightRule.parse("nat", "[1]"))
        .hasMessage("Cannot read rule nat: it is no JSON object.");
    assertThatThrownBy(() -> InsightRule.parse("nat", "{"))
        .hasMessage(
            "Cannot read rule nat: it is no JSON: Unexpected end-of-input: expected close marker for"
                + " Object.");
    assertThatThrownBy(() -> InsightRule.parse("nat", "{\"a\": 1, \"a\": 2}"))
        .hasMessage("Cannot read rule nat: it is no JSON: Duplicate field 'a'.");
    String rule =
        """
        {"Schema": {"Name": "CloudWatchLogRule", "Version": 1}, "LogFormat": "CLF",
         "Fields": {"4": "src"}, "AggregateOn": "Count", "Contribution": {"Keys": ["src"],
         "Filters": %s}}
        """;
    assertThatThrownBy(() -> InsightRule.parse("nat", rule.formatted("\"x\"")))
        .hasMessage("Cannot read rule nat: its Filters are no list.");
    assertThatThrownBy(
            () ->
                InsightRule.parse(
                    "nat", rule.formatted("[{\"Match\": \"src\", \"LessThan\": 1e400}]")))
        .hasMessage("Cannot read rule nat: the filter of 'src' compares with 'Infinity'.");
  }
}
