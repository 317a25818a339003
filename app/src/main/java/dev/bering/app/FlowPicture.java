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

  private static final int NARROWEST_BOX = 124;
  private static final int WIDEST_BOX = 260;
  private static final int BOX_HEIGHT = 38;
  private static final int PADDING = 12;
  private static final int GAP = 48;
  private static final int ROW = 62;
  private static final int MARGIN = 12;

  public FlowPicture {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /**
   * A node, an input or an output.
   *
   * @param label its name, shortened in the middle if it is too long
   * @param name its whole name
   * @param anchor which end of the label is at {@link #labelX}: {@code start}, {@code middle} or
   *     {@code end}; a label without a box stands at the end of its line
   * @param note what stands below the label; may be empty
   * @param tone the style of its verdict; {@code quiet} if it has none
   */
  public record Box(
      int x,
      int y,
      int width,
      int height,
      String label,
      String name,
      String anchor,
      String note,
      String tone) {

    /** Where the label is anchored. */
    public int labelX() {
      return switch (anchor) {
        case "start" -> x + PADDING;
        case "end" -> x + width - PADDING;
        default -> x + width / 2;
      };
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
    int boxWidth = boxWidth(layout, note);
    var grid = new Grid(boxWidth);
    List<Box> boxes = new ArrayList<>();
    for (FlowLayout.Box box : layout.boxes()) {
      boolean isNode = box.kind() == FlowLayout.Kind.NODE;
      boxes.add(
          new Box(
              grid.x(box.at()),
              Grid.y(box.at()),
              boxWidth,
              BOX_HEIGHT,
              shortened(box.label(), boxWidth - 2 * PADDING),
              box.label(),
              anchor(box.kind()),
              isNode ? note.apply(box.path()) : "",
              isNode ? tone.apply(box.path()) : "quiet"));
    }
    List<Line> lines = new ArrayList<>();
    for (FlowLayout.Line line : layout.lines()) {
      lines.add(
          new Line(
              grid.path(line.points()),
              line.ports().stream().map(carries).collect(Collectors.joining("\n"))));
    }
    return new FlowPicture(
        2 * MARGIN + (layout.levels() - 1) * (boxWidth + GAP) + boxWidth,
        2 * MARGIN + (layout.rows() - 1) * ROW + BOX_HEIGHT,
        boxes,
        lines);
  }

  /** As wide as the longest label needs, within reason. */
  private static int boxWidth(FlowLayout layout, Function<String, String> note) {
    int longest =
        layout.boxes().stream()
            .mapToInt(box -> Math.max(width(box.label()), width(note.apply(box.path()))))
            .max()
            .orElse(0);
    return Math.max(NARROWEST_BOX, Math.min(WIDEST_BOX, longest + 2 * PADDING));
  }

  /** About how wide a text is, rather too wide: which font it is drawn in is not known. */
  private static int width(String text) {
    return text.chars().map(FlowPicture::width).sum();
  }

  private static int width(int letter) {
    if ("ijlft.,:;-/|!' ".indexOf(letter) >= 0) {
      return 6;
    }
    return Character.isUpperCase(letter) || "mw@%".indexOf(letter) >= 0 ? 13 : 8;
  }

  /** What tells names apart is as often at their end as at their begin. */
  private static String shortened(String label, int room) {
    String text = label;
    for (int kept = label.length() - 2; kept > 1 && width(text) > room; kept--) {
      int tail = kept / 2;
      text =
          "%s\u2026%s"
              .formatted(label.substring(0, kept - tail), label.substring(label.length() - tail));
    }
    return text;
  }

  private static String anchor(FlowLayout.Kind kind) {
    return switch (kind) {
      case INPUT, BEFORE -> "end";
      case NODE -> "middle";
      case OUTPUT, AFTER -> "start";
    };
  }

  /** Where points of a layout are drawn. */
  private record Grid(int boxWidth) {

    /** A curve from the right side of the first box, through the points it passes, to the last. */
    String path(List<FlowLayout.Point> points) {
      StringBuilder path = new StringBuilder();
      int fromX = x(points.get(0)) + boxWidth;
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
          path.append("h").append(boxWidth);
        }
        fromX = passes ? toX + boxWidth : toX;
        fromY = toY;
      }
      return path.toString();
    }

    int x(FlowLayout.Point point) {
      return MARGIN + point.level() * (boxWidth + GAP);
    }

    static int y(FlowLayout.Point point) {
      return MARGIN + point.row() * ROW;
    }

    private static int middle(FlowLayout.Point point) {
      return y(point) + BOX_HEIGHT / 2;
    }
  }

  /** As narrow as it may be drawn: what is written can still be read. */
  public int leastWidth() {
    return (int) (0.75 * width);
  }
}
