package dev.bering.app;

import dev.bering.parity.Rung;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of a finding from one run to the next.
 *
 * @param before how many rows differed
 * @param after how many differ
 * @param newKeys differing rows that did not differ before
 * @param fixedKeys rows that differed before and do not any more
 * @param openKeys rows that still differ
 */
record RunChange(
    String finding,
    State state,
    long before,
    long after,
    List<String> newKeys,
    List<String> fixedKeys,
    List<String> openKeys) {

  /** What became of it. */
  enum State {
    NEW("new"),
    STILL_OPEN("still open"),
    FIXED("fixed");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  RunChange {
    newKeys = List.copyOf(newKeys);
    fixedKeys = List.copyOf(fixedKeys);
    openKeys = List.copyOf(openKeys);
  }

  /** Every finding that is open in one of the two: new ones first, then open ones, then fixed. */
  static List<RunChange> between(StoredRun earlier, StoredRun later) {
    Map<String, StoredRun.Finding> before = byName(earlier);
    Map<String, StoredRun.Finding> after = byName(later);
    Set<String> names = new LinkedHashSet<>(after.keySet());
    names.addAll(before.keySet());
    List<RunChange> changes = new ArrayList<>();
    for (String name : names) {
      StoredRun.Finding nothing = new StoredRun.Finding(name, Rung.EXACT.name(), 0, List.of());
      StoredRun.Finding old = before.getOrDefault(name, nothing);
      StoredRun.Finding now = after.getOrDefault(name, nothing);
      if (isOpen(old) || isOpen(now)) {
        changes.add(of(old, now));
      }
    }
    changes.sort((a, b) -> a.state.compareTo(b.state));
    return changes;
  }

  /** Reports hold examples only: what is not among them is known only where they are all. */
  private static RunChange of(StoredRun.Finding old, StoredRun.Finding now) {
    State state = !isOpen(old) ? State.NEW : isOpen(now) ? State.STILL_OPEN : State.FIXED;
    return new RunChange(
        now.name(),
        state,
        old.count(),
        now.count(),
        old.isComplete() ? without(now.examples(), old.examples()) : List.of(),
        now.isComplete() ? without(old.examples(), now.examples()) : List.of(),
        now.examples().stream().filter(old.examples()::contains).toList());
  }

  private static List<String> without(List<String> all, List<String> others) {
    return all.stream().filter(key -> !others.contains(key)).toList();
  }

  private static boolean isOpen(StoredRun.Finding finding) {
    Rung rung = Rung.valueOf(finding.rung());
    return rung == Rung.MISMATCH || rung == Rung.UNDECIDED;
  }

  private static Map<String, StoredRun.Finding> byName(StoredRun run) {
    Map<String, StoredRun.Finding> byName = new LinkedHashMap<>();
    run.findings().forEach(finding -> byName.put(finding.name(), finding));
    return byName;
  }
}
