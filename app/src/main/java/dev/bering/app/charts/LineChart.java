package dev.bering.app.charts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/**
 * Values over time, a line for each of some names. Where a value is missing the line has a gap.
 *
 * @param title what is shown, for those who cannot see it
 * @param marks values that lines are held against
 * @param spans times that are shaded
 */
public record LineChart(
    String title, Grid grid, List<Line> lines, List<Mark> marks, List<Span> spans) {

  /** A value at a time; empty where nobody knows. */
  public record Point(Instant at, OptionalDouble value) {}

  /** One name's values in order of time. */
  public record Line(String name, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }
  }

  /** A value that is drawn across all times. */
  public record Mark(String name, double value) {}

  /** A time that is shaded, and why. */
  public record Span(String name, Instant from, Instant to) {}

  public LineChart {
    lines = List.copyOf(lines);
    marks = List.copyOf(marks);
    spans = List.copyOf(spans);
  }

  /**
   * A chart whose axes hold everything that is drawn.
   *
   * @param measure what the values are
   * @param text a value as it is written
   */
  public static LineChart of(
      String title,
      String measure,
      DoubleFunction<String> text,
      List<Line> lines,
      List<Mark> marks,
      List<Span> spans) {
    List<Double> values = new ArrayList<>(marks.stream().map(Mark::value).toList());
    lines.forEach(line -> line.points().forEach(point -> point.value().ifPresent(values::add)));
    List<Instant> times =
        Stream.concat(
                lines.stream().flatMap(line -> line.points().stream()).map(Point::at),
                spans.stream().flatMap(span -> Stream.of(span.from(), span.to())))
            .sorted()
            .toList();
    Instant from = times.isEmpty() ? Instant.EPOCH : times.get(0);
    Instant to = times.isEmpty() ? Instant.EPOCH : times.get(times.size() - 1);
    return new LineChart(
        title,
        new Grid(Axis.time(from, to), Axis.fromZero(measure, values, text)),
        lines,
        marks,
        spans);
  }

  /** A line as a path of SVG. A value between two gaps is a dot. */
  public String path(Line line) {
    StringBuilder path = new StringBuilder();
    List<Point> points = line.points();
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).value().isEmpty()) {
        continue;
      }
      boolean begins = i == 0 || points.get(i - 1).value().isEmpty();
      boolean ends = i == points.size() - 1 || points.get(i + 1).value().isEmpty();
      path.append(begins ? 'M' : 'L')
          .append(grid.x(points.get(i).at()))
          .append(' ')
          .append(grid.y(points.get(i).value().getAsDouble()));
      if (begins && ends) {
        path.append("h0.1");
      }
    }
    return path.toString();
  }
}
