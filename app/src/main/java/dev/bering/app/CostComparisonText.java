package dev.bering.app;

import dev.bering.cost.Basis;
import dev.bering.cost.CostComparison;
import dev.bering.cost.Costs;
import dev.bering.cost.RatioInterval;
import dev.bering.model.Counts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What a job costs on two platforms, for a terminal. */
final class CostComparisonText {

  private CostComparisonText() {}

  /** The verdict, why, and what it rests on. */
  static String of(CostComparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s on %s instead of %s: %s%n"
            .formatted(
                comparison.job(),
                comparison.to().platform(),
                comparison.from().platform(),
                verdict(comparison)));
    comparison.reasons().forEach(reason -> text.append("  because: %s%n".formatted(reason)));
    interval(comparison, Basis.EFFECTIVE, comparison.effective(), text);
    interval(comparison, Basis.LIST, comparison.list(), text);
    comparison
        .decomposition()
        .ifPresent(
            parts ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  mean: %.3f = price of a core-hour %.3f x cores %.3f x time %.3f%n",
                        parts.ratio(),
                        parts.price(),
                        parts.cores(),
                        parts.time())));
    // Amounts of several currencies, side by side, would look as if they could be compared.
    if (comparison.currency().isPresent()) {
      text.append(System.lineSeparator()).append(sides(comparison)).append(System.lineSeparator());
      text.append(pairs(comparison));
    }
    if (!comparison.unpaired().isEmpty()) {
      text.append(
          "%n%s without a counterpart%n".formatted(Counts.of(comparison.unpaired().size(), "run")));
      TextColumns lines = new TextColumns();
      comparison.unpaired().forEach(one -> lines.line(one.platform(), one.run(), one.why()));
      text.append(lines.text("  "));
    }
    comparison.notes().forEach(note -> text.append("note: %s%n".formatted(note)));
    return text.toString();
  }

  /** The verdict, in words. */
  static String verdict(CostComparison comparison) {
    String words =
        switch (comparison.verdict()) {
          case WITHIN -> "within the limit of ";
          case OVER -> "over the limit of ";
          case CANNOT_TELL -> "nobody can tell whether it is within ";
        };
    return words + limit(comparison);
  }

  /** How much dearer it may be. */
  static String limit(CostComparison comparison) {
    return "+%s %%".formatted(comparison.limitPercent().stripTrailingZeros().toPlainString());
  }

  /**
   * In percent, how sure it is that an interval holds the median: 95 where that can be had; of
   * fewer than six pairs it is from the least to the most, which holds it less often.
   */
  static String confidence(RatioInterval interval) {
    double surest = 100 * (1 - Math.pow(0.5, interval.count() - 1.0));
    return BigDecimal.valueOf(Math.min(95, surest)).stripTrailingZeros().toPlainString();
  }

  private static void interval(
      CostComparison comparison,
      Basis basis,
      Optional<RatioInterval> interval,
      StringBuilder text) {
    text.append(
        interval
            .map(
                found ->
                    String.format(
                        Locale.ROOT,
                        "  %s cost: %.3f times, with %s %% confidence %.3f to %.3f, of %s%s%n",
                        CostText.basis(basis),
                        found.median(),
                        confidence(found),
                        found.lower(),
                        found.upper(),
                        Counts.of(found.count(), "pair"),
                        basis == comparison.basis() ? "; this decides" : ""))
            .orElseGet(() -> "  %s cost: no ratio%n".formatted(CostText.basis(basis))));
  }

  private static String sides(CostComparison comparison) {
    Basis basis = comparison.basis();
    CostComparison.Side from = comparison.from();
    CostComparison.Side to = comparison.to();
    TextColumns lines = new TextColumns();
    lines.line(
        "%s%s cost"
            .formatted(
                comparison.currency().map(currency -> currency + ", ").orElse(""),
                CostText.basis(basis)),
        from.platform(),
        to.platform());
    for (Basis each : List.of(Basis.EFFECTIVE, Basis.LIST)) {
      lines.line(
          "all, " + CostText.basis(each),
          CostText.money(from.costs().on(each)),
          CostText.money(to.costs().on(each)));
    }
    lines.line(
        "of failed attempts",
        CostText.money(from.failed().on(basis)),
        CostText.money(to.failed().on(basis)));
    lines.line(
        "of idle time", CostText.money(from.idle().on(basis)), CostText.money(to.idle().on(basis)));
    work(from, to).forEach(row -> lines.line(row.toArray(String[]::new)));
    return lines.text("  ");
  }

  /** What was done on each platform, and what a unit of it costs: name and both amounts. */
  static List<List<String>> work(CostComparison.Side from, CostComparison.Side to) {
    return List.of(
        List.of("runs that succeeded", Counts.of(from.succeeded()), Counts.of(to.succeeded())),
        List.of(
            "failed attempts", Counts.of(from.failedAttempts()), Counts.of(to.failedAttempts())),
        List.of("by run", rate(from.perSuccess()), rate(to.perSuccess())),
        List.of("by core-hour", rate(from.perCoreHour()), rate(to.perCoreHour())),
        List.of("by GiB read", rate(from.perGib()), rate(to.perGib())),
        List.of("core-hours", amount(from.coreHours()), amount(to.coreHours())));
  }

  private static String pairs(CostComparison comparison) {
    TextColumns lines = new TextColumns();
    lines.line("pair", comparison.from().platform(), comparison.to().platform(), "ratio");
    for (CostComparison.Pair pair : comparison.pairs()) {
      lines.line(
          pair.name(),
          CostText.money(pair.from().on(comparison.basis())),
          CostText.money(pair.to().on(comparison.basis())),
          pair.ratio().isPresent()
              ? String.format(Locale.ROOT, "%.3f", pair.ratio().getAsDouble())
              : "none");
    }
    return lines.text("  ");
  }

  /** Of which attempts the amounts are the sums. */
  static String counted(CostComparison comparison) {
    StringBuilder text = new StringBuilder();
    for (CostComparison.Side side : List.of(comparison.from(), comparison.to())) {
      counted(side, comparison.basis(), text);
    }
    return text.toString();
  }

  private static void counted(CostComparison.Side side, Basis basis, StringBuilder text) {
    TextColumns lines = new TextColumns();
    lines.line("for", "run", "attempt", "parts", "cost", "idle time", "");
    Costs rows = Costs.ZERO;
    for (CostComparison.Counted counted : side.counted()) {
      rows = rows.plus(counted.costs());
      lines.line(
          counted.unit(),
          counted.run(),
          counted.attempt() + "",
          Counts.of(counted.parts()),
          CostText.exact(counted.costs().on(basis)),
          counted.idle().isEmpty() ? "-" : CostText.exact(counted.idleCosts().on(basis)),
          counted.succeeded().map(succeeded -> succeeded ? "" : "failed").orElse("unknown"));
    }
    text.append("%n%s, by attempt%n".formatted(side.platform())).append(lines.text("  "));
    text.append(
        "sum of %s: %s, of rows %s, of idle time %s%n"
            .formatted(
                Counts.of(side.counted().size(), "attempt"),
                CostText.exact(side.costs().on(basis)),
                CostText.exact(rows.on(basis)),
                CostText.exact(side.idle().on(basis))));
    Map<String, CostComparison.IdlePart> clusters = new TreeMap<>();
    side.counted().stream()
        .flatMap(counted -> counted.idle().stream())
        .forEach(part -> clusters.merge(part.cluster(), part, CostComparison.IdlePart::plus));
    clusters.forEach(
        (cluster, part) ->
            text.append(
                "idle time of %s: %s of %s, as these attempts cost %s of the %s of all runs there%n"
                    .formatted(
                        cluster,
                        CostText.exact(part.part().on(basis)),
                        CostText.exact(part.idle().on(basis)),
                        CostText.exact(part.own().on(basis)),
                        CostText.exact(part.runs().on(basis)))));
  }

  private static String rate(Optional<BigDecimal> amount) {
    return CostText.orUnknown(amount.map(CostText::rate));
  }

  private static String amount(OptionalDouble amount) {
    return amount.isPresent()
        ? String.format(Locale.ROOT, "%.1f", amount.getAsDouble())
        : "unknown";
  }
}
