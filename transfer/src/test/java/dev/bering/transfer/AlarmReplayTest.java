package dev.bering.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.transfer.AlarmReplay.Firing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmReplayTest {

  private static final Instant BEGIN = Instant.parse("2026-03-25T00:00:00Z");

  private static final String RULE =
      """
      {"Schema": {"Name": "CloudWatchLogRule", "Version": 1}, "LogFormat": "CLF",
       "Fields": {"4": "src", "10": "bytes"}, "AggregateOn": "Sum",
       "Contribution": {"Keys": ["src"], "ValueOf": "bytes", "Filters": []}}
      """;

  @TempDir private Path root;

  /** One record a minute; none where there are no bytes, but one that tells of no data. */
  private AlarmReplay replay(InsightAlarm alarm, int minutes, IntUnaryOperator bytes) {
    List<String> lines = new ArrayList<>();
    for (int minute = 0; minute < minutes; minute++) {
      long start = BEGIN.getEpochSecond() + 60L * minute;
      int moved = bytes.applyAsInt(minute);
      lines.add(
          moved < 0
              ? "2 1 eni-1 - - - - - - - %d %d - NODATA".formatted(start, start + 59)
              : "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 %d %d %d ACCEPT OK"
                  .formatted(moved, start, start + 59));
    }
    new FlowFolder(root).text("a.log", lines);
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      RuleReport report =
          RuleReport.of(
                  new FlowCounter(Progress.NONE, Optional.empty()),
                  logs,
                  List.of(InsightRule.parse("nat", RULE)),
                  60,
                  Optional.empty(),
                  1)
              .get(0);
      return AlarmReplay.of(
          alarm, Map.of("nat", report), report.top().tally().span().orElseThrow(), 0.01);
    }
  }

  private static InsightAlarm alarm(double threshold, int toAlarm, int evaluated, String missing) {
    return InsightAlarm.parse(
        "alarm.json",
        """
        {"AlarmName": "nat-bytes", "ComparisonOperator": "GreaterThanThreshold", "Threshold": %s,
         "EvaluationPeriods": %d, "DatapointsToAlarm": %d, "TreatMissingData": "%s",
         "Metrics": [
           {"Id": "m1", "Expression": "INSIGHT_RULE_METRIC(\\"nat\\", \\"Sum\\")", "Period": 60,
            "ReturnData": false},
           {"Id": "e1", "Expression": "m1 / 1000 * 1000", "ReturnData": true}]}
        """
            .formatted(Double.toString(threshold), evaluated, toAlarm, missing));
  }

  /** The alarm of the published sample: a thousand bytes in one minute. */
  @Test
  void aThresholdBelowAllTrafficFiresAllTheTime() {
    AlarmReplay replay = replay(alarm(1_000, 1, 1, "notBreaching"), 120, minute -> 40_000);
    assertThat(replay.periods()).isEqualTo(120);
    assertThat(replay.alarmed()).isEqualTo(120);
    assertThat(replay.firings())
        .containsExactly(new Firing(BEGIN, BEGIN.plusSeconds(7_200), 40_000));
  }

  @Test
  void threeOfFivePeriodsFireWithinTheTimeThatIsNotAsUsualAlone() {
    IntUnaryOperator bytes = minute -> minute >= 60 && minute < 70 ? 900_000 : 40_000 + minute;
    AlarmReplay replay = replay(alarm(500_000, 3, 5, "notBreaching"), 120, bytes);
    assertThat(replay.firings())
        .containsExactly(
            new Firing(BEGIN.plusSeconds(62 * 60), BEGIN.plusSeconds(72 * 60), 900_000));
    assertThat(replay.alarmed()).isEqualTo(10);
  }

  /** A hundred quiet minutes and two that are not: at most one in a hundred may fire. */
  @Test
  void aThresholdIsProposedThatIsQuietOverWhatWasRecorded() {
    AlarmReplay replay =
        replay(
            alarm(1_000, 1, 1, "notBreaching"),
            200,
            minute -> minute == 50 || minute == 120 ? 800_000 + minute : 40_000 + minute);
    assertThat(replay.proposal()).hasValue(new AlarmReplay.Proposal(40_199, 2, 0.01));
  }

  @ParameterizedTest
  @CsvSource({
    "missing,      10",
    "notBreaching, 10",
    "ignore,       30",
    "breaching,    30",
  })
  void aPeriodWithoutValuesCountsAsTheAlarmSays(String missing, int alarmed) {
    AlarmReplay replay =
        replay(
            alarm(500_000, 1, 1, missing),
            40,
            minute -> minute < 10 ? 40_000 : minute < 20 ? 900_000 : -1);
    assertThat(replay.periods()).isEqualTo(40);
    assertThat(replay.alarmed()).isEqualTo(alarmed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 + 2 * 3 - 4 / 2       | 5
          -(1 + 2) * 3            | -9
          FILL(a, 7)              | 7
          FILL(b, 7) + 0.5e1      | 9
          """)
  void expressionsAreReadAsArithmeticIs(String text, double expected) throws Exception {
    MetricSeries none = new MetricSeries(new TreeMap<>());
    MetricSeries four = new MetricSeries(new TreeMap<>(Map.of(0L, 4.0)));
    MetricExpression.Source source =
        new MetricExpression.Source() {
          @Override
          public MetricSeries rule(String rule, String metric) {
            return none;
          }

          @Override
          public MetricSeries metric(String id) {
            return id.equals("b") ? four : none;
          }

          @Override
          public List<Long> periods() {
            return List.of(0L);
          }
        };
    assertThat(MetricExpression.parse(text).over(source).values()).isEqualTo(Map.of(0L, expected));
    assertThat(MetricExpression.parse("b / 0").over(source).values()).isEmpty();
    assertThat(MetricExpression.parse("a + 1").over(source).values()).isEmpty();
  }

  @Test
  void everythingThatIsWrongWithAnAlarmIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                InsightAlarm.parse(
                    "alarm.json",
                    """
                    {"Treshold": 5, "ComparisonOperator": "More", "EvaluationPeriods": 2,
                     "DatapointsToAlarm": 3, "TreatMissingData": "bad", "Metrics": [
                      {"Id": "a", "Expression": "b +", "Period": 60},
                      {"Id": "b", "Expression": "ANOMALY_DETECTION_BAND(a)", "Period": 300},
                      {"Id": "c", "Expression": "c + d", "ReturnData": false},
                      {"Id": "e", "Expression": "INSIGHT_RULE_METRIC('nat', 'Median')"}]}
                    """))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read alarm alarm.json: the alarm has 'Treshold', which is not evaluated here.
            Cannot read alarm alarm.json: its ComparisonOperator is 'More'.
            Cannot read alarm alarm.json: its TreatMissingData is 'bad'.
            Cannot read alarm alarm.json: its Threshold is no number.
            Cannot read alarm alarm.json: 3 of 2 periods have to breach.
            Cannot read alarm alarm.json: the expression of 'a' cannot be read: a value is missing.
            Cannot read alarm alarm.json: the expression of 'b' cannot be read: the function ANOMALY_DETECTION_BAND is not evaluated here.
            Cannot read alarm alarm.json: the expression of 'e' cannot be read: rules have no metric 'Median'.
            Cannot read alarm alarm.json: 3 of its metrics return data.
            Cannot read alarm alarm.json: its metrics have the periods [60, 300].
            Cannot read alarm alarm.json: 'c' names 'd', which is no metric of it.
            Cannot read alarm alarm.json: 'c' depends on itself.""");
  }
}
