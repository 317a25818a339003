package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.monitoring.MonitoringDrift;
import dev.bering.monitoring.MonitoringDrift.Change;
import dev.bering.monitoring.MonitoringDrift.Sign;
import dev.bering.monitoring.MonitoringPlan;
import dev.bering.monitoring.Part;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Plans of monitoring and what differs from them, for a terminal. */
final class MonitorText {

  private MonitorText() {}

  static String plan(MonitoringPlan plan) {
    TextColumns lines = new TextColumns();
    plan.parts().forEach(part -> lines.line(part.type().text(), part.name()));
    return "%s in %s: %s%n"
            .formatted(
                plan.name(),
                plan.region(),
                Arrays.stream(Part.Type.values())
                    .map(
                        type ->
                            Counts.of(
                                plan.parts().stream().filter(part -> part.type() == type).count(),
                                type.text()))
                    .collect(Collectors.joining(", ")))
        + lines.text("  ")
        + notes(plan);
  }

  static String notes(MonitoringPlan plan) {
    return plan.notes().stream().map("note: %s%n"::formatted).collect(Collectors.joining());
  }

  /** Each part with its sign; how many are as planned, where all are not asked for. */
  static String drift(MonitoringDrift drift) {
    TextColumns lines = new TextColumns();
    for (Change change : drift.changes()) {
      if (change.sign() != Sign.SAME) {
        lines.line(change.sign().mark(), change.type().text(), change.name(), change.difference());
      }
    }
    return lines.text("")
        + "%s as planned, %s missing, %s different, %s that the plan does not have%n"
            .formatted(
                Counts.of(drift.count(Sign.SAME)),
                Counts.of(drift.count(Sign.MISSING)),
                Counts.of(drift.count(Sign.DIFFERENT)),
                Counts.of(drift.count(Sign.UNWANTED)));
  }
}
