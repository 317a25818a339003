package dev.bering.flowfile;

import dev.bering.flow.RunPlan;
import dev.bering.model.Counts;
import dev.bering.profile.FlowProfile;
import dev.bering.profile.PastRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs of one flow that ended well, and what their times tell of the next one.
 *
 * @param all from early to late
 */
record PastRuns(RunForecast.Unit unit, List<Past> all) {

  /** As many as tell something of the next one. */
  static final int LOOKED_AT = 200;

  PastRuns {
    all = List.copyOf(all);
  }

  /**
   * A run.
   *
   * @param run its writes; none where its record does not tell them one by one
   * @param elapsed from its begin to its end
   * @param rows how many it wrote, by the outputs
   */
  record Past(PastRun run, Duration elapsed, Map<String, Long> rows) {
    Past {
      rows = Map.copyOf(rows);
    }
  }

  /** How much a run reads; what it will be is not known before it has run. */
  long medianInputBytes() {
    List<Long> sizes = all.stream().map(past -> past.run().inputBytes()).sorted().toList();
    return sizes.isEmpty() ? 0 : sizes.get(sizes.size() / 2);
  }

  /** The runs whose writes are told one by one. */
  List<PastRun> told() {
    return all.stream().map(Past::run).filter(run -> !run.writes().isEmpty()).toList();
  }

  /**
   * Where their time went: what is in the middle of all, write by write, and the rows of {@code
   * newest}; empty without any.
   *
   * @param plan of one run
   */
  Optional<FlowProfile> profile(RunPlan plan, Past newest) {
    List<PastRun> runs = told();
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    var writes = new LinkedHashMap<String, Duration>();
    for (RunPlan.Write write : plan.writes()) {
      String port = write.sink().port();
      List<Duration> took =
          runs.stream().flatMap(run -> Stream.ofNullable(run.writes().get(port))).sorted().toList();
      if (!took.isEmpty()) {
        writes.put(port, took.get(took.size() / 2));
      }
    }
    return Optional.of(
        FlowProfile.past(
            plan,
            "%s up to %s".formatted(Counts.of(runs.size(), unit.word()), newest.run().label()),
            writes,
            newest.rows(),
            RunAlarms.WIDTH));
  }
}
