package dev.bering.transfer;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.SeriesReport.Bucket;
import dev.bering.transfer.SeriesReport.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was moved as metrics of Prometheus, a series of its own for each contributor, whose keys are
 * its labels. What no name of a label may hold is {@code _} in it: {@code tag:Cost Center} is
 * {@code tag_Cost_Center}.
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr><th>name</th><th>labels</th><th>what</th></tr>
 * <tr><td>bering_transfer_WHAT_total</td><td>the keys</td><td>counter: bytes, packets or records
 *     since the first that is known</td></tr>
 * <tr><td>bering_transfer_lost_total</td><td></td><td>counter: records that say that some were
 *     lost</td></tr>
 * <tr><td>bering_transfer_newest_seconds</td><td></td><td>gauge: when the newest record starts,
 *     since 1970</td></tr>
 * </table>
 *
 * <p>Source: the text format of Prometheus 0.0.4, and OpenMetrics 1.0.
 */
public final class SeriesMetrics {

  private static final String PREFIX = "bering_transfer_";

  private SeriesMetrics() {}

  /**
   * What was moved in all, in the text format, which is scraped.
   *
   * @param what bytes, packets or records, whatever the report sums
   * @throws UserException METRICS_SERIES if some contributors have no line of their own: a counter
   *     whose parts come and go is none; and if two keys are one label
   */
  public static String text(TopReport report, String what) {
    requireAll(report);
    StringBuilder text = new StringBuilder();
    String name = PREFIX + what + "_total";
    head(text, name, "counter", "What flow logs tell of, in %s".formatted(what));
    for (Contributor line : report.top()) {
      text.append(name).append(labels(report.keys(), line.keys())).append(' ');
      text.append(line.sum()).append('\n');
    }
    String lost = PREFIX + "lost_total";
    head(text, lost, "counter", "Records that say that some were lost");
    text.append(lost).append(' ').append(report.tally().skipped()).append('\n');
    report
        .tally()
        .span()
        .ifPresent(
            span -> {
              String newest = PREFIX + "newest_seconds";
              head(text, newest, "gauge", "When the newest record starts, since 1970");
              text.append(newest).append(' ').append(span.last().getEpochSecond()).append('\n');
            });
    return text.toString();
  }

  /**
   * What was moved over time, in OpenMetrics, as counters that are 0 where the first bucket begins:
   * what {@code promtool tsdb create-blocks-from openmetrics} makes history of. A bucket of which
   * nothing is known has no value at its end.
   *
   * @throws UserException METRICS_SERIES as {@link #text} does
   */
  public static String openMetrics(SeriesReport report, String what) {
    requireAll(report.top());
    StringBuilder text = new StringBuilder();
    String family = PREFIX + what;
    head(text, family, "counter", "What flow logs tell of, in %s".formatted(what));
    for (Line line : report.lines()) {
      String name = family + "_total" + labels(report.keys(), line.keys());
      if (!report.buckets().isEmpty()) {
        value(text, name, 0, report.buckets().get(0).begin().getEpochSecond());
      }
      long sum = 0;
      for (int i = 0; i < line.values().size(); i++) {
        Bucket bucket = report.buckets().get(i);
        sum = Math.addExact(sum, line.values().get(i));
        if (bucket.state().isKnown()) {
          value(text, name, sum, bucket.begin().getEpochSecond() + report.every());
        }
      }
    }
    return text.append("# EOF\n").toString();
  }

  private static void value(StringBuilder text, String name, long sum, long second) {
    text.append(name).append(' ').append(sum).append(' ').append(second).append('\n');
  }

  /**
   * Why keys cannot be labels: METRICS_SERIES for each label that several of them would be.
   *
   * @param keys what tells contributors apart
   */
  public static List<Problem> problems(List<String> keys) {
    Map<String, List<String>> byLabel = new LinkedHashMap<>();
    keys.forEach(key -> byLabel.computeIfAbsent(label(key), name -> new ArrayList<>()).add(key));
    List<Problem> problems = new ArrayList<>();
    byLabel.forEach(
        (label, some) -> {
          if (some.size() > 1) {
            problems.add(
                new Problem(
                    "METRICS_SERIES",
                    "Cannot write metrics by %s: each of them is the label %s."
                        .formatted(String.join(" and ", some), label),
                    "tell contributors apart by one of them"));
          }
        });
    return problems;
  }

  private static void requireAll(TopReport report) {
    List<Problem> problems = problems(report.keys());
    if (report.contributors() > report.top().size()) {
      problems.add(
          new Problem(
              "METRICS_SERIES",
              "Cannot write metrics of %d contributors: %d have a line of their own."
                  .formatted(report.contributors(), report.top().size()),
              "tell them apart by fewer fields, or give --limit %d"
                  .formatted(report.contributors())));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String labels(List<String> keys, List<String> values) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      labels.add(
          "%s=\"%s\""
              .formatted(
                  label(keys.get(i)),
                  values.get(i).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")));
    }
    return labels.isEmpty() ? "" : "{" + String.join(",", labels) + "}";
  }

  /** Letters, digits and {@code _}, no digit first. */
  private static String label(String key) {
    String name = key.replaceAll("[^A-Za-z0-9_]", "_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }
}
