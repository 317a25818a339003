package dev.bering.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lays out what is known of machines: a graph a kind with a line a machine, on as many dashboards
 * as their limits ask for.
 */
final class MachineDashboards {

  /** Of all that was ever documented the least, which holds everywhere. */
  private static final int MOST_METRICS = 500;

  private static final int MOST_LINES = 100;

  private MachineDashboards() {}

  /**
   * A line of a graph.
   *
   * @param machine its id
   * @param label what it is called
   * @param alarm on it; empty if there is none
   */
  record Line(
      String machine,
      MachineKind kind,
      String namespace,
      SortedMap<String, String> dimensions,
      String label,
      Optional<Part> alarm) {
    Line {
      dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }
  }

  static List<Part> of(WatchSettings settings, List<Line> lines, Optional<String> account) {
    List<List<Line>> groups = groups(lines);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String number = groups.size() == 1 ? "" : "-" + i;
      parts.add(
          new Part(
              Part.Type.DASHBOARD,
              "%smachines%s-%s".formatted(settings.prefix(), number, settings.region()),
              body(settings, groups.get(i), account)));
    }
    return parts;
  }

  /** Machines that share a dashboard; one that needs more than all of it has several. */
  private static List<List<Line>> groups(List<Line> lines) {
    Map<String, List<Line>> byMachine = new LinkedHashMap<>();
    lines.forEach(
        line -> byMachine.computeIfAbsent(line.machine(), none -> new ArrayList<>()).add(line));
    List<List<Line>> groups = new ArrayList<>();
    List<Line> open = new ArrayList<>();
    for (List<Line> machine : byMachine.values()) {
      for (List<Line> piece : pieces(machine, MOST_METRICS)) {
        if (open.size() + piece.size() > MOST_METRICS) {
          groups.add(open);
          open = new ArrayList<>();
        }
        open.addAll(piece);
      }
    }
    if (!open.isEmpty()) {
      groups.add(open);
    }
    return groups;
  }

  private static List<List<Line>> pieces(List<Line> all, int size) {
    List<List<Line>> pieces = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      pieces.add(all.subList(from, Math.min(all.size(), from + size)));
    }
    return pieces;
  }

  private static String body(WatchSettings settings, List<Line> lines, Optional<String> account) {
    DashboardPlanner planner = new DashboardPlanner(settings.region());
    account.ifPresent(
        number ->
            planner.alarms(number, lines.stream().flatMap(line -> line.alarm().stream()).toList()));
    for (MachineKind kind : MachineKind.values()) {
      List<Line> some = lines.stream().filter(line -> line.kind() == kind).toList();
      for (List<Line> piece : pieces(some, MOST_LINES)) {
        var graph =
            planner.graph(Character.toUpperCase(kind.text().charAt(0)) + kind.text().substring(1));
        graph.put("stat", kind.statistic()).put("period", kind.periodSeconds());
        ArrayNode metrics = graph.putArray("metrics");
        for (Line line : piece) {
          ArrayNode metric = metrics.addArray().add(line.namespace()).add(kind.metric());
          line.dimensions().forEach((key, value) -> metric.add(key).add(value));
          metric.addObject().put("label", line.label());
        }
      }
    }
    return planner.text();
  }
}
