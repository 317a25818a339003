package dev.bering.app;

import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.transfer.MeasuredTraffic;
import dev.bering.transfer.PathClass;
import dev.bering.transfer.TransferAdvice;
import dev.bering.transfer.TransferAdvice.BreakEven;
import dev.bering.transfer.TransferAdvice.Option;
import dev.bering.transfer.TransferAdvice.Standing;
import dev.bering.transfer.TransferAdvice.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What ways through a network cost, for a terminal. */
final class AdviceText {

  private AdviceText() {}

  static String of(AdviceReport report) {
    StringBuilder text = new StringBuilder();
    report.measured().ifPresent(measured -> text.append(measured(report, measured)).append('\n'));
    text.append(options(report)).append('\n').append(breakEvens(report.advice())).append('\n');
    notes(report).forEach(note -> text.append(note).append('\n'));
    report.measured().ifPresent(found -> text.append(TransferText.read(found.tally())));
    return text.toString();
  }

  private static String measured(AdviceReport report, MeasuredTraffic measured) {
    TextColumns lines = new TextColumns();
    lines.line("path", "bytes", "busiest 1 %", "most", "by the GB, a month");
    measured
        .paths()
        .forEach(
            path ->
                lines.line(
                    path.path().text(),
                    Bytes.text(path.bytes()),
                    gbps(path.busiestGbps()),
                    gbps(path.mostGbps()),
                    money(report, path.month())));
    StringBuilder text = new StringBuilder(lines.text(""));
    measured
        .leaks()
        .forEach(
            leak ->
                text.append(
                    "leak: %s reaches %s through a NAT gateway; %s would cost %s a month less%s%n"
                        .formatted(
                            Bytes.text(leak.bytes()),
                            leak.service(),
                            endpoint(leak.endpoint()),
                            money(report, leak.month()),
                            leak.endpoint() == PathClass.GATEWAY_ENDPOINT
                                ? ""
                                : ", its hours not counted")));
    MeasuredTraffic.Watching watching = measured.watching();
    return text.append(
            "watching: %s lines a month cost %s to CloudWatch or %s to S3, and each rule up to %s%n"
                .formatted(
                    Counts.of(Math.round(watching.lines())),
                    money(report, watching.toCloudWatch()),
                    money(report, watching.toStore()),
                    money(report, watching.rule())))
        .toString();
  }

  static String endpoint(PathClass path) {
    return path == PathClass.GATEWAY_ENDPOINT ? "a gateway endpoint" : "an interface endpoint";
  }

  private static String options(AdviceReport report) {
    TransferAdvice advice = report.advice();
    TextColumns lines = new TextColumns();
    lines.line("way", cost(advice), "by the GB", "by the hour", "days at least", "");
    advice
        .options()
        .forEach(
            option ->
                lines.line(
                    option.name(),
                    money(report, option.cost()),
                    money(report, option.data()),
                    money(report, option.hours()),
                    days(option),
                    said(option)));
    return "%s, %s GB as billed%n".formatted(volume(advice), gb(advice.gb())) + lines.text("");
  }

  static String cost(TransferAdvice advice) {
    return advice.term() == Term.MONTH ? "a month" : "in all";
  }

  static String volume(TransferAdvice advice) {
    return advice.term() == Term.MONTH
        ? "a month of what goes through NATs: " + Bytes.text(Math.round(advice.bytes()))
        : Bytes.text(Math.round(advice.bytes())) + ", once";
  }

  static String days(Option option) {
    return option.gbps().isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", option.days());
  }

  /** Whether one would choose it, and if not why. */
  static String said(Option option) {
    List<String> said = new ArrayList<>();
    if (option.standing() == Standing.BEST) {
      said.add("best");
    }
    if (!option.condition().isEmpty()) {
      said.add(option.condition());
    }
    if (!option.fact().isEmpty()) {
      said.add("refused: " + option.fact());
    }
    return String.join(", ", said);
  }

  private static String breakEvens(TransferAdvice advice) {
    TextColumns lines = new TextColumns();
    lines.line("costs less than a NAT gateway", "from GB a month");
    for (BreakEven one : advice.breakEvens()) {
      lines.line(one.name(), breakEven(one));
    }
    return lines.text("");
  }

  static String breakEven(BreakEven one) {
    return one.gb() == 0 ? "always" : gb(one.gb());
  }

  /** What limits how far this can be trusted. */
  static List<String> notes(AdviceReport report) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "prices of %s, of a table of %s, in %s; a GB as billed is %s bytes, a Gbit 10^9 bits, a month 730 hours"
            .formatted(
                report.region(),
                report.pricesOf(),
                report.currency(),
                Counts.of(report.bytesPerGb())));
    if (!report.unverified().isEmpty()) {
      notes.add("not checked: " + String.join(", ", report.unverified()));
    }
    notes.add(
        "not in it: public addresses, what the other cloud asks for what leaves it, storage, requests");
    report
        .measured()
        .ifPresent(
            measured -> {
              notes.add(
                  "a month is scaled from %s; rates are of %s, in which a burst may hide"
                      .formatted(
                          hours(measured.hours()),
                          Durations.written(Duration.ofSeconds(measured.every()))));
              if (measured.gaps() > 0) {
                notes.add(
                    "of %s nothing is known, and they count as without traffic"
                        .formatted(Counts.of(measured.gaps(), "bucket")));
              }
              if (!measured.servicesTold()) {
                notes.add(
                    "no record through a NAT gateway names a service: what could leave by an endpoint is"
                        + " not seen");
              }
              measured.paths().stream()
                  .filter(path -> path.path() == PathClass.UNDECIDED)
                  .forEach(
                      path ->
                          notes.add(
                              "undecided: %s went a way that neither records nor inventory tell"
                                  .formatted(Bytes.text(path.bytes()))));
            });
    return notes;
  }

  private static String hours(double hours) {
    return String.format(Locale.ROOT, hours < 48 ? "%.1f hours" : "%.0f hours", hours);
  }

  static String money(AdviceReport report, double amount) {
    String form = Math.abs(amount) < 100 ? "%,.2f" : "%,.0f";
    return (report.currency().equals("USD") ? "$" : report.currency() + " ")
        + String.format(Locale.ROOT, form, amount);
  }

  static String gb(double gb) {
    return String.format(Locale.ROOT, gb < 1_000 ? "%,.1f" : "%,.0f", gb);
  }

  static String gbps(double gbps) {
    return String.format(Locale.ROOT, "%.3g Gbit/s", gbps);
  }
}
