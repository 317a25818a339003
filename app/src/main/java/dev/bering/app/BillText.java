package dev.bering.app;

import dev.bering.cost.Bill;
import dev.bering.cost.BillChange;
import dev.bering.cost.BillFile;
import dev.bering.cost.BillTotal;
import dev.bering.cost.ImportReport;
import dev.bering.model.Counts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bills, for a terminal. */
final class BillText {

  private BillText() {}

  /** What an import did or would do. */
  static String imported(ImportReport report) {
    TextColumns lines = new TextColumns();
    StringBuilder notes = new StringBuilder();
    for (BillChange change : report.changes()) {
      Bill bill = change.bill();
      lines.line(
          sign(change.action()),
          bill.name(),
          bill.kind().text(),
          Counts.of(bill.rows(), "row"),
          amounts(bill, BillTotal::effective),
          said(change));
      notes.append(notes(bill));
    }
    return lines.text("")
        + notes
        + "%s %s %s%n"
            .formatted(
                Counts.of(
                    report.changes().stream()
                        .filter(change -> change.action() != BillChange.Action.UNCHANGED)
                        .count(),
                    "bill"),
                report.isDryRun() ? "would be written to" : "written to",
                report.folder());
  }

  private static String sign(BillChange.Action action) {
    return switch (action) {
      case NEW -> "+";
      case REPLACED -> "*";
      case UNCHANGED -> "=";
    };
  }

  private static String said(BillChange change) {
    return switch (change.action()) {
      case NEW -> "new";
      case UNCHANGED -> "unchanged: imported from the same files before";
      case REPLACED ->
          "replaces %s, effective cost %s"
              .formatted(
                  Counts.of(change.before().orElseThrow().rows(), "row"),
                  differences(change.before().orElseThrow(), change.bill()));
    };
  }

  private static String differences(Bill before, Bill after) {
    List<String> currencies =
        Stream.concat(before.totals().stream(), after.totals().stream())
            .map(BillTotal::currency)
            .distinct()
            .sorted()
            .toList();
    return currencies.stream()
        .map(
            currency -> {
              BigDecimal difference =
                  effective(after, currency).subtract(effective(before, currency));
              return difference.signum() == 0
                  ? "the same in " + currency
                  : (difference.signum() > 0 ? "+" : "") + money(difference) + " " + currency;
            })
        .collect(Collectors.joining(", "));
  }

  private static BigDecimal effective(Bill bill, String currency) {
    Optional<BillTotal> total =
        bill.totals().stream().filter(one -> one.currency().equals(currency)).findFirst();
    return total.map(BillTotal::effective).orElse(BigDecimal.ZERO);
  }

  /** A row a bill. */
  static String bills(List<Bill> bills) {
    TextColumns lines = new TextColumns();
    lines.line(
        "provider", "account", "month", "from", "files", "rows", "billed", "effective", "list");
    StringBuilder notes = new StringBuilder();
    for (Bill bill : bills) {
      lines.line(
          bill.provider(),
          bill.account(),
          bill.month().toString(),
          bill.kind().text(),
          Counts.of(
              bill.files().stream().filter(file -> file.role() == BillFile.Role.ROWS).count()),
          Counts.of(bill.rows()),
          amounts(bill, BillTotal::billed),
          amounts(bill, BillTotal::effective),
          amounts(bill, BillTotal::list));
      notes.append(notes(bill));
    }
    return lines.text("") + notes;
  }

  private static String notes(Bill bill) {
    return bill.notes().stream()
        .map(
            note ->
                "%s %s: %s%n"
                    .formatted(note.oddity().isLoss() ? "!" : "note:", bill.name(), note.text()))
        .collect(Collectors.joining());
  }

  private static String amounts(Bill bill, Function<BillTotal, BigDecimal> basis) {
    return bill.totals().stream()
        .map(total -> money(basis.apply(total)) + " " + total.currency())
        .collect(Collectors.joining(", "));
  }

  /** To the cent; sums themselves are exact. */
  private static String money(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,.2f", amount.setScale(2, RoundingMode.HALF_UP));
  }
}
