package dev.bering.app;

import dev.bering.jobs.PublishPlan;

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
        + (isPlanned ? "would be published as version %d%n" : "published as version %d%n")
            .formatted(plan.version());
  }
}
