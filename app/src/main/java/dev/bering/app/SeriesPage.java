package dev.bering.app;

import dev.bering.app.charts.LineChart;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.transfer.PathClass;
import dev.bering.transfer.SeriesReport;
import dev.bering.transfer.SeriesReport.Bucket;
import dev.bering.transfer.SeriesReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongFunction;

/**
 * A series as a page shows it.
 *
 * @param title what is shown
 * @param facts what is said of the whole, name and value in turn
 * @param chart rates by time
 * @param rows who contributed how much: keys, sum, share, most at once
 * @param keys what tells contributors apart
 * @param notes what limits how far this can be trusted
 */
public record SeriesPage(
    String title,
    List<PageFact> facts,
    LineChart chart,
    List<String> keys,
    List<Row> rows,
    List<String> notes) {

  /** As many lines as a picture can tell apart. */
  private static final int LINES = 7;

  /** One contributor. */
  public record Row(List<String> keys, String sum, String share, String most) {}

  public SeriesPage {
    facts = List.copyOf(facts);
    keys = List.copyOf(keys);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  static SeriesPage of(SeriesReport report, FlowMeasureOptions.Sum sum) {
    boolean isBytes = sum == FlowMeasureOptions.Sum.BYTES;
    LongFunction<String> amount = isBytes ? Bytes::text : Counts::of;
    String what = sum.toString().toLowerCase(Locale.ROOT);
    String every = Durations.written(Duration.ofSeconds(report.every()));
    List<PageFact> facts = new ArrayList<>();
    facts.add(new PageFact("counted", amount.apply(report.sum())));
    if (report.logged() != report.sum()) {
      facts.add(new PageFact("logged", amount.apply(report.logged())));
    }
    facts.add(new PageFact("contributors", Counts.of(report.contributors())));
    facts.add(new PageFact("buckets of " + every, Counts.of(report.buckets().size())));
    facts.add(new PageFact("buckets of which nothing is known", Counts.of(report.gaps())));
    facts.add(new PageFact("lines read", Counts.of(report.tally().lines())));
    return new SeriesPage(
        "%s by %s".formatted(capital(what), String.join(", ", report.keys())),
        facts,
        LineChart.of(
            "%s by %s over time".formatted(what, String.join(", ", report.keys())),
            isBytes ? "Gbit/s" : what + "/s",
            value -> number(value),
            lines(report, isBytes ? 8e-9 : 1),
            List.of(),
            spans(report)),
        report.keys(),
        rows(report, amount),
        notes(report, amount));
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Counts.of((long) value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static List<LineChart.Line> lines(SeriesReport report, double unit) {
    List<LineChart.Line> lines = new ArrayList<>();
    List<Long> rest = new ArrayList<>(report.others());
    for (SeriesReport.Line line : report.lines()) {
      if (lines.size() < LINES) {
        lines.add(line(report, String.join(" ", line.keys()), line.values(), unit));
      } else {
        for (int i = 0; i < rest.size(); i++) {
          rest.set(i, rest.get(i) + line.values().get(i));
        }
      }
    }
    if (rest.stream().anyMatch(value -> value > 0)) {
      lines.add(line(report, "others", rest, unit));
    }
    return lines;
  }

  private static LineChart.Line line(
      SeriesReport report, String name, List<Long> values, double unit) {
    List<LineChart.Point> points = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Bucket bucket = report.buckets().get(i);
      points.add(
          new LineChart.Point(
              bucket.begin(),
              bucket.state().isKnown()
                  ? OptionalDouble.of(unit * values.get(i) / report.every())
                  : OptionalDouble.empty()));
    }
    return new LineChart.Line(name, points);
  }

  /** Buckets of which nothing is known, or of which records were lost, joined where they touch. */
  private static List<LineChart.Span> spans(SeriesReport report) {
    List<LineChart.Span> spans = new ArrayList<>();
    for (Bucket bucket : report.buckets()) {
      String name =
          bucket.skipped() > 0
              ? "records were lost"
              : bucket.state() == State.UNKNOWN ? "nothing is known" : "";
      if (name.isEmpty()) {
        continue;
      }
      Instant to = bucket.begin().plusSeconds(report.every());
      LineChart.Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && last.name().equals(name) && last.to().equals(bucket.begin())) {
        spans.set(spans.size() - 1, new LineChart.Span(name, last.from(), to));
      } else {
        spans.add(new LineChart.Span(name, bucket.begin(), to));
      }
    }
    return spans;
  }

  private static List<Row> rows(SeriesReport report, LongFunction<String> amount) {
    List<Row> rows = new ArrayList<>();
    for (SeriesReport.Line line : report.lines()) {
      rows.add(
          new Row(
              line.keys(),
              amount.apply(line.sum()),
              String.format(
                  Locale.ROOT,
                  "%.1f %%",
                  report.sum() == 0 ? 0 : 100.0 * line.sum() / report.sum()),
              amount.apply(line.values().stream().mapToLong(Long::longValue).max().orElse(0))));
    }
    return rows;
  }

  private static List<String> notes(SeriesReport report, LongFunction<String> amount) {
    List<String> notes = new ArrayList<>();
    long lost = report.buckets().stream().filter(bucket -> bucket.skipped() > 0).count();
    if (lost > 0) {
      notes.add(
          "In %s interfaces said that records were lost: what is shown of them is too little. They are shaded."
              .formatted(Counts.of(lost, "bucket")));
    }
    if (report.gaps() > 0) {
      notes.add(
          "Of %s nothing is known: the lines have gaps there, shaded too."
              .formatted(Counts.of(report.gaps(), "bucket")));
    }
    long undecided = report.paths().getOrDefault(PathClass.UNDECIDED, 0L);
    if (undecided > 0) {
      notes.add(
          "%s went a way that neither records nor inventory tell; it may be counted twice."
              .formatted(amount.apply(undecided)));
    }
    if (report.unanswered() > 0) {
      notes.add(
          "%s do not have the fields that were asked for, and are not counted."
              .formatted(Counts.of(report.unanswered(), "line")));
    }
    TransferText.untagged(report.untagged(), report.sum(), amount).stream()
        .map(note -> capital(note) + ".")
        .forEach(notes::add);
    if (report.tally().odd().total() > 0) {
      notes.add(
          "%s were odd, and left out or told of."
              .formatted(Counts.of(report.tally().odd().total(), "line or file")));
    }
    return notes;
  }
}
