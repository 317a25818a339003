package dev.bering.cost;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;

/**
 * The charges of one provider for one billing account in one month: a file of a {@link BillStore}.
 *
 * @param name of its file without the ending, which is {@link ChargeColumn#BILL} of its rows, such
 *     as {@code aws_111122223333_2026-03}
 * @param account the billing account, as the bill writes it
 * @param files what it was read from, by name
 * @param rows how many charges it has
 * @param totals by currency
 * @param days of the month (from 1) with a charge that begins then; ascending
 * @param importedAt when its rows were written
 */
public record Bill(
    String name,
    String provider,
    String account,
    YearMonth month,
    BillKind kind,
    List<BillFile> files,
    long rows,
    List<BillTotal> totals,
    List<Integer> days,
    List<BillNote> notes,
    Instant importedAt) {

  public Bill {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(account, "account is null");
    Objects.requireNonNull(month, "month is null");
    Objects.requireNonNull(kind, "kind is null");
    files = List.copyOf(files);
    totals = List.copyOf(totals);
    days = List.copyOf(days);
    notes = List.copyOf(notes);
    Objects.requireNonNull(importedAt, "importedAt is null");
  }

  /** Whether its sums are known to be lower than they should be. */
  public boolean isIncomplete() {
    return notes.stream().anyMatch(note -> note.oddity().isLoss());
  }
}
