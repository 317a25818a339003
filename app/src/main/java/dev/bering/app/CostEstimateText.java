package dev.bering.app;

import dev.bering.cost.Estimate;
import dev.bering.cost.Reconciliation;
import dev.bering.model.Counts;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Estimates and how they turned out, for a terminal. */
final class CostEstimateText {

  private CostEstimateText() {}

  /** A line for each job and platform; all of it says that no bill does. */
  static String estimate(Estimate estimate, int limit) {
    StringBuilder text = new StringBuilder();
    if (estimate.runCount() == 0) {
      if (estimate.unknown().isEmpty()) {
        text.append(
            "nothing to estimate: no run was given that bills will tell of later%n".formatted());
      }
    } else {
      text.append(
          "estimate of the %s cost, which no bill has yet%n"
              .formatted(CostText.basis(estimate.basis())));
      TextColumns lines = new TextColumns();
      lines.line("job", "platform", "runs", "estimate", "by", "earlier estimates");
      SortedMap<String, BigDecimal> sums = new TreeMap<>();
      for (Estimate.OfJob job : estimate.jobs()) {
        sums.merge(job.currency(), job.cost(), BigDecimal::add);
        lines.line(
            job.job(),
            job.platform(),
            Counts.of(job.runs().size()),
            amount(job.cost(), job.currency()),
            by(job),
            job.rate().past().map(past -> past(job, past)).orElse("none is billed yet"));
      }
      text.append(lines.text("  "));
      sums.forEach(
          (currency, sum) -> text.append("estimate in all: %s%n".formatted(amount(sum, currency))));
    }
    if (!estimate.unknown().isEmpty()) {
      text.append(
          "%s without an estimate%n".formatted(Counts.of(estimate.unknown().size(), "run")));
      TextColumns lines = new TextColumns();
      estimate.unknown().stream()
          .limit(limit)
          .forEach(
              run ->
                  lines.line(run.job(), run.platform(), name(run.run(), run.attempt()), run.why()));
      text.append(lines.text("  "));
      more(estimate.unknown().size(), limit, text);
    }
    return text.toString();
  }

  private static String by(Estimate.OfJob job) {
    Estimate.Rate rate = job.rate();
    return "%s per %s, %s"
        .formatted(
            CostText.rate(rate.amount()),
            rate.unit().text(),
            rate.file()
                .map(
                    file ->
                        "%s of %s"
                            .formatted(file, rate.date().map(Object::toString).orElse("no date")))
                .orElseGet(
                    () ->
                        "%s billed in %s"
                            .formatted(
                                Counts.of(rate.runs(), "run"),
                                rate.months().stream()
                                    .map(YearMonth::toString)
                                    .collect(Collectors.joining(", ")))));
  }

  private static String past(Estimate.OfJob job, Estimate.Past past) {
    return String.format(
        Locale.ROOT,
        "%s to %s, as %s were billed %.3f to %.3f times their estimate",
        CostText.money(job.cost().multiply(BigDecimal.valueOf(past.least()))),
        CostText.money(job.cost().multiply(BigDecimal.valueOf(past.most()))),
        Counts.of(past.count(), "run"),
        past.least(),
        past.most());
  }

  /** What was billed beside what was estimated, and what is not billed yet apart from it. */
  static String reconciliation(Reconciliation reconciliation, int limit) {
    StringBuilder text = new StringBuilder();
    TextColumns lines = new TextColumns();
    lines.line("estimate", "cost", "runs", "estimated", "billed", "error", "bias", "MAPE");
    for (Reconciliation.Total total : reconciliation.jobs()) {
      line(total, total.name(), lines);
    }
    for (Reconciliation.Total total : reconciliation.totals()) {
      line(total, total.name() + ", all", lines);
    }
    text.append(lines.text(""));
    for (Reconciliation.Total total : reconciliation.totals()) {
      if (total.waiting() > 0) {
        text.append(
            "not yet billed: %s of %s, estimated at %s%n"
                .formatted(
                    Counts.of(total.waiting(), "run"),
                    total.name(),
                    amount(total.waitingEstimate(), total.currency())));
      }
    }
    List<Reconciliation.OfRun> lost =
        reconciliation.runs().stream()
            .filter(run -> run.billed().isEmpty() && !run.isWaiting())
            .toList();
    if (!lost.isEmpty()) {
      text.append("%s without a bill%n".formatted(Counts.of(lost.size(), "run")));
      TextColumns runs = new TextColumns();
      lost.stream()
          .limit(limit)
          .forEach(
              run ->
                  runs.line(
                      run.job(),
                      run.platform(),
                      name(run.run(), run.attempt()),
                      run.why().orElse("")));
      text.append(runs.text("  "));
      more(lost.size(), limit, text);
    }
    List<Reconciliation.OfRun> billed =
        reconciliation.runs().stream().filter(run -> run.billed().isPresent()).toList();
    if (!billed.isEmpty()) {
      text.append("largest errors%n".formatted());
      TextColumns runs = new TextColumns();
      runs.line("estimate", "run", "estimated", "billed", "error", "");
      billed.stream()
          .limit(limit)
          .forEach(
              run ->
                  runs.line(
                      run.estimateName(),
                      name(run.run(), run.attempt()),
                      CostText.money(run.estimate()),
                      amount(run.billed().orElseThrow(), run.currency()),
                      signed(run.error().orElseThrow()),
                      percent(run.percent())));
      text.append(runs.text("  "));
      more(billed.size(), limit, text);
    }
    return text.toString();
  }

  private static void line(Reconciliation.Total total, String name, TextColumns lines) {
    boolean isAny = total.runs() > 0;
    lines.line(
        name,
        CostText.basis(total.basis()),
        Counts.of(total.runs()),
        isAny ? CostText.money(total.estimate()) : "",
        isAny ? amount(total.billed(), total.currency()) : "nothing yet",
        isAny ? signed(total.error()) : "",
        percent(total.bias()),
        total.mape().isPresent()
            ? String.format(Locale.ROOT, "%.1f %%", total.mape().getAsDouble())
            : "");
  }

  private static String signed(BigDecimal amount) {
    return (amount.signum() > 0 ? "+" : "") + CostText.money(amount);
  }

  private static String percent(OptionalDouble percent) {
    return percent.isPresent() ? String.format(Locale.ROOT, "%+.1f %%", percent.getAsDouble()) : "";
  }

  private static String amount(BigDecimal amount, String currency) {
    return "%s %s".formatted(CostText.money(amount), currency);
  }

  private static String name(String run, int attempt) {
    return run + (attempt == 1 ? "" : "#" + attempt);
  }

  private static void more(int count, int limit, StringBuilder text) {
    if (count > limit) {
      text.append("  and %s more%n".formatted(Counts.of(count - limit)));
    }
  }
}
