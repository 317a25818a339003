package dev.bering.app.charts;

import java.util.List;

/**
 * Values by place, a dot each, in groups that are told apart by colour.
 *
 * @param title what is shown, for those who cannot see it
 * @param marks values that dots are held against
 */
public record DotChart(String title, Grid grid, List<Group> groups, List<LineChart.Mark> marks) {

  /** Dots of one kind. */
  public record Group(String name, List<Dot> dots) {
    public Group {
      dots = List.copyOf(dots);
    }
  }

  /** A value; {@code name} is shown where somebody points at it. */
  public record Dot(String name, double x, double y) {}

  public DotChart {
    groups = List.copyOf(groups);
    marks = List.copyOf(marks);
  }
}
