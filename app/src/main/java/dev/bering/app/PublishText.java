package dev.bering.app;

import dev.bering.jobs.PublishPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What publishing changes, for a terminal. */
final class PublishText {

  private PublishText() {}

  /**
   * @param plan what was, or would be, published
   */
  static String of(PublishPlan plan, boolean isPlanned) {
    if (plan.isEmpty()) {
      return "nothing differs from the newest version\n";
    }
    TextColumns lines = new TextColumns();
    for (PublishPlan.Change change : plan.changes()) {
      lines.line(
          switch (change.kind()) {
            case NEW -> "+";
            case CHANGED -> "*";
            case REMOVED -> "-";
          },
          change.name(),
          change
              .platforms()
              .map(move -> "platform: %s -> %s".formatted(move.getKey(), move.getValue()))
              .orElse(""));
    }
    return lines.text("")
        + schedules(plan, isPlanned)
        + notes(plan)
        + (isPlanned ? "would be published as version %d%n" : "published as version %d%n")
            .formatted(plan.version());
  }

  private static String schedules(PublishPlan plan, boolean isPlanned) {
    TextColumns lines = new TextColumns();
    if (isPlanned) {
      for (PublishPlan.ScheduleChange change : plan.schedules()) {
        lines.line(
            "its schedule on %s would be %s (%s)"
                .formatted(
                    change.platform(),
                    change.action() == PublishPlan.ScheduleAction.PAUSE ? "paused" : "set up",
                    change.job()));
      }
    } else {
      plan.publication().stream()
          .flatMap(published -> published.schedules().stream())
          .forEach(lines::line);
    }
    return lines.text("");
  }

  private static String notes(PublishPlan plan) {
    if (plan.notes().isEmpty()) {
      return "";
    }
    // What is to be said of many jobs is said once.
    Map<List<String>, List<String>> jobs = new LinkedHashMap<>();
    for (PublishPlan.Note note : plan.notes()) {
      String topic = note.topic().toString().toLowerCase(Locale.ROOT).replace('_', ' ');
      jobs.computeIfAbsent(
              List.of(note.platform(), topic, note.key(), note.why()), all -> new ArrayList<>())
          .add(note.job());
    }
    TextColumns lines = new TextColumns();
    jobs.forEach(
        (note, names) ->
            lines.line(
                "%s on %s"
                    .formatted(
                        names.size() == 1 ? names.get(0) : names.size() + " jobs", note.get(0)),
                note.get(1),
                note.get(2),
                note.get(3)));
    return "%nwhat the platforms make of it%n".formatted() + lines.text("  ") + "\n";
  }
}
