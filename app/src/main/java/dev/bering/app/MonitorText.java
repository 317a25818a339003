package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.model.ExitCode;
import dev.bering.monitoring.MachineCheck;
import dev.bering.monitoring.MonitoringDrift;
import dev.bering.monitoring.MonitoringDrift.Change;
import dev.bering.monitoring.MonitoringDrift.Sign;
import dev.bering.monitoring.MonitoringPlan;
import dev.bering.monitoring.Part;
import dev.bering.monitoring.ThresholdProposals;
import dev.bering.monitoring.WatchCost;
import dev.bering.transfer.FlowTally;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        + machines(plan)
        + notes(plan);
  }

  static String notes(MonitoringPlan plan) {
    return plan.notes().stream().map("note: %s%n"::formatted).collect(Collectors.joining());
  }

  /** Which machines carry the tag, and which should; nothing if none are watched. */
  static String machines(MonitoringPlan plan) {
    return plan.machines().map(MonitorText::machines).orElse("");
  }

  private static String machines(MachineCheck check) {
    TextColumns lines = new TextColumns();
    check.lacking().forEach(one -> lines.line("-", one.id(), one.name(), one.state(), one.vpc()));
    return "%s: %s watched, %s that do not run%n"
            .formatted(
                check.tag(),
                Counts.of(check.watched().size(), "machine"),
                Counts.of(check.stopped().size()))
        + (check.rule().isEmpty()
            ? "%s: nobody says which machines should carry it%n".formatted(check.tag())
            : "%s: expected of %s: %s, and %s without it%n"
                .formatted(
                    check.tag(),
                    check.rule(),
                    Counts.of(check.expected(), "machine"),
                    Counts.of(check.lacking().size())))
        + lines.text("");
  }

  /** What a plan costs a month, and what of that is not known. */
  static String cost(WatchCost cost, String region) {
    TextColumns lines = new TextColumns();
    cost.items()
        .forEach(
            item ->
                lines.line(
                    item.what(),
                    item.amount().map(MonitorText::number).orElse("not known"),
                    item.unit(),
                    item.month().map(MonitorText::money).orElse("not known")));
    return "cost of a month, in %s as of %s in %s: %s%s%n"
            .formatted(
                cost.currency(),
                cost.date(),
                cost.region(),
                cost.isWhole() ? "" : "at least ",
                money(cost.month()))
        + lines.text("  ")
        + cost.traffic()
            .map(
                found ->
                    "lines are scaled to a month of 730 h from %s since %s%s; their bytes are estimated%n"
                            .formatted(
                                hours(found.hours()),
                                found.from(),
                                found.hours() < found.span()
                                    ? ", as no line starts in the rest of " + hours(found.span())
                                    : "")
                        + lost(found.tally(), found.unanswered()))
            .orElse(
                cost.isWhole()
                    ? ""
                    : "give --traffic-from to measure how many lines there are%n".formatted())
        + (cost.region().equals(region)
            ? ""
            : "the prices are of %s, and not of %s%n".formatted(cost.region(), region))
        + (cost.unverified().isEmpty()
            ? ""
            : "prices that could not be checked: %s%n"
                .formatted(String.join(", ", cost.unverified())));
  }

  /** From what thresholds were proposed, and what of it was left out; nothing if none were. */
  static String proposed(Optional<ThresholdProposals> proposals) {
    return proposals
        .map(
            found ->
                "thresholds are proposed from %s of %s%n"
                        .formatted(
                            Counts.of(found.tally().lines(), "line"),
                            Counts.of(found.tally().files(), "file"))
                    + lost(found.tally(), found.unanswered()))
        .orElse("");
  }

  private static String lost(FlowTally tally, long unanswered) {
    return TransferText.lost(tally)
        + (unanswered == 0
            ? ""
            : "not counted: %s without the fields that rules ask for%n"
                .formatted(Counts.of(unanswered, "line")));
  }

  private static String hours(double hours) {
    return Durations.written(Duration.ofSeconds(Math.round(hours * 3600)));
  }

  private static String money(double amount) {
    return String.format(Locale.ROOT, "%,.2f", amount);
  }

  private static String number(double amount) {
    return amount == Math.rint(amount)
        ? Counts.of((long) amount)
        : String.format(Locale.ROOT, "%,.3f", amount);
  }

  /** A result, and the machines that were looked at beside it. */
  static Map<String, Object> results(
      String name, Object result, MonitoringPlan plan, Optional<ThresholdProposals> proposals) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put(name, result);
    plan.machines().ifPresent(check -> results.put("machines", check));
    proposals.ifPresent(found -> results.put("proposals", found));
    return results;
  }

  /** Different if a machine lacks the tag that it should carry, which nothing else would tell. */
  static ExitCode exitCode(MonitoringPlan plan) {
    return plan.machines().map(MachineCheck::isComplete).orElse(true)
        ? ExitCode.OK
        : ExitCode.DIFFERENT;
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
