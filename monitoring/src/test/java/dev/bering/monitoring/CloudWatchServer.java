package dev.bering.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.UserException;
import dev.bering.transfer.InsightRule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CloudWatch as its clients see it: rules, alarms and dashboards that stay, in pages, with its
 * limits. What it does not do: evaluate them.
 */
public final class CloudWatchServer extends QueryServer {

  private static final String SPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern COMPOSITE =
      Pattern.compile("<member><AlarmRule>(?:(?!</member>).)*</member>", Pattern.DOTALL);

  private final TreeMap<String, Rule> rules = new TreeMap<>();
  private final TreeMap<String, Map<String, String>> alarms = new TreeMap<>();
  private final NavigableMap<String, String> dashboards;
  private final int page;
  private final int mostRules;

  private record Rule(String state, String definition) {}

  /** One without anything, and with the limits of a region. */
  public CloudWatchServer() {
    this(500, 100);
  }

  CloudWatchServer(int page, int mostRules) {
    this(page, mostRules, new TreeMap<>());
  }

  private CloudWatchServer(int page, int mostRules, NavigableMap<String, String> dashboards) {
    this.page = page;
    this.mostRules = mostRules;
    this.dashboards = dashboards;
  }

  /** Another region of the same account, which has the same dashboards. */
  CloudWatchServer otherRegion() {
    return new CloudWatchServer(page, mostRules, dashboards);
  }

  /** The names of everything that is there. */
  public synchronized List<String> names() {
    return Stream.of(rules.keySet(), alarms.keySet(), dashboards.keySet())
        .flatMap(Collection::stream)
        .toList();
  }

  synchronized void disable(String rule) {
    rules.computeIfPresent(rule, (name, one) -> new Rule("DISABLED", one.definition()));
  }

  synchronized void rule(String name, String definition) {
    rules.put(name, new Rule("ENABLED", definition));
  }

  synchronized void composite(String name, String rule) {
    alarms.put(name, Map.of("AlarmName", name, "AlarmRule", rule));
  }

  synchronized void changeAlarm(String name, String key, String value) {
    alarms.computeIfPresent(
        name,
        (same, form) -> {
          Map<String, String> other = new TreeMap<>(form);
          other.put(key, value);
          return other;
        });
  }

  @Override
  String errorBody(String code, String message) {
    return "<ErrorResponse xmlns=\"%s\"><Error><Type>Sender</Type>%s%s</Error>%s</ErrorResponse>"
        .formatted(
            SPACE, element("Code", code), element("Message", message), element("RequestId", "r-1"));
  }

  @Override
  String replyBody(String action, String result) {
    return "<%1$sResponse xmlns=\"%2$s\"><%1$sResult>%3$s</%1$sResult>%4$s</%1$sResponse>"
        .formatted(
            action,
            SPACE,
            result,
            "<ResponseMetadata>" + element("RequestId", "r-1") + "</ResponseMetadata>");
  }

  @Override
  synchronized String answer(String action, Map<String, String> form) throws Refused {
    return switch (action) {
      case "DescribeInsightRules" ->
          page(form, "NextToken", rules, "", "InsightRules", this::ruleXml);
      case "DescribeAlarms" -> alarms(form);
      case "ListDashboards" ->
          page(
              form,
              "NextToken",
              dashboards,
              form.getOrDefault("DashboardNamePrefix", ""),
              "DashboardEntries",
              name -> element("DashboardName", name));
      case "GetDashboard" -> {
        String body = dashboards.get(form.getOrDefault("DashboardName", ""));
        if (body == null) {
          throw new Refused(404, "ResourceNotFound", "Dashboard does not exist");
        }
        yield element("DashboardBody", body);
      }
      case "PutInsightRule" -> putRule(form);
      case "PutMetricAlarm" -> {
        alarms.put(form.getOrDefault("AlarmName", ""), Map.copyOf(form));
        yield "";
      }
      case "PutDashboard" -> putDashboard(form);
      case "DeleteInsightRules" -> {
        list(form, "RuleNames.member.").forEach(rules::remove);
        yield "<Failures/>";
      }
      case "DeleteAlarms" -> {
        list(form, "AlarmNames.member.").forEach(alarms::remove);
        yield "";
      }
      case "DeleteDashboards" -> {
        list(form, "DashboardNames.member.").forEach(dashboards::remove);
        yield "";
      }
      default -> throw new Refused(400, "InvalidAction", "Could not find operation " + action);
    };
  }

