package dev.bering.cost;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A bill in the making. */
final class BillDraft {
  private final BillKey key;
  private final BillKind kind;
  private final Map<BillPart, Long> parts = new LinkedHashMap<>();
  private final Map<String, List<BigDecimal>> totals = new TreeMap<>();
  private final Set<Integer> days = new TreeSet<>();
  private final Map<String, Set<LocalDate>> services = new TreeMap<>();
  private String provider = "";
  private long negative;
  private long outside;
  private long unpriced;

  BillDraft(BillKey key, BillKind kind) {
    this.key = key;
    this.kind = kind;
  }

  /** Takes in rows of a file. */
  void add(BillPart part, BillGroup group) {
    provider = group.provider();
    parts.merge(part, group.rows(), Long::sum);
    if (group.rows() > 0) {
      totals.merge(group.currency(), group.costs(), BillDraft::sum);
    }
    negative += group.negative();
    outside += group.outside();
    unpriced += group.unpriced();
    YearMonth month = YearMonth.parse(key.month());
    if (group.rows() > 0 && YearMonth.from(group.first()).equals(month)) {
      days.add(group.first().getDayOfMonth());
    }
    if (group.isUsage()) {
      Set<LocalDate> covered = services.computeIfAbsent(group.service(), any -> new TreeSet<>());
      LocalDate day = group.first();
      for (int i = 0; i < 40 && !day.isAfter(group.last()); i++) {
        covered.add(day);
        day = day.plusDays(1);
      }
    }
  }

  private static List<BigDecimal> sum(List<BigDecimal> one, List<BigDecimal> other) {
    List<BigDecimal> sum = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      sum.add(one.get(i).add(other.get(i)));
    }
    return sum;
  }

  long rows() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  List<BillTotal> billTotals() {
    return totals.entrySet().stream()
        .map(
            total ->
                new BillTotal(
                    total.getKey(),
                    total.getValue().get(0),
                    total.getValue().get(1),
                    total.getValue().get(2),
                    total.getValue().get(3)))
        .toList();
  }

  BillKey key() {
    return key;
  }

  BillKind kind() {
    return kind;
  }

  /** The rows that count, by file in the order in which they were given. */
  Map<BillPart, Long> parts() {
    return Collections.unmodifiableMap(parts);
  }

  /** The currencies of its charges, in their order. */
  Set<String> currencies() {
    return Collections.unmodifiableSet(totals.keySet());
  }

  /** The days of its month on which charges begin. */
  List<Integer> days() {
    return List.copyOf(days);
  }

  /** The days with usage, by service. */
  Map<String, Set<LocalDate>> services() {
    return Collections.unmodifiableMap(services);
  }

  String provider() {
    return provider;
  }

  /** Rows of usage that cost less than nothing. */
  long negative() {
    return negative;
  }

  /** Rows of usage of another month. */
  long outside() {
    return outside;
  }

  /** Rows without a price, which are left out. */
  long unpriced() {
    return unpriced;
  }
}
