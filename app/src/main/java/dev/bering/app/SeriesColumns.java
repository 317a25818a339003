package dev.bering.app;

import dev.bering.app.charts.Sparkline;
import dev.bering.model.Durations;
import dev.bering.transfer.SeriesReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The buckets of a series in no more columns than a terminal has: each column is as many of them
 * one after the other.
 *
 * @param buckets in a column
 */
record SeriesColumns(SeriesReport report, int buckets) {

  static SeriesColumns of(SeriesReport report, int most) {
    return new SeriesColumns(report, Math.max(1, (report.buckets().size() + most - 1) / most));
  }

  /** What a column is, such as {@code each 10m}. */
  String title() {
    return "each " + Durations.written(Duration.ofSeconds(report.every() * buckets));
  }

  /** Values as a line of characters; a column of which nothing is known is blank. */
  String line(List<Long> values) {
    List<OptionalDouble> columns = new ArrayList<>();
    for (int from = 0; from < values.size(); from += buckets) {
      double sum = 0;
      boolean isKnown = false;
      for (int at = from; at < Math.min(from + buckets, values.size()); at++) {
        sum += values.get(at);
        isKnown |= report.buckets().get(at).state().isKnown();
      }
      columns.add(isKnown ? OptionalDouble.of(sum) : OptionalDouble.empty());
    }
    return Sparkline.of(columns);
  }

  /** A mark below each column in which records were lost, a point where nothing is known. */
  String marks() {
    StringBuilder marks = new StringBuilder();
    List<SeriesReport.Bucket> all = report.buckets();
    for (int from = 0; from < all.size(); from += buckets) {
      List<SeriesReport.Bucket> some = all.subList(from, Math.min(from + buckets, all.size()));
      if (some.stream().anyMatch(bucket -> bucket.skipped() > 0)) {
        marks.append('!');
      } else {
        marks.append(some.stream().anyMatch(bucket -> bucket.state().isKnown()) ? ' ' : '.');
      }
    }
    return marks.toString().stripTrailing();
  }
}
