package dev.bering.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs of one comparison over time.
 *
 * @param runs oldest first
 * @param changes from each run to the next; one list less than runs
 */
record RunSeries(DiffResult.Pair pair, List<StoredRun> runs, List<List<RunChange>> changes) {

  RunSeries {
    runs = List.copyOf(runs);
    changes = changes.stream().map(List::copyOf).toList();
  }

  /** Runs, oldest first, as series in the order of their first runs. */
  static List<RunSeries> of(List<StoredRun> runs) {
    Map<DiffResult.Pair, List<StoredRun>> byPair = new LinkedHashMap<>();
    for (StoredRun run : runs) {
      byPair.computeIfAbsent(run.pair(), pair -> new ArrayList<>()).add(run);
    }
    List<RunSeries> series = new ArrayList<>();
    byPair.forEach((pair, own) -> series.add(new RunSeries(pair, own, changes(own))));
    return series;
  }

  private static List<List<RunChange>> changes(List<StoredRun> runs) {
    List<List<RunChange>> changes = new ArrayList<>();
    for (int i = 1; i < runs.size(); i++) {
      changes.add(RunChange.between(runs.get(i - 1), runs.get(i)));
    }
    return changes;
  }
}
