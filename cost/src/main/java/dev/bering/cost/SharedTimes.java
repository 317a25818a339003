package dev.bering.cost;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * When what clusters cost went to nobody, as several runs were active and nothing measures them.
 * What is charged for a run that was active then is less than it cost.
 */
final class SharedTimes {

  /** The clusters that cost something that is {@link ConsumerKind#SHARED}. */
  private final Set<String> clusters = new HashSet<>();

  /** When each of them went to nobody, by the beginnings of these times. */
  private final Map<String, NavigableMap<Instant, Instant>> times = new HashMap<>();

  /** How many runs are called so by the platform. */
  private final Map<String, Set<List<String>>> called = new HashMap<>();

  private SharedTimes() {}

  static SharedTimes of(Attribution attribution) {
    SharedTimes shared = new SharedTimes();
    attribution.costs().stream()
        .filter(cost -> cost.kind() == ConsumerKind.SHARED)
        .filter(cost -> !cost.costs().isEqualTo(Costs.ZERO))
        .flatMap(cost -> cost.clusterId().stream())
        .forEach(shared.clusters::add);
    Map<String, List<Integer>> named = new HashMap<>();
    List<JobRun> runs = attribution.runs();
    for (int i = 0; i < runs.size(); i++) {
      JobRun run = runs.get(i);
      int number = i;
      run.clusterId()
          .filter(shared.clusters::contains)
          .ifPresent(id -> named.computeIfAbsent(id, none -> new ArrayList<>()).add(number));
      List<String> name = List.of(run.job(), run.platform(), run.runId());
      run.platformRunId()
          .ifPresent(id -> shared.called.computeIfAbsent(id, none -> new HashSet<>()).add(name));
    }
    named.forEach(
        (cluster, ours) -> {
          NavigableMap<Instant, Instant> times = new TreeMap<>();
          RunTimes.shared(runs, ours).stream()
              .filter(segment -> segment.kind() == ConsumerKind.SHARED)
              .forEach(segment -> times.put(segment.since(), segment.until()));
          shared.times.put(cluster, times);
        });
    return shared;
  }

  /**
   * Whether some of what a run cost is nobody's. Where a cluster went to nobody at times that
   * nobody knows, it is.
   *
   * @param charges that are for it
   */
  boolean takesFrom(JobRun run, List<AttributedCost> charges) {
    boolean isAmbiguous =
        run.platformRunId().filter(id -> called.getOrDefault(id, Set.of()).size() > 1).isPresent();
    Set<String> all = RunCharges.texts(charges, AttributedCost::clusterId);
    run.clusterId().ifPresent(all::add);
    return all.stream()
        .filter(clusters::contains)
        .anyMatch(
            cluster ->
                isAmbiguous
                    || run.clusterId().filter(cluster::equals).isEmpty()
                    || isActive(run, times.getOrDefault(cluster, new TreeMap<>())));
  }

  private static boolean isActive(JobRun run, NavigableMap<Instant, Instant> times) {
    Instant start = run.startedAt().orElse(RunTimes.BEGIN);
    Map.Entry<Instant, Instant> last = times.lowerEntry(run.endedAt().orElse(RunTimes.END));
    return last != null && last.getValue().isAfter(start);
  }
}
