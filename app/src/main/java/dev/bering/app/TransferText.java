package dev.bering.app;

import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.model.Problem;
import dev.bering.transfer.Contributor;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.Oddities;
import dev.bering.transfer.Oddity;
import dev.bering.transfer.PathClass;
import dev.bering.transfer.RuleMetrics;
import dev.bering.transfer.RuleReport;
import dev.bering.transfer.SeriesReport;
import dev.bering.transfer.TcpFlags;
import dev.bering.transfer.TopReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** What flow logs say, for a terminal. */
final class TransferText {

  private static final int BAR = 24;

  private TransferText() {}

  /** Who contributed most. */
  static String top(TopReport report, FlowMeasureOptions.Sum sum) {
    return table(report, amounts(sum), sum.toString().toLowerCase(Locale.ROOT));
  }

  private static LongFunction<String> amounts(FlowMeasureOptions.Sum sum) {
    return sum == FlowMeasureOptions.Sum.BYTES ? Bytes::text : Counts::of;
  }

  /** How much of what was logged counts, and how much of it nobody can tell the way of. */
  static String once(
      long counted, long logged, Map<PathClass, Long> paths, FlowMeasureOptions.Sum sum) {
    LongFunction<String> amount = amounts(sum);
    long undecided = paths.getOrDefault(PathClass.UNDECIDED, 0L);
    return "counted once: %s of the %s that were logged%n"
            .formatted(amount.apply(counted), amount.apply(logged))
        + (undecided == 0
            ? ""
            : "undecided: %s went a way that neither records nor inventory tell; it may be counted twice%n"
                .formatted(amount.apply(undecided)));
  }

  /** When who contributed how much. */
  static String series(SeriesReport report, FlowMeasureOptions.Sum sum, int columns) {
    if (report.buckets().isEmpty()) {
      return "nothing matched%n".formatted();
    }
    LongFunction<String> amount = amounts(sum);
    SeriesColumns shown = SeriesColumns.of(report, columns);
    TextColumns lines = new TextColumns();
    List<String> head = new ArrayList<>(report.keys());
    head.addAll(List.of(sum.toString().toLowerCase(Locale.ROOT), "most", shown.title()));
    lines.line(head.toArray(String[]::new));
    for (SeriesReport.Line one : report.lines()) {
      List<String> line = keys(report.keys(), one.keys());
      line.addAll(
          List.of(
              amount.apply(one.sum()), amount.apply(most(one.values())), shown.line(one.values())));
      lines.line(line.toArray(String[]::new));
    }
    long others = report.others().stream().mapToLong(Long::longValue).sum();
    if (report.contributors() > report.lines().size()) {
      List<String> line = new ArrayList<>(report.keys().stream().map(key -> "").toList());
      line.set(0, "others");
      line.addAll(
          List.of(
              amount.apply(others),
              amount.apply(most(report.others())),
              shown.line(report.others())));
      lines.line(line.toArray(String[]::new));
    }
    if (!shown.marks().isBlank()) {
      List<String> line = new ArrayList<>(report.keys().stream().map(key -> "").toList());
      line.set(0, "! lost . gap");
      line.addAll(List.of("", "", shown.marks()));
      lines.line(line.toArray(String[]::new));
    }
    return lines.text("")
        + "%s of %s, in %s of %s from %s%n"
            .formatted(
                amount.apply(report.sum()),
                Counts.of(report.contributors(), "contributor"),
                Counts.of(report.buckets().size(), "bucket"),
                Durations.written(Duration.ofSeconds(report.every())),
                report.buckets().get(0).begin())
        + (report.gaps() == 0
            ? ""
            : "gaps: of %s nothing is known%n".formatted(Counts.of(report.gaps(), "bucket")))
        + without(report.unanswered(), report.untagged(), report.sum(), amount);
  }

  /** Values of keys, with what numbers of flags mean. */
  private static List<String> keys(List<String> names, List<String> values) {
    List<String> keys = new ArrayList<>(values);
    int flags = names.indexOf(FlowField.TCP_FLAGS.text());
    if (flags >= 0 && values.get(flags).matches("\\d{1,9}")) {
      keys.set(
          flags,
          "%s (%s)".formatted(values.get(flags), TcpFlags.text(Long.parseLong(values.get(flags)))));
    }
    return keys;
  }

  /** What lacks some of what was asked for. */
  private static String without(
      long unanswered, List<TopReport.Untagged> untagged, long sum, LongFunction<String> amount) {
    return (unanswered == 0
            ? ""
            : "not counted: %s without the fields that were asked for%n"
                .formatted(Counts.of(unanswered, "line")))
        + untagged(untagged, sum, amount).stream()
            .map("%s%n"::formatted)
            .collect(Collectors.joining());
  }

