package dev.bering.monitoring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays out a dashboard: alarms on top, then each kind with its sum and who contributes. */
final class DashboardPlanner {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int COLUMNS = 24;
  private static final int WIDTH = 12;
  private static final int HEIGHT = 6;
  private static final int MOST_SHOWN = 10;
  private static final int MOST_ALARMS = 100;

  private final ObjectNode body = JSON.createObjectNode();
  private final ArrayNode widgets = body.putArray("widgets");
  private final String region;
  private int x;
  private int y;

  DashboardPlanner(String region) {
    this.region = region;
  }

  static Part of(
      WatchSettings settings,
      Map<WatchKind, List<Part>> rules,
      List<Part> alarms,
      Optional<String> account) {
    DashboardPlanner planner = new DashboardPlanner(settings.region());
    account.ifPresent(number -> planner.alarms(number, alarms));
    rules.forEach(planner::kind);
    // Dashboards are of an account, not of a region.
    return new Part(
        Part.Type.DASHBOARD, settings.prefix() + "transfer-" + settings.region(), planner.text());
  }

  String text() {
    return body.toPrettyString().replace("\r\n", "\n");
  }

  /** Whose alarms are shown; empty if it is not known, or several have them. */
  static Optional<String> account(Inventory inventory, WatchSettings settings) {
    if (!settings.account().isEmpty()) {
      return Optional.of(settings.account());
    }
    List<String> accounts =
        inventory.places().stream()
            .map(Place::account)
            .filter(one -> one.matches("[0-9]{12}"))
            .distinct()
            .toList();
    return accounts.size() == 1 ? Optional.of(accounts.get(0)) : Optional.empty();
  }

  private ObjectNode widget(String type, int width, int height) {
    if (x + width > COLUMNS) {
      row();
    }
    ObjectNode widget =
        widgets
            .addObject()
            .put("type", type)
            .put("x", x)
            .put("y", y)
            .put("width", width)
            .put("height", height);
    x += width;
    return widget.putObject("properties");
  }

  /** The next widget begins a line; all of one line are as high. */
  private void row() {
    if (x > 0) {
      y += HEIGHT;
    }
    x = 0;
  }

  void alarms(String account, List<Part> alarms) {
    for (int from = 0; from < alarms.size(); from += MOST_ALARMS) {
      row();
      ObjectNode properties = widget("alarm", COLUMNS, HEIGHT).put("title", "Alarms");
      ArrayNode arns = properties.putArray("alarms");
      alarms
          .subList(from, Math.min(alarms.size(), from + MOST_ALARMS))
          .forEach(
              one ->
                  arns.add(
                      "arn:%s:cloudwatch:%s:%s:alarm:%s"
                          .formatted(partition(), region, account, one.name())));
    }
    row();
  }

  private String partition() {
    return region.startsWith("cn-")
        ? "aws-cn"
        : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  private void kind(WatchKind kind, List<Part> rules) {
    row();
    String unit = kind.isCount() ? "a minute" : "bytes a minute";
    ObjectNode sum = graph("%s: %s".formatted(capital(kind.text()), unit));
    ArrayNode metrics = sum.putArray("metrics");
    for (int i = 0; i < rules.size(); i++) {
      metrics
          .addArray()
          .addObject()
          .put("expression", AlarmPlanner.metric(rules.get(i)))
          .put("id", "m" + (i + 1))
          .put("period", AlarmPlanner.PERIOD_SECONDS)
          .put("visible", rules.size() == 1)
          .put("label", kind.text());
    }
    if (rules.size() > 1) {
      metrics
          .addArray()
          .addObject()
          .put("expression", AlarmPlanner.sum(rules.size()))
          .put("id", "e1")
          .put("label", kind.text());
    }
    for (int i = 0; i < rules.size(); i++) {
      ObjectNode shown =
          graph(
              "%s: who%s"
                  .formatted(
                      capital(kind.text()),
                      rules.size() == 1 ? "" : " (%d of %d)".formatted(i + 1, rules.size())));
      shown
          .putObject("insightRule")
          .put("maxContributorCount", MOST_SHOWN)
          .put("orderBy", "Sum")
          .put("ruleName", rules.get(i).name());
      shown.put("period", AlarmPlanner.PERIOD_SECONDS);
    }
  }

  /** A graph over time. */
  ObjectNode graph(String title) {
    return widget("metric", WIDTH, HEIGHT)
        .put("title", title)
        .put("region", region)
        .put("view", "timeSeries");
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
