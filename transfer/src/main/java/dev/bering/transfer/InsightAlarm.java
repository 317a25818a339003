package dev.bering.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An alarm of CloudWatch on metrics of rules, as {@code PutMetricAlarm} takes it.
 *
 * <p>Source: PutMetricAlarm of the Amazon CloudWatch API reference, as of 2026-08.
 *
 * @param name what it is called
 * @param comparison of a value with the threshold
 * @param threshold with what a value is compared
 * @param evaluated so many periods are looked at
 * @param toAlarm so many of them have to breach
 * @param missing what a period without a value is
 * @param metrics by id; each may name others
 * @param returned the id of the one that is watched
 * @param period seconds
 */
public record InsightAlarm(
    String name,
    Comparison comparison,
    double threshold,
    int evaluated,
    int toAlarm,
    Missing missing,
    Map<String, MetricExpression> metrics,
    String returned,
    long period) {

  public InsightAlarm {
    metrics = Map.copyOf(metrics);
  }

  /** How a value breaches. */
  public enum Comparison {
    GreaterThanThreshold,
    GreaterThanOrEqualToThreshold,
    LessThanThreshold,
    LessThanOrEqualToThreshold;

    boolean breaches(double value, double threshold) {
      return switch (this) {
        case GreaterThanThreshold -> value > threshold;
        case GreaterThanOrEqualToThreshold -> value >= threshold;
        case LessThanThreshold -> value < threshold;
        case LessThanOrEqualToThreshold -> value <= threshold;
      };
    }

    boolean isUpwards() {
      return this == GreaterThanThreshold || this == GreaterThanOrEqualToThreshold;
    }
  }

  /** What a period without a value counts as. */
  public enum Missing {
    missing,
    ignore,
    breaching,
    notBreaching
  }

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> KEYS =
      Set.of(
          "AlarmName",
          "AlarmDescription",
          "ActionsEnabled",
          "OKActions",
          "AlarmActions",
          "InsufficientDataActions",
          "ComparisonOperator",
          "Threshold",
          "EvaluationPeriods",
          "DatapointsToAlarm",
          "TreatMissingData",
          "Metrics",
          "Tags");
  private static final Set<String> METRIC_KEYS =
      Set.of("Id", "Expression", "Period", "ReturnData", "Label");
  private static final int LONGEST = 1 << 16;
  private static final int MOST_METRICS = 10;
  private static final int LONGEST_EVALUATION = 86_400;

  /** The same alarm with another threshold. */
  InsightAlarm at(double other) {
    return new InsightAlarm(
        name, comparison, other, evaluated, toAlarm, missing, metrics, returned, period);
  }

  /** The rules whose metrics it needs. */
  public Set<String> rules() {
    Set<String> rules = new LinkedHashSet<>();
    metrics.values().forEach(metric -> rules.addAll(metric.rules()));
    return rules;
  }

  /**
   * Reads an alarm's definition.
   *
   * @throws UserException INSIGHT_ALARM with everything that is wrong with it
   */
  public static InsightAlarm parse(String file, String json) {
    return new Parser(file).alarm(json);
  }

  private static final class Parser {
    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    Parser(String file) {
      this.file = file;
    }

    InsightAlarm alarm(String json) {
      JsonNode alarm = tree(json);
      known("the alarm", alarm, KEYS);
      Comparison comparison =
          word("ComparisonOperator", alarm, Comparison.values(), Comparison.GreaterThanThreshold);
      Missing missing =
          alarm.has("TreatMissingData")
              ? word("TreatMissingData", alarm, Missing.values(), Missing.missing)
              : Missing.missing;
      double threshold = alarm.path("Threshold").asDouble(Double.NaN);
      if (!Double.isFinite(threshold)) {
        wrong("its Threshold is no number", "write \"Threshold\": 1000");
      }
      int evaluated = alarm.path("EvaluationPeriods").asInt(0);
      int toAlarm = alarm.path("DatapointsToAlarm").asInt(evaluated);
      if (evaluated < 1 || toAlarm < 1 || toAlarm > evaluated) {
        wrong(
            "%d of %d periods have to breach".formatted(toAlarm, evaluated),
            "let at least 1 and at most all of EvaluationPeriods breach");
      }
      Map<String, MetricExpression> metrics = new LinkedHashMap<>();
      List<String> returned = new ArrayList<>();
      long period = metrics(alarm.path("Metrics"), metrics, returned);
      named(metrics);
      if (period * evaluated > LONGEST_EVALUATION) {
        wrong(
            "%d periods of %d s are more than a day".formatted(evaluated, period),
            "look at fewer or shorter periods");
      }
      if (!problems.isEmpty()) {
        throw UserException.usage(problems);
      }
      return new InsightAlarm(
          alarm.path("AlarmName").asText(file),
          comparison,
          threshold,
          evaluated,
          toAlarm,
          missing,
          metrics,
          returned.get(0),
          period);
    }

    private JsonNode tree(String json) {
      try {
        JsonNode tree = json.length() > LONGEST ? JSON.nullNode() : JSON.readTree(json);
        if (!tree.isObject()) {
          wrong("it is no JSON object", "give what 'aws cloudwatch put-metric-alarm' takes");
          throw UserException.usage(problems);
        }
        return tree;
      } catch (JsonProcessingException e) {
        wrong(
            "it is no JSON: " + e.getOriginalMessage().replaceAll("(?s)\\s*\\(.*", ""),
            "give what 'aws cloudwatch put-metric-alarm' takes");
        throw UserException.usage(problems);
      }
    }

    private void wrong(String fact, String hint) {
      problems.add(
          new Problem("INSIGHT_ALARM", "Cannot read alarm %s: %s.".formatted(file, fact), hint));
    }

    private void known(String place, JsonNode node, Set<String> keys) {
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String key = names.next();
        if (!keys.contains(key)) {
          wrong(
              "%s has '%s', which is not evaluated here".formatted(place, key),
              NearestName.hint(key, keys.stream().sorted().toList()));
        }
      }
    }

    private <E extends Enum<E>> E word(String key, JsonNode alarm, E[] words, E otherwise) {
      String given = alarm.path(key).asText();
      for (E word : words) {
        if (word.name().equals(given)) {
          return word;
        }
      }
      wrong(
          "its %s is '%s'".formatted(key, given),
          "write one of " + String.join(", ", Arrays.stream(words).map(Enum::name).toList()));
      return otherwise;
    }

    private long metrics(
        JsonNode node, Map<String, MetricExpression> metrics, List<String> returned) {
      if (!node.isArray() || node.isEmpty() || node.size() > MOST_METRICS) {
        wrong(
            "it has %d Metrics".formatted(node.size()),
            "give 1 to %d metrics of rules".formatted(MOST_METRICS));
        return 1;
      }
      Set<Long> periods = new LinkedHashSet<>();
      for (JsonNode metric : node) {
        String id = metric.path("Id").asText();
        known("metric '%s'".formatted(id), metric, METRIC_KEYS);
        if (metric.has("Period")) {
          periods.add(metric.path("Period").asLong(0));
        }
        if (metric.path("ReturnData").asBoolean(true)) {
          returned.add(id);
        }
        try {
          if (metrics.put(id, MetricExpression.parse(metric.path("Expression").asText())) != null) {
            wrong("two metrics have the id '%s'".formatted(id), "give each an id of its own");
          }
        } catch (MetricExpression.Unreadable e) {
          wrong(
              "the expression of '%s' cannot be read: %s".formatted(id, e.getMessage()),
              "write such as INSIGHT_RULE_METRIC(\"rule\", \"Sum\") or m1 / m2 * 100");
        }
      }
      if (returned.size() != 1) {
        wrong(
            "%d of its metrics return data".formatted(returned.size()),
            "let ReturnData be true of one and false of all others");
      }
      if (periods.size() != 1 || periods.contains(0L)) {
        wrong("its metrics have the periods %s".formatted(periods), "give all of them one period");
        return 1;
      }
      return periods.iterator().next();
    }

    /** Metrics name metrics, in no circle. */
    private void named(Map<String, MetricExpression> metrics) {
      metrics.forEach(
          (id, metric) -> {
            for (String other : metric.ids()) {
              if (!metrics.containsKey(other)) {
                wrong(
                    "'%s' names '%s', which is no metric of it".formatted(id, other),
                    NearestName.hint(other, metrics.keySet()));
              }
            }
            if (reaches(metrics, id, id, new LinkedHashSet<>())) {
              wrong("'%s' depends on itself".formatted(id), "take it out of its own expression");
            }
          });
    }

    private static boolean reaches(
        Map<String, MetricExpression> metrics, String from, String to, Set<String> seen) {
      MetricExpression metric = metrics.get(from);
      if (metric == null || !seen.add(from)) {
        return false;
      }
      return metric.ids().contains(to)
          || metric.ids().stream().anyMatch(next -> reaches(metrics, next, to, seen));
    }
  }
}
