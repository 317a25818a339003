package dev.bering.cost;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which key that charges name is whose at which time, as the table {@code "cost times"}: a
 * platform's run, a cluster, or the id of a run in a tag.
 */
final class KeyTimes {

  /** A cluster that is charged longer before or after its only run is not its own. */
  static final Duration ABOUT = Duration.ofHours(2);

  private KeyTimes() {}

  /** Makes the table. */
  static void write(DuckDbEngine engine, String charges, List<JobRun> runs) {
    engine.execute(
        """
        CREATE OR REPLACE TEMP TABLE "cost times" (key VARCHAR, since TIMESTAMP, until TIMESTAMP,
          kind VARCHAR, run BIGINT, share DOUBLE, rule VARCHAR, method VARCHAR)
        """);
    List<String> values = new ArrayList<>();
    by(runs, JobRun::platformRunId)
        .forEach((id, mine) -> rows("p:" + id, ofOneOrMany(runs, mine, "platform's run"), values));
    Map<String, List<Integer>> clusters = by(runs, JobRun::clusterId);
    Map<String, Charged> charged = charged(engine, charges, clusters.keySet());
    clusters.forEach(
        (id, mine) ->
            rows(
                "c:" + id,
                isOwn(runs, mine, Optional.ofNullable(charged.get(id)))
                    ? RunTimes.own(runs, mine, "cluster of its own")
                    : RunTimes.shared(runs, mine),
                values));
    by(runs, run -> Optional.of(run.runId()))
        .forEach((id, mine) -> rows("t:" + id, ofOneOrMany(runs, mine, "tag of the run"), values));
    AttributionSql.insert(engine, "cost times", values);
  }

  private static List<RunTimes.Segment> ofOneOrMany(
      List<JobRun> runs, List<Integer> mine, String how) {
    return isOneRun(runs, mine) ? RunTimes.own(runs, mine, how) : RunTimes.ofSeveral(runs, how);
  }

  private static Map<String, List<Integer>> by(
      List<JobRun> runs, Function<JobRun, Optional<String>> key) {
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      Optional<String> id = key.apply(runs.get(i));
      if (id.isPresent()) {
        found.computeIfAbsent(id.get(), none -> new ArrayList<>()).add(i);
      }
    }
    return found;
  }

  /** When a cluster was charged, whatever charges are asked for. */
  private record Charged(Instant first, Instant last) {}

  private static Map<String, Charged> charged(
      DuckDbEngine engine, String charges, Set<String> clusters) {
    Map<String, Charged> found = new HashMap<>();
    if (clusters.isEmpty()) {
      return found;
    }
    engine
        .query(
            """
            SELECT x_ClusterId, epoch_us(min(ChargePeriodStart)), epoch_us(max(ChargePeriodEnd))
            FROM %s WHERE x_ClusterId IS NOT NULL AND ChargePeriodStart IS NOT NULL
              AND ChargePeriodEnd IS NOT NULL
            GROUP BY x_ClusterId
            """
                .formatted(charges),
            row ->
                Map.entry(
                    row.string(0),
                    new Charged(
                        AttributionSql.instant(row.number(1)),
                        AttributionSql.instant(row.number(2)))))
        .forEach(each -> found.put(each.getKey(), each.getValue()));
    return found;
  }

  private static boolean isOneRun(List<JobRun> runs, List<Integer> mine) {
    return mine.stream()
            .map(
                run ->
                    List.of(runs.get(run).job(), runs.get(run).platform(), runs.get(run).runId()))
            .distinct()
            .count()
        == 1;
  }

  private static boolean isOwn(List<JobRun> runs, List<Integer> mine, Optional<Charged> charged) {
    List<JobRun> named = mine.stream().map(runs::get).toList();
    if (!isOneRun(runs, mine)
        || named.stream()
            .anyMatch(run -> run.clusterUse().equals(Optional.of(JobRun.ClusterUse.SHARED)))) {
      return false;
    }
    if (named.stream()
        .allMatch(run -> run.clusterUse().equals(Optional.of(JobRun.ClusterUse.OWN)))) {
      return true;
    }
    Optional<Instant> start =
        named.stream().flatMap(run -> run.startedAt().stream()).min(Instant::compareTo);
    Optional<Instant> end =
        named.stream().flatMap(run -> run.endedAt().stream()).max(Instant::compareTo);
    return start.isPresent()
        && end.isPresent()
        && charged
            .map(
                times ->
                    !times.first().isBefore(start.get().minus(ABOUT))
                        && !times.last().isAfter(end.get().plus(ABOUT)))
            .orElse(true);
  }

  private static void rows(String key, List<RunTimes.Segment> segments, List<String> values) {
    for (RunTimes.Segment segment : segments) {
      values.add(
          "(%s, %s, %s, '%s', %s, %s, %s, %s)"
              .formatted(
                  Sql.literal(key),
                  AttributionSql.time(segment.since()),
                  AttributionSql.time(segment.until()),
                  segment.kind().name(),
                  segment.run().map(run -> run + "").orElse("NULL"),
                  Double.toString(segment.share()),
                  Sql.literal(segment.rule()),
                  segment.method().map(Sql::literal).orElse("NULL")));
    }
  }
}
