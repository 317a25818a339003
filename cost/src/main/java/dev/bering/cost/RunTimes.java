package dev.bering.cost;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who is charged for which time of something that charges name: a cluster, a platform's run, a tag.
 * The segments of one key cover all of time, without a gap, and the shares of each moment sum to 1.
 *
 * <p>What one run has for itself belongs to it from the first moment to the last: what is charged
 * before it began is its start-up, what is charged after its end is the teardown. On what several
 * runs share, a moment belongs to the runs that were active: to one alone, or divided by the larger
 * of their shares of cores and of memory (the dominant share) where both are known of all of them,
 * or by cores where those are; else to nobody. A moment in which none was active is idle. Capacity
 * that no run has asked for while another was active is borne by those that were active.
 */
final class RunTimes {

  static final Instant BEGIN = Instant.parse("1000-01-01T00:00:00Z");
  static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private static final String OVERLAP = "bering:overlap/v1";

  /**
   * A time of one key.
   *
   * @param run which run, counted from 0; empty if it is for nobody
   * @param share of this moment
   * @param method by which it was divided; empty if it was not
   */
  record Segment(
      Instant since,
      Instant until,
      ConsumerKind kind,
      Optional<Integer> run,
      double share,
      String rule,
      Optional<String> method) {}

  private final List<JobRun> runs;
  private final List<Segment> segments = new ArrayList<>();

  private RunTimes(List<JobRun> runs) {
    this.runs = runs;
  }

  /**
   * The times of what one run has for itself.
   *
   * @param mine its attempts
   * @param how they were found, such as {@code cluster of its own}
   */
  static List<Segment> own(List<JobRun> runs, List<Integer> mine, String how) {
    RunTimes times = new RunTimes(runs);
    List<Integer> placed =
        mine.stream()
            .filter(run -> runs.get(run).startedAt().isPresent())
            .sorted(
                Comparator.comparing((Integer run) -> runs.get(run).startedAt().orElse(BEGIN))
                    .thenComparing(run -> runs.get(run).attempt()))
            .toList();
    if (placed.isEmpty()) {
      times.add(BEGIN, END, mine.get(0), 1, how, Optional.empty());
      return times.segments;
    }
    Instant since = BEGIN;
    for (int i = 0; i < placed.size(); i++) {
      JobRun run = runs.get(placed.get(i));
      Instant until =
          i + 1 < placed.size() ? runs.get(placed.get(i + 1)).startedAt().orElse(END) : END;
      Instant start = run.startedAt().orElse(since);
      Instant said = run.endedAt().filter(until::isAfter).orElse(until);
      Instant end = said.isBefore(start) ? start : said;
      if (i == 0) {
        times.add(since, start, placed.get(i), 1, how + ": start-up", Optional.of(OVERLAP));
      }
      times.add(start, end, placed.get(i), 1, how, Optional.of(OVERLAP));
      times.add(end, until, placed.get(i), 1, how + ": teardown", Optional.of(OVERLAP));
      since = until;
    }
    return times.segments;
  }

  /** What names several runs at once is nobody's: it does not tell which of them it is for. */
  static List<Segment> ofSeveral(List<JobRun> runs, String what) {
    RunTimes times = new RunTimes(runs);
    times.nobody(BEGIN, END, ConsumerKind.SHARED, what + ": several runs are called so");
    return times.segments;
  }

  /** Whether a time can be one of a run or a charge. */
  static boolean isPossible(Instant time) {
    return !time.isBefore(BEGIN) && time.isBefore(END);
  }

  /** The times of what several runs share. */
  static List<Segment> shared(List<JobRun> runs, List<Integer> ours) {
    RunTimes times = new RunTimes(runs);
    TreeMap<Instant, List<Integer>> starts = new TreeMap<>();
    TreeMap<Instant, List<Integer>> ends = new TreeMap<>();
    for (int run : ours) {
      Instant start = runs.get(run).startedAt().orElse(BEGIN);
      Instant end = runs.get(run).startedAt().isEmpty() ? END : runs.get(run).endedAt().orElse(END);
      if (end.isAfter(start)) {
        starts.computeIfAbsent(start, none -> new ArrayList<>()).add(run);
        ends.computeIfAbsent(end, none -> new ArrayList<>()).add(run);
      }
    }
    Set<Instant> turns = new TreeSet<>(starts.keySet());
    turns.addAll(ends.keySet());
    turns.add(END);
    Set<Integer> active = new HashSet<>();
    Instant since = BEGIN;
    for (Instant turn : turns) {
      times.shared(since, turn, active.stream().sorted().toList());
      active.addAll(starts.getOrDefault(turn, List.of()));
      active.removeAll(Set.copyOf(ends.getOrDefault(turn, List.of())));
      since = turn;
    }
    return times.segments;
  }

  private void shared(Instant since, Instant until, List<Integer> active) {
    if (active.isEmpty()) {
      nobody(since, until, ConsumerKind.IDLE, "shared cluster: no run was active");
    } else if (active.size() == 1) {
      add(since, until, active.get(0), 1, "shared cluster: the only run", Optional.of(OVERLAP));
    } else {
      divide(since, until, active);
    }
  }

  private void divide(Instant since, Instant until, List<Integer> active) {
    Map<Integer, Double> cores = new TreeMap<>();
    Map<Integer, Double> memory = new TreeMap<>();
    for (int run : active) {
      JobRun one = runs.get(run);
      double hours = one.hours().orElse(0);
      if (hours > 0) {
        one.coreHours().ifPresent(amount -> cores.put(run, amount / hours));
        one.memoryGibHours().ifPresent(amount -> memory.put(run, amount / hours));
      }
    }
    double allCores = sum(cores);
    double allMemory = sum(memory);
    if (cores.size() < active.size() || !(allCores > 0)) {
      nobody(since, until, ConsumerKind.SHARED, "shared cluster: nothing measures all active runs");
      return;
    }
    boolean hasMemory = memory.size() == active.size() && allMemory > 0;
    Map<Integer, Double> shares = new TreeMap<>();
    for (int run : active) {
      double ofCores = cores.getOrDefault(run, 0.0) / allCores;
      double ofMemory = hasMemory ? memory.getOrDefault(run, 0.0) / allMemory : 0;
      shares.put(run, Math.max(ofCores, ofMemory));
    }
    double all = sum(shares);
    for (int run : active) {
      add(
          since,
          until,
          run,
          shares.getOrDefault(run, 0.0) / all,
          hasMemory ? "shared cluster: dominant share" : "shared cluster: core-hours",
          Optional.of(hasMemory ? "bering:dominant-share/v1" : "bering:core-hours/v1"));
    }
  }

  private static double sum(Map<Integer, Double> amounts) {
    return amounts.values().stream().mapToDouble(amount -> amount).sum();
  }

  private void nobody(Instant since, Instant until, ConsumerKind kind, String rule) {
    if (until.isAfter(since)) {
      segments.add(
          new Segment(since, until, kind, Optional.empty(), 1, rule, Optional.of(OVERLAP)));
    }
  }

  private void add(
      Instant since, Instant until, int run, double share, String rule, Optional<String> method) {
    if (until.isAfter(since) && share > 0) {
      segments.add(
          new Segment(since, until, ConsumerKind.RUN, Optional.of(run), share, rule, method));
    }
  }
}
