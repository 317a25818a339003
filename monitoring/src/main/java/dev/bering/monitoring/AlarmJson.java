package dev.bering.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;

/** An alarm as JSON, in the words of {@code PutMetricAlarm}, and as the SDK has it. */
final class AlarmJson {

  private static final JsonMapper JSON = new JsonMapper();

  private AlarmJson() {}

  /** The request that a plan's alarm is. */
  static PutMetricAlarmRequest request(String definition) {
    try {
      return request(JSON.readTree(definition));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of its own", e);
    }
  }

  /** Whether an alarm is on metrics of rules, and not on one of the service's or an agent's. */
  static boolean isOnRules(String definition) {
    return definition.contains("INSIGHT_RULE_METRIC(");
  }

  private static PutMetricAlarmRequest request(JsonNode alarm) {
    PutMetricAlarmRequest.Builder put =
        PutMetricAlarmRequest.builder()
            .alarmName(alarm.path("AlarmName").textValue())
            .comparisonOperator(alarm.path("ComparisonOperator").textValue())
            .threshold(alarm.path("Threshold").doubleValue())
            .evaluationPeriods(alarm.path("EvaluationPeriods").intValue())
            .datapointsToAlarm(alarm.path("DatapointsToAlarm").intValue())
            .treatMissingData(alarm.path("TreatMissingData").textValue())
            .actionsEnabled(alarm.path("ActionsEnabled").booleanValue());
    text(alarm, "AlarmDescription", put::alarmDescription);
    text(alarm, "Namespace", put::namespace);
    text(alarm, "MetricName", put::metricName);
    text(alarm, "Statistic", put::statistic);
    if (alarm.has("AlarmActions")) {
      List<String> actions = new ArrayList<>();
      alarm.path("AlarmActions").forEach(one -> actions.add(one.textValue()));
      put.alarmActions(actions);
    }
    if (alarm.has("Period")) {
      put.period(alarm.path("Period").intValue());
    }
    if (alarm.has("Dimensions")) {
      List<Dimension> dimensions = new ArrayList<>();
      alarm
          .path("Dimensions")
          .forEach(
              one ->
                  dimensions.add(
                      Dimension.builder()
                          .name(one.path("Name").textValue())
                          .value(one.path("Value").textValue())
                          .build()));
      put.dimensions(dimensions);
    }
    if (alarm.has("Metrics")) {
      List<MetricDataQuery> metrics = new ArrayList<>();
      alarm.path("Metrics").forEach(one -> metrics.add(metric(one)));
      put.metrics(metrics);
    }
    return put.build();
  }

  private static MetricDataQuery metric(JsonNode one) {
    MetricDataQuery.Builder metric =
        MetricDataQuery.builder()
            .id(one.path("Id").textValue())
            .expression(one.path("Expression").textValue())
            .returnData(one.path("ReturnData").booleanValue());
    text(one, "Label", metric::label);
    if (one.has("Period")) {
      metric.period(one.path("Period").intValue());
    }
    return metric.build();
  }

  private static void text(JsonNode node, String key, Consumer<String> to) {
    if (node.path(key).isTextual()) {
      to.accept(node.path(key).textValue());
    }
  }

  /** A composite alarm, which no plan has: it watches other alarms. */
  static ObjectNode of(CompositeAlarm alarm) {
    ObjectNode node = JSON.createObjectNode();
    put(node, "AlarmName", alarm.alarmName());
    put(node, "AlarmRule", alarm.alarmRule());
    return node;
  }

  /** Whether it is a composite one. */
  static boolean isComposite(String definition) {
    return definition.contains("\"AlarmRule\"");
  }

  /** What is there, with everything that a plan's alarm could differ in. */
  static ObjectNode of(MetricAlarm alarm) {
    ObjectNode node = JSON.createObjectNode();
    put(node, "AlarmName", alarm.alarmName());
    put(node, "AlarmDescription", alarm.alarmDescription());
    node.put("ActionsEnabled", Boolean.TRUE.equals(alarm.actionsEnabled()));
    put(node, "OKActions", alarm.okActions());
    put(node, "AlarmActions", alarm.alarmActions());
    put(node, "InsufficientDataActions", alarm.insufficientDataActions());
    put(node, "Namespace", alarm.namespace());
    put(node, "MetricName", alarm.metricName());
    put(node, "Statistic", alarm.statisticAsString());
    put(node, "ExtendedStatistic", alarm.extendedStatistic());
    put(node, "Unit", alarm.unitAsString());
    put(node, "ThresholdMetricId", alarm.thresholdMetricId());
    put(node, "EvaluateLowSampleCountPercentile", alarm.evaluateLowSampleCountPercentile());
    // They have no order of their own.
    for (Dimension one :
        alarm.dimensions().stream().sorted(Comparator.comparing(Dimension::name)).toList()) {
      node.withArray("Dimensions").addObject().put("Name", one.name()).put("Value", one.value());
    }
    number(node, "Period", alarm.period());
    put(node, "ComparisonOperator", alarm.comparisonOperatorAsString());
    if (alarm.threshold() != null) {
      node.put("Threshold", alarm.threshold());
    }
    number(node, "EvaluationPeriods", alarm.evaluationPeriods());
    number(node, "DatapointsToAlarm", alarm.datapointsToAlarm());
    put(node, "TreatMissingData", alarm.treatMissingData());
    for (MetricDataQuery one : alarm.metrics()) {
      ObjectNode metric = node.withArray("Metrics").addObject();
      put(metric, "Id", one.id());
      put(metric, "Expression", one.expression());
      put(metric, "Label", one.label());
      put(metric, "AccountId", one.accountId());
      number(metric, "Period", one.period());
      if (one.metricStat() != null) {
        metric.put("MetricStat", one.metricStat().toString());
      }
      // What is not said is returned.
      metric.put("ReturnData", !Boolean.FALSE.equals(one.returnData()));
    }
    return node;
  }

  private static void put(ObjectNode node, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      node.put(key, value);
    }
  }

  private static void put(ObjectNode node, String key, List<String> values) {
    values.forEach(one -> node.withArray(key).add(one));
  }

  private static void number(ObjectNode node, String key, @Nullable Integer value) {
    if (value != null) {
      node.put(key, value);
    }
  }
}
