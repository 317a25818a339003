package dev.bering.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where to draw the nodes of a flow: in columns, called levels, so that every line runs from left
 * to right. Within a level a node stands near what it reads from (one sweep of the barycentre rule
 * of Sugiyama, Tagawa and Toda, 1981). A line that passes a level has a point of its own in it, so
 * that it runs between the boxes.
 *
 * @param levels how many columns there are
 * @param rows how many rows the fullest column has
 */
public record FlowLayout(int levels, int rows, List<Box> boxes, List<Line> lines) {

  public FlowLayout {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /** What a box stands for. */
  public enum Kind {
    INPUT,
    /** What an earlier slice of time left. */
    BEFORE,
    NODE,
    OUTPUT,
    /** What this slice leaves for the next. */
    AFTER
  }

  /** A place in the grid; both count from 0. */
  public record Point(int level, int row) {}

  /**
   * One node, one input or output of the flow, or one end of a state.
   *
   * @param path {@code detect/score}, {@code in.flows}, or {@code series.before}
   * @param label {@code score}, {@code flows}, or {@code series before}
   */
  public record Box(String path, String label, Kind kind, Point at) {}

  /**
   * All wires between two boxes.
   *
   * @param ports the ports it leaves from
   * @param points where it begins, the levels it passes, and where it ends
   */
  public record Line(String from, String to, List<PortRef> ports, List<Point> points) {
    public Line {
      ports = List.copyOf(ports);
      points = List.copyOf(points);
    }
  }

  static FlowLayout of(FlowPlan plan) {
    Map<String, Kind> kinds = kinds(plan);
    Map<Ends, List<PortRef>> edges = edges(plan);
    Map<String, Integer> levels = levels(kinds, edges);
    Map<Stop, Integer> rows = rows(levels, edges);

    var boxes = new ArrayList<Box>();
    kinds.forEach(
        (path, kind) -> {
          var stop = new Stop(levels.getOrDefault(path, 0), path);
          boxes.add(new Box(path, label(path, kind, kinds), kind, stop.point(rows)));
        });
    var lines = new ArrayList<Line>();
    edges.forEach(
        (ends, ports) -> {
          List<Point> points = ends.stops(levels).stream().map(stop -> stop.point(rows)).toList();
          lines.add(new Line(ends.from(), ends.to(), ports, points));
        });
    int width = 1 + levels.values().stream().mapToInt(level -> level).max().orElse(0);
    int height = 1 + rows.values().stream().mapToInt(row -> row).max().orElse(0);
    return new FlowLayout(width, height, boxes, lines);
  }

  /** The boxes that one line joins. */
  private record Ends(String from, String to) {

    /** The line's stops: its first box, one of its own in each level it passes, its last box. */
    List<Stop> stops(Map<String, Integer> levels) {
      int first = levels.getOrDefault(from, 0);
      int last = levels.getOrDefault(to, 0);
      var stops = new ArrayList<Stop>();
      stops.add(new Stop(first, from));
      for (int level = first + 1; level < last; level++) {
        stops.add(new Stop(level, from + " to " + to));
      }
      stops.add(new Stop(last, to));
      return stops;
    }
  }

  /** What takes up a row of a level: a box, or a line that passes. */
  private record Stop(int level, String name) {
    Point point(Map<Stop, Integer> rows) {
      return new Point(level, rows.getOrDefault(this, 0));
    }
  }

  private static Map<String, Kind> kinds(FlowPlan plan) {
    var kinds = new LinkedHashMap<String, Kind>();
    plan.inputs().forEach(port -> kinds.put(PortRef.input(port.name()).toString(), Kind.INPUT));
    plan.states().forEach(state -> kinds.put(state.before().toString(), Kind.BEFORE));
    plan.histories().forEach(history -> kinds.put(history.port().toString(), Kind.BEFORE));
    plan.nodes().forEach(node -> kinds.put(node.path(), Kind.NODE));
    plan.outputs().forEach(port -> kinds.put(PortRef.output(port.name()).toString(), Kind.OUTPUT));
    plan.states().forEach(state -> kinds.put(state.after().toString(), Kind.AFTER));
    return kinds;
  }

  private static Map<Ends, List<PortRef>> edges(FlowPlan plan) {
    var edges = new LinkedHashMap<Ends, List<PortRef>>();
    for (FlowPlan.Wire wire : plan.wires()) {
      List<PortRef> ports =
          edges.computeIfAbsent(
              new Ends(plan.box(wire.from()), plan.box(wire.to())), ends -> new ArrayList<>());
      if (!ports.contains(wire.from())) {
        ports.add(wire.from());
      }
    }
    return edges;
  }

  /** One more than the highest level a box reads from; outputs all in the last. */
  private static Map<String, Integer> levels(
      Map<String, Kind> kinds, Map<Ends, List<PortRef>> edges) {
    var producers = new LinkedHashMap<String, List<String>>();
    edges
        .keySet()
        .forEach(e -> producers.computeIfAbsent(e.to(), to -> new ArrayList<>()).add(e.from()));
    var levels = new LinkedHashMap<String, Integer>();
    for (String box : kinds.keySet()) { // a box comes after those it reads from
      int level = 0;
      for (String from : producers.getOrDefault(box, List.of())) {
        level = Math.max(level, 1 + levels.getOrDefault(from, 0));
      }
      levels.put(box, level);
    }
    int last = levels.values().stream().mapToInt(level -> level).max().orElse(0);
    kinds.forEach(
        (box, kind) -> {
          if (kind == Kind.OUTPUT || kind == Kind.AFTER) {
            levels.put(box, last);
          }
        });
    return levels;
  }

  private static Map<Stop, Integer> rows(
      Map<String, Integer> levels, Map<Ends, List<PortRef>> edges) {
    var before = new LinkedHashMap<Stop, List<Stop>>();
    levels.forEach((box, level) -> before.put(new Stop(level, box), new ArrayList<>()));
    for (Ends ends : edges.keySet()) {
      List<Stop> stops = ends.stops(levels);
      for (int i = 1; i < stops.size(); i++) {
        before.computeIfAbsent(stops.get(i), stop -> new ArrayList<>()).add(stops.get(i - 1));
      }
    }
    var byLevel = new TreeMap<Integer, List<Stop>>();
    before.keySet().forEach(s -> byLevel.computeIfAbsent(s.level(), l -> new ArrayList<>()).add(s));

    var rows = new LinkedHashMap<Stop, Integer>();
    for (List<Stop> level : byLevel.values()) {
      level.sort(
          Comparator.comparingDouble(stop -> meanRow(before.getOrDefault(stop, List.of()), rows)));
      for (int row = 0; row < level.size(); row++) {
        rows.put(level.get(row), row);
      }
    }
    return rows;
  }

  private static double meanRow(List<Stop> stops, Map<Stop, Integer> rows) {
    return stops.stream().mapToInt(stop -> rows.getOrDefault(stop, 0)).average().orElse(0);
  }

  /** As short as it can be told from the others of its kind. */
  private static String label(String path, Kind kind, Map<String, Kind> kinds) {
    String label = label(path, kind, 1);
    for (int names = 2;
        label.length() < path.length() && isShared(label, kind, names - 1, kinds); ) {
      label = label(path, kind, names++);
    }
    return label;
  }

  private static boolean isShared(String label, Kind kind, int names, Map<String, Kind> kinds) {
    return kinds.entrySet().stream()
            .filter(box -> box.getValue() == kind)
            .filter(box -> label(box.getKey(), kind, names).equals(label))
            .count()
        > 1;
  }

  /** The last {@code names} of a path. */
  private static String label(String path, Kind kind, int names) {
    if (kind == Kind.INPUT || kind == Kind.OUTPUT) {
      return path.substring(path.lastIndexOf('.') + 1);
    }
    int begin = path.length();
    for (int i = 0; i < names && begin >= 0; i++) {
      begin = path.lastIndexOf('/', begin - 1);
    }
    String last = path.substring(begin + 1);
    return kind == Kind.NODE ? last : last.replace('.', ' ');
  }
}
