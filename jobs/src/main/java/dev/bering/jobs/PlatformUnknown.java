package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;

/** A run was started, and its platform does not say any more how it is. */
final class PlatformUnknown {

  private PlatformUnknown() {}

  static UserException of(RunRecord run, RunRecord.Attempt attempt, PlatformException why) {
    Failure failure = why.failure();
    Problem problem =
        new Problem(
            "RUN_OUT_OF_SIGHT",
            "Cannot follow run %s on %s: %s, and then: %s."
                .formatted(
                    run.id(),
                    attempt.platform(),
                    attempt
                        .nativeId()
                        .map("it was started as %s"::formatted)
                        .orElse("nobody knows whether it was started"),
                    failure.words().replaceFirst("\\.$", "")),
            why.isInDoubt() && attempt.nativeId().isPresent() && failure.look().isPresent()
                ? "look with '%s'; if nothing of it is there, end it with 'bering job cancel %s'"
                    .formatted(failure.look().get(), run.id())
                : "it may still run; go on with 'bering job follow %s'".formatted(run.id()));
    return failure.kind().mayPass()
        ? UserException.temporary(problem)
        : UserException.source(problem);
  }
}
