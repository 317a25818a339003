package dev.bering.app;

import dev.bering.jobs.Failure;
import dev.bering.jobs.RunRecord;
import dev.bering.model.Durations;
import dev.bering.model.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Runs, for a terminal. */
final class RunText {

  private RunText() {}

  /** Everything that is known of one. */
  static String of(RunRecord run) {
    StringBuilder text = new StringBuilder();
    text.append("run %s %s%n".formatted(run.id(), run.state()));
    for (RunRecord.Attempt attempt : run.attempts()) {
      text.append(
          "  attempt %d on %s: %s%s%n"
              .formatted(attempt.number(), attempt.platform(), name(attempt), times(attempt)));
      attempt.failure().ifPresent(failure -> text.append(of(failure)));
      attempt.links().forEach((name, link) -> text.append("    %s: %s%n".formatted(name, link)));
    }
    run.notes().forEach(note -> text.append("  note: %s%n".formatted(note)));
    return text.toString();
  }

  /** What people look for on the platform, which is known later than its id where both differ. */
  private static String name(RunRecord.Attempt attempt) {
    return Optional.ofNullable(attempt.facts().get("application"))
        .or(attempt::nativeId)
        .orElse("not started");
  }

  private static String times(RunRecord.Attempt attempt) {
    Optional<Instant> started = attempt.startedAt();
    Optional<Instant> running = attempt.runningAt();
    Optional<Instant> ended = attempt.endedAt();
    StringBuilder text = new StringBuilder();
    if (started.isPresent() && running.isPresent()) {
      text.append(", started in %s".formatted(between(started.get(), running.get())));
    }
    if (running.isPresent() && ended.isPresent()) {
      text.append(", ran %s".formatted(between(running.get(), ended.get())));
    }
    return text.toString();
  }

  private static String between(Instant from, Instant to) {
    Duration time = Duration.between(from, to);
    return Durations.text(time.isNegative() ? Duration.ZERO : time);
  }

  private static String of(Failure failure) {
    StringBuilder text = new StringBuilder();
    text.append("    %s: %s%n".formatted(failure.kind(), failure.kind().words()));
    text.append("    %s%n".formatted(failure.words().replace("\n", "\n    ")));
    failure
        .exception()
        .filter(exception -> !failure.words().contains(exception))
        .ifPresent(exception -> text.append("    %s%n".formatted(exception)));
    failure.look().ifPresent(look -> text.append("    more: %s%n".formatted(look)));
    return text.toString();
  }

  /** Runs as a table, a line each. */
  static String table(List<RunRecord> runs) {
    TextColumns lines = new TextColumns();
    lines.line("run", "state", "platform", "asked", "took", "why");
    for (RunRecord run : runs) {
      lines.line(
          run.id(),
          run.state(),
          run.last().map(RunRecord.Attempt::platform).orElse(""),
          run.askedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
          run.closedAt().map(end -> between(run.askedAt(), end)).orElse(""),
          run.failure().map(why -> why.kind() + ": " + line(why.words())).orElse(""));
    }
    return lines.text("");
  }

  private static String line(String words) {
    String first = words.lines().findFirst().orElse("");
    return first.length() <= 100 ? first : first.substring(0, 97) + "...";
  }

  /** How a command ends that followed a run to its end. */
  static ExitCode exitCode(RunRecord run) {
    return run.failure().map(why -> why.kind().exitCode()).orElse(ExitCode.OK);
  }
}
