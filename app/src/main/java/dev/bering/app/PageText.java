package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.parity.AcceptedResult;
import dev.bering.parity.Buckets;
import dev.bering.parity.ColumnPlan;
import dev.bering.parity.ColumnResult;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.Explanation;
import dev.bering.parity.Method;
import dev.bering.parity.Percent;
import dev.bering.parity.Rung;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How pages name, count and draw things; called by the templates. */
public final class PageText {

  private static final int CELL = 6;

  private PageText() {}

  /** The style of a verdict: {@code good}, {@code bad} or {@code open}. */
  public static String tone(Rung rung) {
    if (rung.isGreen()) {
      return "good";
    }
    return rung == Rung.MISMATCH ? "bad" : "open";
  }

  /** The style of what became of an accepted difference, likewise. */
  public static String tone(AcceptedResult.State state) {
    return switch (state) {
      case HELD -> "good";
      case STALE -> "open";
      case ABOVE_CAP, EXPIRED -> "bad";
    };
  }

  /** A verdict in words: {@code not compared}. */
  public static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** What is explained: a column, or all rows that differ. */
  public static String subject(Explanation explanation) {
    return explanation.explainsRows()
        ? "all %s that differ".formatted(Counts.of(explanation.of(), "row"))
        : explanation.column();
  }

  /** A deviation, short; a dash where there is none. */
  public static String deviation(double value) {
    return value == 0 ? "–" : String.format(Locale.ROOT, "%.3g", value);
  }

  /** How long the bar of some rows is, in percent of the rows that could differ. */
  public static String share(long rows, ComparisonReport report) {
    long pairs = report.rows().changed() + report.rows().equal();
    return width(pairs == 0 ? 0 : (double) rows / pairs);
  }

  /** Declared columns, with room for a line to end: {@code host STRING, bytes BIGINT}. */
  public static String columns(String declared) {
    return declared.replaceAll(",(?=\\S)", ", ");
  }

  /** A share as a width. */
  public static String width(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  /** How much of its cap an accepted difference has used, as a width of at most the whole. */
  public static String used(AcceptedResult accepted) {
    long rows = accepted.rows();
    return width(rows == 0 ? 0 : Math.min(1, (double) rows / accepted.declared().cap()));
  }

  /** {@code 66.66 %}; never rounded up: 99.999 % is not 100 %. */
  public static String percent(double share) {
    return Percent.of(share);
  }

  /** {@code tenant, id}. */
  public static String names(List<ColumnPlan> columns) {
    return columns.stream().map(ColumnPlan::name).collect(Collectors.joining(", "));
  }

  /** How a column was compared: by which method, within which tolerance, after what conversion. */
  public static String how(ColumnPlan column) {
    String tolerance =
        column.method() == Method.TOLERANT_JOIN ? " " + column.tolerance().text() : "";
    String reason = column.reason().isEmpty() ? "" : ": " + column.reason();
    return words(column.method()) + tolerance + reason;
  }

  /** Everything that a comparison looked at. */
  public static List<ColumnResult> keysAndColumns(ComparisonReport report) {
    return Stream.concat(report.keys().stream(), report.columns().stream()).toList();
  }

  /** Whether some column has a normaliser that was counted. */
  public static boolean hasNormalisers(ComparisonReport report) {
    return keysAndColumns(report).stream().anyMatch(column -> !column.normalisers().isEmpty());
  }

  /** Whether differences of some column may be, or were, tolerated. */
  public static boolean isTolerant(ComparisonReport report) {
    return report.columns().stream()
        .anyMatch(
            column -> column.tolerated() > 0 || column.plan().method() == Method.TOLERANT_JOIN);
  }

  /** Whether numbers of some column differ. */
  public static boolean hasDeviations(ComparisonReport report) {
    return report.columns().stream().anyMatch(column -> column.largestAbsolute() > 0);
  }

  /** Whether some changed value is shown. */
  public static boolean hasSamples(ComparisonReport report) {
    return report.columns().stream().anyMatch(column -> !column.samples().isEmpty());
  }

  /** Columns of the grid in which buckets are drawn: about twice as wide as high. */
  public static int gridColumns(Buckets buckets) {
    return Math.max(1, (int) Math.ceil(Math.sqrt(2.0 * buckets.total())));
  }

  /** Width and height of the grid. */
  public static String gridBox(Buckets buckets) {
    int columns = gridColumns(buckets);
    int rows = (buckets.total() + columns - 1) / columns;
    return "0 0 %d %d".formatted(columns * CELL, rows * CELL);
  }

  /** The red cells of the grid as one SVG path, so that ten thousand of them stay light. */
  public static String redCells(Buckets buckets) {
    int columns = gridColumns(buckets);
    StringBuilder path = new StringBuilder();
    for (Buckets.Bucket bucket : buckets.red()) {
      path.append('M')
          .append(bucket.number() % columns * CELL)
          .append(' ')
          .append(bucket.number() / columns * CELL)
          .append("h5v5h-5z");
    }
    return path.toString();
  }
}
