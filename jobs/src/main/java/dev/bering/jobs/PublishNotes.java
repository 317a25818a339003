package dev.bering.jobs;

import java.util.ArrayList;
import java.util.List;

/** What is to be said of a job before it is published, on one of its platforms. */
final class PublishNotes {

  private PublishNotes() {}

  /**
   * Tries the job out and tells what its platform makes of it.
   *
   * @throws dev.bering.model.UserException with everything that must not be published
   */
  static List<PublishPlan.Note> of(MergedJob merged) {
    MergedJob.Trial trial = merged.tryOut();
    List<PublishPlan.Note> notes = new ArrayList<>();
    for (Value.Leaf leaf : trial.open()) {
      notes.add(
          note(
              merged,
              PublishPlan.Topic.PUT_OFF,
              leaf.path(),
              "rests on a variable that only runs know (%s)"
                  .formatted(leaf.value().origin().text())));
    }
    if (trial.job().isEmpty()) {
      notes.add(
          note(
              merged,
              PublishPlan.Topic.PUT_OFF,
              "the job",
              "what %s makes of it is checked by its runs".formatted(merged.platform().name())));
      return notes;
    }
    Rendering rendering = merged.platform().render(trial.job().get());
    List<DependencyFinding> findings = Preflight.check(merged, rendering);
    for (Rendering.Unhonoured one : rendering.unhonoured()) {
      boolean isOpen = RunContext.TRIAL.leavesOpen(one.why());
      notes.add(
          note(
              merged,
              isOpen ? PublishPlan.Topic.PUT_OFF : PublishPlan.Topic.NOT_HONOURED,
              one.key(),
              isOpen ? "rests on a variable that only runs know" : one.why()));
    }
    for (TranslatedSetting setting : rendering.settings()) {
      switch (setting.action()) {
        case DROP ->
            notes.add(note(merged, PublishPlan.Topic.DROPPED, setting.key(), setting.why()));
        case PIN ->
            notes.add(
                note(
                    merged,
                    PublishPlan.Topic.PINNED,
                    "%s = %s".formatted(setting.key(), setting.targetValue()),
                    setting.why()));
        case WARN ->
            notes.add(note(merged, PublishPlan.Topic.WARNING, setting.key(), setting.why()));
        case KEEP, MAP, ERROR -> {}
      }
    }
    for (DependencyFinding finding : findings) {
      notes.add(
          note(
              merged,
              PublishPlan.Topic.DEPENDENCY,
              "%s (%s)".formatted(finding.dependency(), finding.place()),
              finding.fact()));
    }
    for (PolicyFinding finding : PolicyCheck.of(merged, rendering)) {
      notes.add(note(merged, PublishPlan.Topic.POLICY, finding.attribute(), finding.fact()));
    }
    return notes;
  }

  private static PublishPlan.Note note(
      MergedJob merged, PublishPlan.Topic topic, String key, String why) {
    return new PublishPlan.Note(merged.name(), merged.platform().name(), topic, key, why);
  }
}
