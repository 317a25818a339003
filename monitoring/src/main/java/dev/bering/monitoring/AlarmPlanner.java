package dev.bering.monitoring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes alarms on the sum of all rules that watch the same. */
final class AlarmPlanner {

  private static final JsonMapper JSON = new JsonMapper();

  /** Of the ten metrics of an alarm one is the sum. */
  static final int MOST_RULES = 9;

  static final int PERIOD_SECONDS = 60;
  private static final int EVALUATED = 5;
  private static final int TO_ALARM = 3;

  private AlarmPlanner() {}

  /**
   * The alarms of one kind; more than one where the sum has more parts than an alarm has metrics,
   * each of which then watches its own part.
   */
  static List<Part> of(WatchKind kind, List<Part> rules, double threshold, WatchSettings settings) {
    List<Part> alarms = new ArrayList<>();
    for (int from = 0; from < rules.size(); from += MOST_RULES) {
      List<Part> some = rules.subList(from, Math.min(rules.size(), from + MOST_RULES));
      String name =
          settings.prefix()
              + kind.slug()
              + (rules.size() > MOST_RULES ? "-" + from / MOST_RULES : "");
      alarms.add(new Part(Part.Type.ALARM, name, json(name, kind, some, threshold, settings)));
    }
    return alarms;
  }

  private static String json(
      String name, WatchKind kind, List<Part> rules, double threshold, WatchSettings settings) {
    ObjectNode alarm = JSON.createObjectNode().put("AlarmName", name);
    alarm.put("AlarmDescription", "More %s in a minute than usual".formatted(kind.text()));
    alarm.put("ActionsEnabled", true);
    if (!settings.actions().isEmpty()) {
      settings.actions().forEach(alarm.putArray("AlarmActions")::add);
    }
    alarm.put("ComparisonOperator", "GreaterThanThreshold");
    alarm.put("Threshold", threshold);
    alarm.put("EvaluationPeriods", EVALUATED);
    alarm.put("DatapointsToAlarm", TO_ALARM);
    alarm.put("TreatMissingData", "notBreaching");
    ArrayNode metrics = alarm.putArray("Metrics");
    for (int i = 0; i < rules.size(); i++) {
      metrics
          .addObject()
          .put("Id", "m" + (i + 1))
          .put("Expression", metric(rules.get(i)))
          .put("Period", PERIOD_SECONDS)
          .put("ReturnData", rules.size() == 1);
    }
    if (rules.size() > 1) {
      metrics
          .addObject()
          .put("Id", "e1")
          .put("Expression", sum(rules.size()))
          .put("Label", kind.text())
          .put("ReturnData", true);
    }
    return alarm.toPrettyString().replace("\r\n", "\n");
  }

  static String metric(Part rule) {
    return "INSIGHT_RULE_METRIC(\"%s\", \"Sum\")".formatted(rule.name());
  }

  /** A rule that matched nothing has no value, which would leave the whole sum without one. */
  static String sum(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj("FILL(m%d, 0)"::formatted)
        .collect(Collectors.joining(" + "));
  }
}
