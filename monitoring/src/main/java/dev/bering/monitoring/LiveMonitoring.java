package dev.bering.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DeleteInsightRulesResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeInsightRulesResponse;
import software.amazon.awssdk.services.cloudwatch.model.InsightRule;

/**
 * What watches in one region, as CloudWatch has it.
 *
 * <p>Source: the Amazon CloudWatch API reference, 2010-08-01.
 */
public final class LiveMonitoring implements AutoCloseable {

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
        AwsErrors.asked(
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
   * The parts of this region whose names begin so. Dashboards are of an account: those of this
   * region are the ones whose names end in its name.
   *
   * @throws UserException MONITORING_AWS if CloudWatch does not tell all of them
   */
  List<Live> parts(String prefix) {
    return AwsErrors.asked(
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
          for (DescribeAlarmsResponse page :
              client.describeAlarmsPaginator(
                  ask ->
                      ask.alarmNamePrefix(prefix)
                          .alarmTypes(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM)
                          .maxRecords(AT_ONCE))) {
            page.metricAlarms()
                .forEach(alarm -> parts.add(alarm(alarm.alarmName(), AlarmJson.of(alarm))));
            page.compositeAlarms()
                .forEach(alarm -> parts.add(alarm(alarm.alarmName(), AlarmJson.of(alarm))));
          }
          client
              .listDashboardsPaginator(ask -> ask.dashboardNamePrefix(prefix))
              .dashboardEntries()
              .stream()
              .filter(entry -> entry.dashboardName().endsWith("-" + region.name()))
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

  private static Live alarm(String name, ObjectNode definition) {
    return new Live(new Part(Part.Type.ALARM, name, definition.toString()), false);
  }

  /** Makes a part as it is to be, whether it is there or not; a rule works from then on. */
  void put(Part part) {
    AwsErrors.asked(
        "put " + part,
        () ->
            switch (part.type()) {
              case RULE ->
                  client.putInsightRule(
                      put ->
                          put.ruleName(part.name())
                              .ruleState("ENABLED")
                              .ruleDefinition(part.definition()));
              case ALARM -> client.putMetricAlarm(AlarmJson.request(part.definition()));
              case DASHBOARD ->
                  client.putDashboard(
                      put -> put.dashboardName(part.name()).dashboardBody(part.definition()));
            });
  }

  /** Removes a part. */
  void delete(Part.Type type, String name) {
    AwsErrors.asked(
        "delete %s %s".formatted(type.text(), name),
        () ->
            switch (type) {
              case RULE -> {
                DeleteInsightRulesResponse deleted =
                    client.deleteInsightRules(some -> some.ruleNames(name));
                if (!deleted.failures().isEmpty()) {
                  throw AwsErrors.failed(
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

  /** Gives back connections. */
  @Override
  public void close() {
    client.close();
  }
}
