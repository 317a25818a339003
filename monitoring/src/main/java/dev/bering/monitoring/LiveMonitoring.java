package dev.bering.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DeleteInsightRulesResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeInsightRulesResponse;
import software.amazon.awssdk.services.cloudwatch.model.InsightRule;

/**
 * What watches in one region, as CloudWatch has it.
 *
 * <p>Source: the Amazon CloudWatch API reference, 2010-08-01.
 */
public final class LiveMonitoring implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int AT_ONCE = 100;

  private final AwsRegion region;
  private final CloudWatchClient client;

  private LiveMonitoring(AwsRegion region, CloudWatchClient client) {
    this.region = region;
    this.client = client;
  }

  /** Reaches a region; nothing is asked yet. */
  public static LiveMonitoring open(AwsRegion region) {
    return new LiveMonitoring(
        region,
        asked(
            "reach CloudWatch in " + region.name(),
            () -> region.client(CloudWatchClient.builder())));
  }

  /**
   * A part that is there.
   *
   * @param part it
   * @param isOff whether it is a rule that does nothing
   */
  record Live(Part part, boolean isOff) {}

  /**
   * The parts whose names begin so.
   *
   * @throws UserException MONITORING_READ if CloudWatch does not tell all of them
   */
  List<Live> parts(String prefix) {
    return asked(
        "read what watches in " + region.name(),
        () -> {
          List<Live> parts = new ArrayList<>();
          for (DescribeInsightRulesResponse page :
              client.describeInsightRulesPaginator(ask -> ask.maxResults(500))) {
            for (InsightRule rule : page.insightRules()) {
              if (rule.name().startsWith(prefix)) {
                parts.add(
                    new Live(
                        new Part(Part.Type.RULE, rule.name(), rule.definition()),
                        !"ENABLED".equals(rule.state())));
              }
            }
          }
          client
              .describeAlarmsPaginator(
                  ask ->
                      ask.alarmNamePrefix(prefix)
                          .alarmTypes(AlarmType.METRIC_ALARM)
                          .maxRecords(AT_ONCE))
              .metricAlarms()
              .forEach(
                  alarm ->
                      parts.add(
                          new Live(
                              new Part(
                                  Part.Type.ALARM,
                                  alarm.alarmName(),
                                  AlarmJson.of(alarm).toString()),
                              false)));
          client
              .listDashboardsPaginator(ask -> ask.dashboardNamePrefix(prefix))
              .dashboardEntries()
              .forEach(
                  entry ->
                      parts.add(
                          new Live(
                              new Part(
                                  Part.Type.DASHBOARD,
                                  entry.dashboardName(),
                                  client
                                      .getDashboard(ask -> ask.dashboardName(entry.dashboardName()))
                                      .dashboardBody()),
                              false)));
          return parts;
        });
  }

  /** Makes a part as it is to be, whether it is there or not; a rule works from then on. */
  void put(Part part) {
    asked(
        "put " + part,
        () ->
            switch (part.type()) {
              case RULE ->
                  client.putInsightRule(
                      put ->
                          put.ruleName(part.name())
                              .ruleState("ENABLED")
                              .ruleDefinition(part.definition()));
              case ALARM ->
                  client.putMetricAlarm(AlarmJson.request(JSON.readTree(part.definition())));
              case DASHBOARD ->
                  client.putDashboard(
                      put -> put.dashboardName(part.name()).dashboardBody(part.definition()));
            });
  }

  /** Removes a part. */
  void delete(Part.Type type, String name) {
    asked(
        "delete %s %s".formatted(type.text(), name),
        () ->
            switch (type) {
              case RULE -> {
                DeleteInsightRulesResponse deleted =
                    client.deleteInsightRules(some -> some.ruleNames(name));
                if (!deleted.failures().isEmpty()) {
                  throw failed(
                      "delete rule " + name,
                      deleted.failures().get(0).failureDescription(),
                      "run the same again");
                }
                yield deleted;
              }
              case ALARM -> client.deleteAlarms(some -> some.alarmNames(name));
              case DASHBOARD -> client.deleteDashboards(some -> some.dashboardNames(name));
            });
  }

  /** What is asked of a service. */
  private interface Asking<T> {
    T ask() throws JsonProcessingException;
  }

  private static <T> T asked(String what, Asking<T> asking) {
    try {
      return asking.ask();
    } catch (AwsServiceException e) {
      String code = String.valueOf(e.awsErrorDetails().errorCode());
      String fact = "%s: %s".formatted(code, e.awsErrorDetails().errorMessage());
      throw failed(
          what,
          fact.strip().replaceAll("\\.$", ""),
          code.contains("LimitExceeded")
              ? "ask for a larger quota, or watch less; then run the same again"
              : code.contains("AccessDenied") || code.contains("Token") || e.statusCode() == 403
                  ? "let the credentials do this; then run the same again"
                  : "run the same again: what is there is left as it is");
    } catch (SdkException e) {
      throw failed(
          what,
          String.valueOf(e.getMessage()).strip().replaceAll("(?s)[.\\n].*", ""),
          "check the credentials, the region and the network; then run the same again");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of its own", e);
    }
  }

  private static UserException failed(String what, String fact, String hint) {
    return UserException.temporary(
        new Problem("MONITORING_AWS", "Cannot %s: %s.".formatted(what, fact), hint));
  }

  /** Gives back connections. */
  @Override
  public void close() {
    client.close();
  }
}
