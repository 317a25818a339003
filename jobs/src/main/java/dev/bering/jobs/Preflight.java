package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;

/** What is known to fail is refused before anything is sent. */
final class Preflight {

  private Preflight() {}

  /**
   * Checks what would be sent.
   *
   * @throws UserException with everything that must not go
   */
  static void check(Rendering rendering) {
    List<Problem> problems = new ArrayList<>();
    for (TranslatedSetting setting : rendering.settings()) {
      if (setting.action() == TranslatedSetting.Action.ERROR) {
        problems.add(
            new Problem(
                "JOB_SETTING",
                "Cannot run job '%s' on %s: %s (%s) has no meaning there."
                    .formatted(
                        rendering.job().name(),
                        rendering.job().platform(),
                        setting.key(),
                        setting.origin().text()),
                setting.why()));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