  private String page(
      Map<String, String> form,
      String token,
      NavigableMap<String, ?> all,
      String prefix,
      String list,
      Function<String, String> xml) {
    List<String> names =
        all.tailMap(form.getOrDefault(token, ""), true).keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .limit(page + 1L)
            .toList();
    String members =
        names.stream()
            .limit(page)
            .map(name -> "<member>" + xml.apply(name) + "</member>")
            .collect(Collectors.joining());
    return "<%1$s>%2$s</%1$s>".formatted(list, members)
        + (names.size() > page ? element("NextToken", names.get(page)) : "");
  }

  /** Of the types that are asked for, or those on metrics; a page has some of both. */
  private String alarms(Map<String, String> form) {
    List<String> types = list(form, "AlarmTypes.member.");
    TreeMap<String, Map<String, String>> wanted = new TreeMap<>(alarms);
    wanted
        .values()
        .removeIf(
            alarm ->
                alarm.containsKey("AlarmRule")
                    ? !types.contains("CompositeAlarm")
                    : !types.isEmpty() && !types.contains("MetricAlarm"));
    String page =
        page(
            form,
            "NextToken",
            wanted,
            form.getOrDefault("AlarmNamePrefix", ""),
            "MetricAlarms",
            this::alarmXml);
    StringBuilder composites = new StringBuilder();
    Matcher composite = COMPOSITE.matcher(page);
    while (composite.find()) {
      composites.append(composite.group());
    }
    return composite.replaceAll("") + "<CompositeAlarms>" + composites + "</CompositeAlarms>";
  }

  private String ruleXml(String name) {
    Rule rule = rules.getOrDefault(name, new Rule("", ""));
    return element("Name", name)
        + element("State", rule.state())
        + element("Schema", "CloudWatchLogRule")
        + element("Definition", rule.definition());
  }

  /** What was put, as it was put: its form has the names of the answer. */
  private String alarmXml(String name) {
    Map<String, String> form = alarms.getOrDefault(name, Map.of());
    if (form.containsKey("AlarmRule")) {
      return element("AlarmRule", form.get("AlarmRule"))
          + element("AlarmName", name)
          + element("StateValue", "OK");
    }
    StringBuilder xml = new StringBuilder();
    for (String key :
        List.of(
            "AlarmName",
            "AlarmDescription",
            "ActionsEnabled",
            "Namespace",
            "MetricName",
            "Statistic",
            "Period",
            "ComparisonOperator",
            "Threshold",
            "EvaluationPeriods",
            "DatapointsToAlarm",
            "TreatMissingData")) {
      xml.append(element(key, form.get(key)));
    }
    xml.append("<OKActions/><InsufficientDataActions/><AlarmActions>");
    list(form, "AlarmActions.member.").forEach(one -> xml.append(element("member", one)));
    xml.append("</AlarmActions><Dimensions>");
    for (int i = 1; form.containsKey("Dimensions.member.%d.Name".formatted(i)); i++) {
      String one = "Dimensions.member.%d.".formatted(i);
      xml.append("<member>")
          .append(element("Name", form.get(one + "Name")))
          .append(element("Value", form.get(one + "Value")))
          .append("</member>");
    }
    xml.append("</Dimensions><Metrics>");
    for (int i = 1; form.containsKey("Metrics.member.%d.Id".formatted(i)); i++) {
      String one = "Metrics.member.%d.".formatted(i);
      xml.append("<member>");
      List.of("Id", "Expression", "Label", "Period", "ReturnData")
          .forEach(key -> xml.append(element(key, form.get(one + key))));
      xml.append("</member>");
    }
    return xml.append("</Metrics>").append(element("StateValue", "OK")).toString();
  }

  private String putRule(Map<String, String> form) throws Refused {
    String name = form.getOrDefault("RuleName", "");
    String definition = form.getOrDefault("RuleDefinition", "");
    try {
      InsightRule.parse(name, definition);
    } catch (UserException e) {
      throw new Refused(400, "InvalidParameterValue", String.valueOf(e.getMessage()));
    }
    if (!rules.containsKey(name) && rules.size() >= mostRules) {
      throw new Refused(
          400, "LimitExceeded", "The maximum number of insight rules has been reached.");
    }
    rules.put(name, new Rule(form.getOrDefault("RuleState", "ENABLED"), definition));
    return "";
  }

  private String putDashboard(Map<String, String> form) throws Refused {
    String name = form.getOrDefault("DashboardName", "");
    String body = form.getOrDefault("DashboardBody", "");
    try {
      if (!name.matches("[-_A-Za-z0-9]{1,255}") || !JSON.readTree(body).path("widgets").isArray()) {
        throw new Refused(400, "InvalidParameterInput", "The dashboard is not valid");
      }
    } catch (JsonProcessingException e) {
      throw new Refused(400, "InvalidParameterInput", "The field DashboardBody must be JSON");
    }
    dashboards.put(name, body);
    return "<DashboardValidationMessages/>";
  }
}
