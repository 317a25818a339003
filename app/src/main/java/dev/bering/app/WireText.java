package dev.bering.app;

import dev.bering.metrics.CloneTotals;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.transfer.WireReport;
import dev.bering.transfer.WireReport.Pair;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What was moved beside what was logged, for a terminal. */
final class WireText {

  private static final int OTHERS = 5;

  private WireText() {}

  static String of(WireReport report, List<CloneTotals> runs) {
    TextColumns lines = new TextColumns();
    lines.line("", "read", "in", "written", "out", "moved", "on the wire", "ratio", "");
    for (Pair pair : report.pairs()) {
      boolean isDirected = pair.in() + pair.out() == pair.wire();
      lines.line(
          pair.name(),
          Bytes.text(pair.read()),
          isDirected ? Bytes.text(pair.in()) : "-",
          Bytes.text(pair.written()),
          isDirected ? Bytes.text(pair.out()) : "-",
          Bytes.text(pair.read() + pair.written()),
          Bytes.text(pair.wire()),
          pair.ratio().isPresent()
              ? String.format(Locale.ROOT, "%.3f", pair.ratio().getAsDouble())
              : "-",
          standing(pair));
    }
    StringBuilder text = new StringBuilder(lines.text(""));
    for (Pair pair : report.pairs()) {
      pair.why().ifPresent(why -> text.append("%s: %s%n".formatted(pair.name(), why)));
      text.append(
          "%s: %s from %s to %s, in %s of %s%n"
              .formatted(
                  pair.name(),
                  Counts.of(pair.runs(), "run"),
                  pair.begun(),
                  pair.ended(),
                  Counts.of(pair.buckets(), "bucket"),
                  Durations.written(Duration.ofSeconds(report.every()))));
    }
    long copied =
        runs.stream()
            .flatMap(run -> run.stores().values().stream())
            .mapToLong(CloneTotals.Moved::copied)
            .sum();
    if (copied > 0) {
      text.append(
          "not compared: %s that stores copied by themselves%n".formatted(Bytes.text(copied)));
    }
    long retries = runs.stream().mapToLong(CloneTotals::retries).sum();
    if (retries > 0) {
      text.append(
          "tried again: %s; asked to slow down %s%n"
              .formatted(
                  Counts.of(retries, "call"),
                  Counts.of(runs.stream().mapToLong(CloneTotals::throttled).sum(), "time")));
    }
    report.others().stream()
        .limit(OTHERS)
        .forEach(
            other ->
                text.append(
                    "no run tells of %s: %s%n".formatted(other.name(), Bytes.text(other.wire()))));
    if (report.others().size() > OTHERS) {
      text.append(
          "no run tells of %s more: %s%n"
              .formatted(
                  Counts.of(report.others().size() - OTHERS),
                  Bytes.text(
                      report.others().stream()
                          .skip(OTHERS)
                          .mapToLong(WireReport.Other::wire)
                          .sum())));
    }
    if (report.unanswered() > 0) {
      text.append(
          "not counted: %s without the fields that were asked for%n"
              .formatted(Counts.of(report.unanswered(), "line")));
    }
    return text + TransferText.read(report.tally());
  }

  private static String standing(Pair pair) {
    return pair.standing() == WireReport.Standing.NO_LIMIT
        ? ""
        : pair.standing().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
