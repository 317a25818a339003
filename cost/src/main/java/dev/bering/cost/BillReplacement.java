package dev.bering.cost;

import dev.bering.model.Counts;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What becomes of a bill that is there already when another reading of it is imported. */
final class BillReplacement {

  private static final int SHOWN = 10;

  private BillReplacement() {}

  /** What an import makes of a bill. */
  static BillChange change(Bill bill, Optional<Bill> before) {
    if (before.isEmpty()) {
      return new BillChange(BillChange.Action.NEW, bill, before);
    }
    Bill old = before.get();
    boolean isSame =
        old.kind() == bill.kind()
            && hashes(old).equals(hashes(bill))
            && old.rows() == bill.rows()
            && old.totals().equals(bill.totals())
            && old.notes().equals(bill.notes());
    return isSame
        ? new BillChange(BillChange.Action.UNCHANGED, old, before)
        : new BillChange(BillChange.Action.REPLACED, bill, before);
  }

  private static Set<String> hashes(Bill bill) {
    return bill.files().stream()
        .map(file -> file.role() + " " + file.sha256())
        .collect(Collectors.toSet());
  }

  /** Why a bill may not take the place of the other. */
  static Optional<Problem> refusal(Bill bill, Bill before) {
    if (bill.kind() != before.kind()) {
      return Optional.of(
          new Problem(
              "BILL_OVERLAP",
              "Cannot import bill %s from %s: it is there from %s (%s)."
                  .formatted(bill.name(), bill.kind().text(), before.kind().text(), names(before)),
              "keep to one of the two, or add --replace to take this one instead"));
    }
    List<String> lost = lost(bill, before);
    if (!lost.isEmpty()) {
      return Optional.of(
          new Problem(
              "BILL_PARTS",
              "Cannot replace bill %s: it was imported from %s, and %s not given now."
                  .formatted(
                      bill.name(),
                      Counts.of(rows(before).count(), "file"),
                      shown(lost) + (lost.size() == 1 ? " is" : " are")),
              "give all files of the bill, or add --replace if these are all of it"));
    }
    Set<Integer> days = new LinkedHashSet<>(before.days());
    bill.days().forEach(days::remove);
    if (!days.isEmpty()) {
      return Optional.of(
          new Problem(
              "BILL_DAYS",
              "Cannot replace bill %s: it has charges on %s, and what is given has none then."
                  .formatted(
                      bill.name(),
                      shown(days.stream().map(day -> bill.month().atDay(day).toString()).toList())),
              "give all files of the bill, or add --replace if these are all of it"));
    }
    return Optional.empty();
  }

  /** Files of the earlier bill for which none is given, neither of its content nor of its name. */
  private static List<String> lost(Bill bill, Bill before) {
    Set<String> old = rows(before).map(BillFile::sha256).collect(Collectors.toSet());
    Set<String> given = rows(bill).map(BillFile::sha256).collect(Collectors.toSet());
    Map<String, Integer> fresh = new TreeMap<>();
    rows(bill)
        .filter(file -> !old.contains(file.sha256()))
        .forEach(file -> fresh.merge(lastPart(file.name()), 1, Integer::sum));
    List<String> lost = new ArrayList<>();
    for (BillFile file : rows(before).filter(one -> !given.contains(one.sha256())).toList()) {
      if (fresh.merge(lastPart(file.name()), -1, Integer::sum) < 0) {
        lost.add(file.name());
      }
    }
    return lost;
  }

  private static Stream<BillFile> rows(Bill bill) {
    return bill.files().stream().filter(file -> file.role() == BillFile.Role.ROWS);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private static String names(Bill bill) {
    return shown(rows(bill).map(BillFile::name).toList());
  }

  private static String shown(List<String> all) {
    return all.size() <= SHOWN
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, SHOWN))
            + " and %s more".formatted(Counts.of(all.size() - SHOWN));
  }
}