  /** What has no tag, and why that may be. */
  static List<String> untagged(
      List<TopReport.Untagged> untagged, long sum, LongFunction<String> amount) {
    return untagged.stream()
        .map(
            one ->
                one.sum() == sum && !one.key().startsWith("tag:")
                    ? "untagged: all of it has '-' as %s; if that was not asked for, the flow log probably lacks the right ec2:DescribeTags"
                        .formatted(one.key())
                    : String.format(
                        Locale.ROOT,
                        "untagged: %s, %.1f %%, without %s",
                        amount.apply(one.sum()),
                        100.0 * one.sum() / sum,
                        one.key()))
        .toList();
  }

  private static long most(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private static String table(TopReport report, LongFunction<String> amount, String what) {
    TextColumns lines = new TextColumns();
    List<String> head = new ArrayList<>(report.keys());
    head.addAll(List.of(what, "share", "records", ""));
    lines.line(head.toArray(String[]::new));
    for (Contributor one : report.top()) {
      List<String> line = keys(report.keys(), one.keys());
      double share = report.sum() == 0 ? 0 : (double) one.sum() / report.sum();
      line.addAll(
          List.of(
              amount.apply(one.sum()),
              String.format(Locale.ROOT, "%.1f %%", 100 * share),
              Counts.of(one.samples()),
              "#".repeat((int) Math.round(BAR * share))));
      lines.line(line.toArray(String[]::new));
    }
    return lines.text("")
        + "%s of %s, in %s%n"
            .formatted(
                amount.apply(report.sum()),
                Counts.of(report.contributors(), "contributor"),
                Counts.of(report.samples(), "record"))
        + without(report.unanswered(), report.untagged(), report.sum(), amount);
  }

  /** What a rule finds. */
  static String rule(RuleReport report, long seconds) {
    String periods =
        report.periods().isEmpty()
            ? "nothing matched%n".formatted()
            : "%s of %s with matches; the largest sum is %s, from %s%n"
                .formatted(
                    Counts.of(report.periods().size(), "period"),
                    Durations.written(Duration.ofSeconds(seconds)),
                    Counts.of(largest(report).sum()),
                    largest(report).begin());
    return "%s%n".formatted(report.rule()) + table(report.top(), Counts::of, "sum") + periods;
  }

  private static RuleMetrics largest(RuleReport report) {
    return report.periods().stream()
        .reduce((one, other) -> other.sum() > one.sum() ? other : one)
        .orElseThrow();
  }

  /** What was read, and what of it was left out. */
  static String read(FlowTally tally) {
    StringBuilder text =
        new StringBuilder(
            "%nread %s of %s%n"
                .formatted(Counts.of(tally.lines(), "line"), Counts.of(tally.files(), "file")));
    if (tally.control() > 0) {
      text.append(
          "passed over: %s by which CloudWatch Logs sees that a subscription is reached%n"
              .formatted(Counts.of(tally.control(), "message")));
    }
    return text + lost(tally);
  }

  /** What of the logs is not there, or was left out; nothing if all is as it should be. */
  static String lost(FlowTally tally) {
    StringBuilder text = new StringBuilder();
    if (tally.skipped() > 0) {
      text.append(
          "lost: %s that flows were not logged, of %s%n"
              .formatted(
                  tally.skipped() == 1 ? "1 line says" : Counts.of(tally.skipped()) + " lines say",
                  tally.windows().entrySet().stream()
                      .filter(one -> one.getValue().skipped() > 0)
                      .map(one -> one.getKey())
                      .sorted()
                      .limit(5)
                      .collect(Collectors.joining(", "))));
    }
    tally
        .odd()
        .counts()
        .forEach(
            (oddity, count) ->
                text.append(oddity.isLoss() ? "left out: " : "note: ")
                    .append(places(tally.odd(), oddity, count))
                    .append(System.lineSeparator()));
    return text.toString();
  }

  /** Each kind of oddity as a problem. */
  static List<Problem> odd(Oddities odd) {
    return odd.counts().entrySet().stream()
        .map(
            kind ->
                new Problem(
                    "FLOW_LOG_ODD",
                    "Cannot take flow logs as they are: %s."
                        .formatted(places(odd, kind.getKey(), kind.getValue())),
                    "mend or remove them; see what a format is in docs/concepts/transfer.md"))
        .toList();
  }

  private static String places(Oddities odd, Oddity oddity, long count) {
    return "%s: %s, such as %s"
        .formatted(
            Counts.of(count),
            oddity.text(),
            odd.examples().stream()
                .filter(one -> one.oddity() == oddity)
                .map(one -> "%s (%s)".formatted(one.place(), one.excerpt()))
                .collect(Collectors.joining(", ")));
  }
}
