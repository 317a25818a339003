package dev.bering.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A plan as files that others take. All are the same for the same plan. */
public final class MonitoringText {

  private static final JsonMapper JSON = new JsonMapper();

  private MonitoringText() {}

  /** One file a part, by its name: {@code rules/}, {@code alarms/} and {@code dashboards/}. */
  public static Map<String, String> files(MonitoringPlan plan) {
    Map<String, String> files = new TreeMap<>();
    for (Part part : plan.parts()) {
      files.put("%ss/%s.json".formatted(part.type().text(), part.name()), part.definition() + "\n");
    }
    return files;
  }

  /**
   * One template of CloudFormation.
   *
   * <p>Source: AWS::CloudWatch::InsightRule, Alarm and Dashboard of the CloudFormation reference.
   */
  public static String cloudFormation(MonitoringPlan plan) {
    ObjectNode template = JSON.createObjectNode().put("AWSTemplateFormatVersion", "2010-09-09");
    template.put("Description", "What watches the transfer %s".formatted(plan.name()));
    ObjectNode resources = template.putObject("Resources");
    for (Part part : plan.parts()) {
      ObjectNode resource = resources.putObject(logicalId(plan, part));
      switch (part.type()) {
        case RULE ->
            resource
                .put("Type", "AWS::CloudWatch::InsightRule")
                .putObject("Properties")
                .put("RuleName", part.name())
                .put("RuleState", "ENABLED")
                .put("RuleBody", tree(part).toString());
        case ALARM -> {
          resource.put("Type", "AWS::CloudWatch::Alarm");
          List<String> rules = rulesOf(plan, part);
          if (!rules.isEmpty()) {
            rules.forEach(resource.putArray("DependsOn")::add);
          }
          resource.set("Properties", tree(part));
        }
        case DASHBOARD ->
            resource
                .put("Type", "AWS::CloudWatch::Dashboard")
                .putObject("Properties")
                .put("DashboardName", part.name())
                .put("DashboardBody", tree(part).toString());
      }
    }
    return template.toPrettyString().replace("\r\n", "\n") + "\n";
  }

  /** The rules that an alarm names, which have to be there first. */
  private static List<String> rulesOf(MonitoringPlan plan, Part alarm) {
    List<String> rules = new ArrayList<>();
    for (Part part : plan.parts()) {
      if (part.type() == Part.Type.RULE
          && alarm.definition().contains("\\\"%s\\\"".formatted(part.name()))) {
        rules.add(logicalId(plan, part));
      }
    }
    return rules;
  }

  /** Letters and digits only, and two parts never the same. */
  private static String logicalId(MonitoringPlan plan, Part part) {
    StringBuilder id = new StringBuilder(capital(part.type().text()));
    for (String word : part.name().substring(plan.prefix().length()).split("-", -1)) {
      // A number after a number would run into it.
      id.append(
          Character.isDigit(id.charAt(id.length() - 1))
                  && !word.isEmpty()
                  && Character.isDigit(word.charAt(0))
              ? "x" + word
              : capital(word));
    }
    return id.toString();
  }

  private static String capital(String word) {
    return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static JsonNode tree(Part part) {
    try {
      return JSON.readTree(part.definition());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of its own: " + part, e);
    }
  }
}
