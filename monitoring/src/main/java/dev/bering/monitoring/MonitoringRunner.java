package dev.bering.monitoring;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.monitoring.MonitoringDrift.Change;
import dev.bering.monitoring.MonitoringDrift.Sign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes what watches as a plan says. */
public final class MonitoringRunner {

  private final LiveMonitoring live;

  public MonitoringRunner(LiveMonitoring live) {
    this.live = live;
  }

  /** What is done with what carries the plan's prefix and is not of it. */
  public enum Unwanted {
    KEEP,
    DELETE
  }

  /**
   * What was done.
   *
   * @param before how it was
   * @param changed parts that were put
   * @param deleted parts that were removed
   */
  public record Report(MonitoringDrift before, int changed, int deleted) {}

  /**
   * Puts what is missing or differs, and leaves alone what does not. Rules come before the alarms
   * that name them.
   *
   * <p>If this fails or is ended, each part is as it was or as planned; running it again goes on
   * where it ended.
   *
   * @throws UserException MONITORING_AWS with the part at which it ended, and how many were put
   */
  public Report run(MonitoringPlan plan, Unwanted unwanted) {
    MonitoringDrift before = MonitoringDrift.of(plan, live);
    Map<String, Part> parts = new HashMap<>();
    plan.parts().forEach(part -> parts.put(part.type() + " " + part.name(), part));
    int changed = 0;
    int deleted = 0;
    try {
      for (Change change : before.changes()) {
        if (change.sign() == Sign.MISSING || change.sign() == Sign.DIFFERENT) {
          String key = change.type() + " " + change.name();
          live.put(Objects.requireNonNull(parts.get(key), key));
          changed++;
        } else if (change.sign() == Sign.UNWANTED && unwanted == Unwanted.DELETE) {
          live.delete(change.type(), change.name());
          deleted++;
        }
      }
    } catch (UserException e) {
      List<Problem> more = new ArrayList<>();
      if (changed + deleted > 0) {
        more.add(
            new Problem(
                "MONITORING_AWS",
                "Cannot end the monitoring of %s: %d of %d changes were made."
                    .formatted(
                        plan.name(),
                        changed + deleted,
                        before.count(Sign.MISSING)
                            + before.count(Sign.DIFFERENT)
                            + (unwanted == Unwanted.DELETE ? before.count(Sign.UNWANTED) : 0)),
                "run the same again: what was made is left as it is"));
      }
      throw e.and(more);
    }
    return new Report(before, changed, deleted);
  }
}
