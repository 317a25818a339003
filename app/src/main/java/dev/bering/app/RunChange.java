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
 * @param rung what it came to in the later run
 * @param before how many rows differed
 * @param after how many differ; 0 where nobody looked
 * @param newKeys differing rows that did not differ before
 * @param fixedKeys rows that differed before and, compared as before, do not any more
 * @param openKeys rows that still differ
 */
record RunChange(
    String finding,
    State state,
    String rung,
    long before,
    long after,
    List<String> newKeys,
    List<String> fixedKeys,
    List<String> openKeys) {

  /** What became of it. */
  enum State {
    NEW("new"),
    STILL_OPEN("still open"),
    FIXED("fixed"),
    /** It stands on a weaker rung than equality: somebody declared what lets it through. */
    LET_THROUGH("let through"),
    /** It is not found any more, but it was looked for in another way. */
    NOT_SEEN("not seen"),
    /** Nobody looked, as where the column is gone. */
    NOT_COMPARED("no longer compared");

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

  /** Every finding that is open in one of the two: new ones first, then open ones, then others. */
  static List<RunChange> between(StoredRun earlier, StoredRun later) {
    Map<String, StoredRun.Finding> before = byName(earlier);
    Map<String, StoredRun.Finding> after = byName(later);
    Set<String> names = new LinkedHashSet<>(after.keySet());
    names.addAll(before.keySet());
    List<RunChange> changes = new ArrayList<>();
    boolean isDecided = isDecided(Rung.valueOf(later.verdict()));
    boolean isSame = later.declaredOtherwiseThan(earlier).isEmpty();
    for (String name : names) {
      StoredRun.Finding nothing =
          new StoredRun.Finding(name, Rung.NOT_COMPARED.name(), 0, List.of());
      StoredRun.Finding old = before.getOrDefault(name, nothing);
      StoredRun.Finding now = after.getOrDefault(name, nothing);
      if (isOpen(old) || isOpen(now)) {
        changes.add(of(old, now, state(old, now, isDecided, isSame), isSame));
      }
    }
    changes.sort((a, b) -> a.state.compareTo(b.state));
    return changes;
  }

  /** Reports hold examples only: what is not among them is known only where they are all. */
  private static RunChange of(
      StoredRun.Finding old, StoredRun.Finding now, State state, boolean isSame) {
    boolean canTellFixed =
        isSame && now.isComplete() && (state == State.FIXED || state == State.STILL_OPEN);
    return new RunChange(
        now.name(),
        state,
        now.rung(),
        old.count(),
        now.count(),
        old.isComplete() ? without(now.examples(), old.examples()) : List.of(),
        canTellFixed ? without(old.examples(), now.examples()) : List.of(),
        now.examples().stream().filter(old.examples()::contains).toList());
  }

  /** Only what was looked for in the same way, and found equal, is fixed. */
  private static State state(
      StoredRun.Finding old, StoredRun.Finding now, boolean isDecided, boolean isSame) {
    if (isOpen(now)) {
      boolean isUncounted = old.count() > 0 && now.count() == 0;
      if (isUncounted) {
        return State.NOT_COMPARED;
      }
      return isOpen(old) ? State.STILL_OPEN : State.NEW;
    }
    Rung rung = Rung.valueOf(now.rung());
    if (!isDecided || !isDecided(rung)) {
      return State.NOT_COMPARED;
    }
    if (rung != Rung.EXACT && rung != Rung.SET_LEVEL) {
      return State.LET_THROUGH;
    }
    return isSame ? State.FIXED : State.NOT_SEEN;
  }

  private static boolean isDecided(Rung rung) {
    return rung != Rung.UNDECIDED && rung != Rung.NOT_COMPARED;
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
