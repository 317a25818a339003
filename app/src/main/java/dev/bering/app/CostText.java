package dev.bering.app;

import dev.bering.cost.Basis;
import dev.bering.cost.CostExplanation;
import dev.bering.cost.CostReport;
import dev.bering.cost.TracedCharge;
import dev.bering.model.Counts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What things cost, for a terminal. */
final class CostText {

  private static final int BAR = 24;

  private CostText() {}

  /** A table for each currency. */
  static String report(CostReport report) {
    StringBuilder text = new StringBuilder();
    for (CostReport.OfCurrency table : report.currencies()) {
      text.append(text.isEmpty() ? "" : System.lineSeparator());
      table(report, table, text);
    }
    return text.isEmpty() ? "no charges in this time%n".formatted() : text.toString();
  }

  private static void table(CostReport report, CostReport.OfCurrency table, StringBuilder text) {
    TextColumns lines = new TextColumns();
    List<String> head =
        new ArrayList<>(List.of(report.by(), table.currency(), "share", "attempts", "succeeded"));
    report.per().ifPresent(unit -> head.add("per " + unit.text()));
    head.add("");
    lines.line(head.toArray(String[]::new));
    for (CostReport.Line line : table.lines()) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  line.consumer(),
                  money(line.costs().on(report.basis())),
                  percent(line.share()),
                  line.attempts() == 0 ? "" : Counts.of(line.attempts()),
                  line.attempts() == 0 ? "" : Counts.of(line.succeeded())));
      report.per().ifPresent(unit -> cells.add(line.unitCost().map(CostText::rate).orElse("")));
      cells.add(bar(line.share()));
      lines.line(cells.toArray(String[]::new));
    }
    text.append(lines.text(""));
    if (table.moreLines() > 0) {
      text.append(
          "and %s more: %s%n"
              .formatted(Counts.of(table.moreLines()), money(table.more().on(report.basis()))));
    }
    text.append(
        "%s %s in all, %s cost%n"
            .formatted(
                money(table.total().on(report.basis())), table.currency(), basis(report.basis())));
    text.append("what for:");
    table
        .kinds()
        .forEach(
            kind ->
                text.append(
                    " %s %s,".formatted(kind.kind(), money(kind.costs().on(report.basis())))));
    text.setLength(text.length() - 1);
    text.append(System.lineSeparator());
    BigDecimal listed = table.listPriced().on(report.basis());
    if (report.basis() != Basis.LIST && listed.signum() != 0) {
      text.append(
          "note: %s of it at list price, as the bill has no other%n".formatted(money(listed)));
    }
  }

  /** Where a number comes from. */
  static String explanation(CostExplanation explanation) {
    StringBuilder text = new StringBuilder();
    for (CostExplanation.OfCurrency one : explanation.currencies()) {
      text.append(
          "%s: %s %s, %s cost%n"
              .formatted(
                  explanation.consumer(),
                  exact(one.cost()),
                  one.currency(),
                  basis(explanation.basis())));
      TextColumns rules = new TextColumns();
      one.rules()
          .forEach(
              rule ->
                  rules.line(
                      exact(rule.cost()), Counts.of(rule.parts(), "part") + ",", rule.rule()));
      text.append(rules.text("  "));
      TextColumns rows = new TextColumns();
      boolean isOfManyRuns = one.charges().stream().map(TracedCharge::run).distinct().count() > 1;
      rows.line(
          "file",
          "row",
          "service",
          "from",
          "until",
          "cost",
          "of it",
          "part",
          "by",
          isOfManyRuns ? "run" : "");
      for (TracedCharge charge : one.charges()) {
        rows.line(
            charge.file().orElse(""),
            charge.row() + "",
            charge.service().orElse(""),
            charge.began().toString(),
            charge.ended().toString(),
            exact(charge.cost()),
            charge.ratio().compareTo(BigDecimal.ONE) == 0
                ? "all"
                : percent(charge.ratio().doubleValue()),
            exact(charge.part()),
            charge.rule() + charge.allocatedMethodId().map(id -> ", " + id).orElse(""),
            isOfManyRuns ? charge.run().orElse("") : "");
      }
      text.append(rows.text("  "));
      if (one.moreParts() > 0) {
        text.append(
            "  and %s more: %s%n".formatted(Counts.of(one.moreParts(), "part"), exact(one.more())));
      }
      text.append(
          "sum of %s: %s, as above%n"
              .formatted(
                  Counts.of(one.charges().size() + one.moreParts(), "part"),
                  exact(one.sumOfParts())));
    }
    return text.toString();
  }

  /** An amount to the cent, and to two digits where it is less than a cent. */
  static String money(BigDecimal amount) {
    if (amount.signum() != 0 && amount.abs().compareTo(new BigDecimal("0.01")) < 0) {
      return amount.round(new MathContext(2)).stripTrailingZeros().toPlainString();
    }
    return String.format(Locale.ROOT, "%,.2f", amount.setScale(2, RoundingMode.HALF_EVEN));
  }

  /** An amount by a unit: four digits. */
  static String rate(BigDecimal amount) {
    return amount.round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** Every digit that an amount has. */
  static String exact(BigDecimal amount) {
    BigDecimal plain = amount.stripTrailingZeros();
    return (plain.scale() < 2 ? plain.setScale(2) : plain).toPlainString();
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Which costs, of which time. */
  static String about(Basis basis, CostTimeOptions.Time time) {
    return "%s cost%s%s"
        .formatted(
            basis(basis),
            time.since().map(" since %s"::formatted).orElse(""),
            time.until().map(" until %s"::formatted).orElse(""));
  }

  static String basis(Basis basis) {
    return basis.name().toLowerCase(Locale.ROOT);
  }

  /** As long as a share is large; none for what costs less than nothing. */
  static String bar(double share) {
    return "#".repeat((int) Math.round(BAR * Math.min(1, Math.max(0, share))));
  }

  /** A number that may be unknown. */
  static String orUnknown(Optional<String> text) {
    return text.orElse("unknown");
  }
}
