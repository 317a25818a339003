package dev.bering.app;

import dev.bering.jobs.PublishPlan;
import java.util.Locale;

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
    TextColumns lines = new TextColumns();
    for (PublishPlan.Note note : plan.notes()) {
      lines.line(
          "%s on %s".formatted(note.job(), note.platform()),
          note.topic().toString().toLowerCase(Locale.ROOT).replace('_', ' '),
          note.key(),
          note.why());
    }
    return "%nwhat the platforms make of it%n".formatted() + lines.text("  ") + "\n";
  }
}
