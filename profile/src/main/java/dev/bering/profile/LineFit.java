package dev.bering.profile;

import java.util.List;

/**
 * A line through points by least squares, and how far from it a further point is to be expected.
 *
 * @param base the line at 0
 * @param slope what it rises by 1
 * @param deviation how far the points lie from it: the root of their mean square, of as many as
 *     there are beyond the two that any line fits
 */
record LineFit(double base, double slope, double deviation, List<Point> points) {

  LineFit {
    points = List.copyOf(points);
  }

  record Point(double x, double y) {}

  /** Through three points at least, of which two differ in x. */
  static LineFit through(List<Point> points) {
    int count = points.size();
    double meanX = meanX(points);
    double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
    double spread = spread(points, meanX);
    if (count < 3 || spread == 0) {
      throw new IllegalStateException("No line can be judged by %s".formatted(points));
    }
    double slope =
        points.stream().mapToDouble(p -> (p.x() - meanX) * (p.y() - meanY)).sum() / spread;
    double base = meanY - slope * meanX;
    double squares =
        points.stream().mapToDouble(p -> Math.pow(p.y() - base - slope * p.x(), 2)).sum();
    return new LineFit(base, slope, Math.sqrt(squares / (count - 2)), points);
  }

  private static double meanX(List<Point> points) {
    return points.stream().mapToDouble(Point::x).average().orElse(0);
  }

  private static double spread(List<Point> points, double meanX) {
    return points.stream().mapToDouble(p -> Math.pow(p.x() - meanX, 2)).sum();
  }

  double at(double x) {
    return base + slope * x;
  }

  /** The standard error of the line at {@code x}: it grows with the distance from the points. */
  double error(double x) {
    double meanX = meanX(points);
    double far = Math.pow(x - meanX, 2) / spread(points, meanX);
    return deviation * Math.sqrt(1.0 / points.size() + far);
  }
}
