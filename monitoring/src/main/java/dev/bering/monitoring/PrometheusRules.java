package dev.bering.monitoring;

import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.PathClass;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rules of Prometheus over what {@code bering transfer watch --metrics} and {@code bering clone
 * --metrics} tell: rates that are recorded, and alerts at the thresholds of a plan's alarms. They
 * need no CloudWatch.
 *
 * <p>Source: recording and alerting rules of the documentation of Prometheus.
 */
public final class PrometheusRules {

  private static final String BY_PATH = "path:bering_transfer_bytes:rate15m";
  private static final String BY_VIA = "path_via:bering_transfer_bytes:rate15m";

  private final StringBuilder text = new StringBuilder();
  private final String plan;

  private PrometheusRules(String plan) {
    this.plan = plan;
  }

  /** A file of rules; the same for the same inventory and settings. */
  public static String of(Inventory all, WatchSettings settings) {
    Inventory inventory = MonitoringPlan.inRegion(all, settings.region());
    PrometheusRules rules = new PrometheusRules(settings.name());
    rules.text.append(
        """
        # Made by 'bering transfer monitor plan'. The metrics of the first group are those of
        #   bering transfer watch LOGS --by path,via --inventory FILE --metrics FILE
        # Flow logs come some ten minutes late and all at once, which is why rates are of 15 minutes.
        groups:
        """);
    rules.group("transfer");
    rules.record(BY_PATH, "sum by (path) (rate(bering_transfer_bytes_total[15m]))");
    rules.record(BY_VIA, "sum by (path, via) (rate(bering_transfer_bytes_total[15m]))");
    settings
        .thresholds()
        .forEach(
            (kind, threshold) ->
                series(kind, inventory)
                    .ifPresent(
                        series ->
                            rules.alert(
                                camel(kind),
                                "sum(%s) * 60 > %s".formatted(series, number(threshold)),
                                "5m",
                                "More %s in a minute than usual".formatted(kind.text()))));
    rules.alert(
        "TransferSilent",
        "absent(bering_transfer_newest_seconds)",
        "15m",
        "Nothing is told of the transfer: nobody watches, or its file is not collected");
    rules.alert(
        "TransferStale",
        "time() - bering_transfer_newest_seconds > 1800",
        "15m",
        "The newest record of the flow logs is more than half an hour old");
    rules.alert(
        "TransferRecordsLost",
        "increase(bering_transfer_lost_total[1h]) > 0",
        "1m",
        "Records of flow logs were lost: what is counted is too little");
    rules.group("own");
    rules.text.append(
        """
            # Of --metrics FILE, which is replaced once a run has ended, rates are of no use: they
            # need --metrics-port. The alerts hold of either.
        """);
    rules.record(
        "store_direction:bering_store_bytes:rate5m",
        "sum by (store, direction) (rate(bering_store_bytes_total[5m]))");
    rules.alert(
        "StoresThrottle",
        "bering_store_throttled_total > 0",
        "1m",
        "A store has asked for fewer requests in this run or the last");
    rules.alert(
        "CloneFailed",
        "bering_clone_run_seconds_count{outcome=\"failed\"} > 0",
        "1m",
        "The last run of a clone did not do everything");
    return rules.text.toString();
  }

  /** What has a threshold and no rule here, with why. */
  public static List<String> notes(WatchSettings settings) {
    Inventory none = new Inventory(List.of(), List.of(), List.of(), List.of());
    List<String> notes = new ArrayList<>();
    settings.thresholds().keySet().stream()
        .filter(kind -> series(kind, none).isEmpty())
        .map(
            kind ->
                "%s has no alert of Prometheus: what 'bering transfer watch' counts does not tell it"
                    .formatted(kind.slug()))
        .forEach(notes::add);
    if (settings.machines().isPresent()) {
      notes.add(
          "alarms of machines have no alert of Prometheus: what 'bering transfer watch' counts does"
              + " not tell of machines");
    }
    return notes;
  }

  /** The recorded series of a kind; empty if sums by path and gateway do not tell it. */
  private static Optional<String> series(WatchKind kind, Inventory inventory) {
    String kinesis =
        inventory.endpoints().stream()
            .filter(one -> one.type().equals("interface"))
            .filter(one -> one.serviceWord().startsWith("kinesis"))
            .map(Endpoint::id)
            .map(id -> id.replaceAll("[^-_A-Za-z0-9]", "."))
            .collect(Collectors.joining("|"));
    return switch (kind) {
      case NAT_GATEWAY_BYTES -> path(PathClass.NAT_GATEWAY);
      case NAT_INSTANCE_BYTES -> path(PathClass.NAT_INSTANCE);
      case PRIVATELINK_BYTES -> path(PathClass.PRIVATELINK);
      case ENDPOINT_BYTES ->
          kinesis.isEmpty()
              ? path(PathClass.INTERFACE_ENDPOINT)
              : via("via!~\"%s\"".formatted(kinesis));
      case KINESIS_BYTES -> via("via=~\"%s\"".formatted(kinesis.isEmpty() ? "none" : kinesis));
      case S3_GATEWAY_BYTES_OUT, S3_GATEWAY_BYTES_IN, NAT_CONNECTIONS, ENDPOINT_CONNECTIONS ->
          Optional.empty();
    };
  }

  private static Optional<String> path(PathClass path) {
    return Optional.of("%s{path=\"%s\"}".formatted(BY_PATH, path.text()));
  }

  private static Optional<String> via(String which) {
    return Optional.of(
        "%s{path=\"%s\",%s}".formatted(BY_VIA, PathClass.INTERFACE_ENDPOINT.text(), which));
  }

  private static String camel(WatchKind kind) {
    StringBuilder name = new StringBuilder();
    for (String word : kind.slug().split("-", -1)) {
      name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return name.toString();
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private void group(String name) {
    text.append("  - name: bering-%s-%s\n    rules:\n".formatted(plan, name));
  }

  private void record(String name, String expression) {
    text.append("      - record: %s\n        expr: %s\n".formatted(name, quoted(expression)));
  }

  private void alert(String name, String expression, String wait, String summary) {
    text.append("      - alert: Bering%s\n        expr: %s\n".formatted(name, quoted(expression)));
    text.append(
        "        for: %s\n        labels:\n          plan: %s\n".formatted(wait, quoted(plan)));
    text.append("        annotations:\n          summary: %s\n".formatted(quoted(summary)));
  }

  /** As YAML writes a text between single quotes, in which nothing but these means anything. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
