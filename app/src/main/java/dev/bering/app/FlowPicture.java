package dev.bering.app;

import dev.bering.flow.FlowLayout;
import dev.bering.flow.PortRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A flow as shapes of an SVG, from left to right.
 *
 * @param width in SVG units
 * @param height in SVG units
 */
public record FlowPicture(int width, int height, List<Box> boxes, List<Line> lines) {

  private static final int BOX_WIDTH = 148;
  private static final int BOX_HEIGHT = 38;
  private static final int COLUMN = 196;
  private static final int ROW = 62;
  private static final int MARGIN = 12;

  public FlowPicture {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /**
   * A node, an input or an output.
   *
   * @param note what stands below the label; may be empty
   * @param tone the style of its verdict; {@code quiet} if it has none
   */
  public record Box(int x, int y, int width, int height, String label, String note, String tone) {

    /** Where the middle of the label is. */
    public int labelX() {
      return x + width / 2;
    }

    /** Where the label's line is. */
    public int labelY() {
      return y + height / 2 + (note.isEmpty() ? 5 : -2);
    }

    /** Where the note's line is. */
    public int noteY() {
      return y + height / 2 + 13;
    }
  }

  /**
   * What runs from one node to another.
   *
   * @param path an SVG path
   * @param label what it carries
   */
  public record Line(String path, String label) {}

  /**
   * Draws a layout.
   *
   * @param tone the style of a node, by its path
   */
  static FlowPicture of(FlowLayout layout, Function<String, String> tone) {
    return of(layout, tone, node -> "", PortRef::port);
  }

  /**
   * Draws a layout.
   *
   * @param tone the style of a node, by its path
   * @param note what stands below the name of a node, by its path
   * @param carries what a line says of a port that it leaves from
   */
  static FlowPicture of(
      FlowLayout layout,
      Function<String, String> tone,
      Function<String, String> note,
      Function<PortRef, String> carries) {
    List<Box> boxes = new ArrayList<>();
    for (FlowLayout.Box box : layout.boxes()) {
      boolean isNode = box.kind() == FlowLayout.Kind.NODE;
      boxes.add(
          new Box(
              x(box.at()),
              y(box.at()),
              BOX_WIDTH,
              BOX_HEIGHT,
              box.label(),
              isNode ? note.apply(box.path()) : "",
              isNode ? tone.apply(box.path()) : "quiet"));
    }
    List<Line> lines = new ArrayList<>();
    for (FlowLayout.Line line : layout.lines()) {
      lines.add(
          new Line(
              path(line.points()),
              line.ports().stream().map(carries).collect(Collectors.joining("\n"))));
    }
    return new FlowPicture(
        2 * MARGIN + (layout.levels() - 1) * COLUMN + BOX_WIDTH,
        2 * MARGIN + (layout.rows() - 1) * ROW + BOX_HEIGHT,
        boxes,
        lines);
  }

  /** A curve from the right side of the first box, through the points it passes, to the last. */
  private static String path(List<FlowLayout.Point> points) {
    StringBuilder path = new StringBuilder();
    int fromX = x(points.get(0)) + BOX_WIDTH;
    int fromY = middle(points.get(0));
    path.append(String.format(Locale.ROOT, "M%d %d", fromX, fromY));
    for (int i = 1; i < points.size(); i++) {
      int toX = x(points.get(i));
      int toY = middle(points.get(i));
      int bend = (fromX + toX) / 2;
      path.append(
          String.format(Locale.ROOT, "C%d %d %d %d %d %d", bend, fromY, bend, toY, toX, toY));
      boolean passes = i < points.size() - 1;
      if (passes) {
        path.append("h").append(BOX_WIDTH);
      }
      fromX = passes ? toX + BOX_WIDTH : toX;
      fromY = toY;
    }
    return path.toString();
  }

  private static int x(FlowLayout.Point point) {
    return MARGIN + point.level() * COLUMN;
  }

  private static int y(FlowLayout.Point point) {
    return MARGIN + point.row() * ROW;
  }

  private static int middle(FlowLayout.Point point) {
    return y(point) + BOX_HEIGHT / 2;
  }
}
