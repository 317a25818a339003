package dev.bering.app;

import dev.bering.jobs.Failure;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunRecord;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.model.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

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
      attempt.resources().ifPresent(use -> text.append(of(use)));
      attempt
          .withoutResources()
          .ifPresent(why -> text.append("    used: nobody can tell; %s%n".formatted(why)));
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

  private static String of(ResourceUse use) {
    StringBuilder text = new StringBuilder();
    use.spark()
        .ifPresent(
            sums -> {
              text.append(
                  "    used: %s of cores by %s, %s of them in tasks, %s on processors%n"
                      .formatted(
                          Durations.text(Duration.ofMillis(sums.coreMillis())),
                          Counts.of(sums.executorCount(), "executor"),
                          Durations.text(Duration.ofMillis(sums.executorRunMillis())),
                          Durations.text(Duration.ofMillis(sums.executorCpuMillis()))));
              text.append(
                  "    read %s in %,d rows, wrote %s in %,d rows; shuffled %s, spilled %s to disks%n"
                      .formatted(
                          Bytes.text(sums.inputBytes()),
                          sums.inputRows(),
                          Bytes.text(sums.outputBytes()),
                          sums.outputRows(),
                          Bytes.text(sums.shuffleWrittenBytes()),
                          Bytes.text(sums.spilledDiskBytes())));
              text.append(
                  "    %s, %,d of them failed%n"
                      .formatted(Counts.of(sums.taskCount(), "task"), sums.failedTaskCount()));
            });
    use.vcpuHours().ifPresent(hours -> text.append(hours("used", hours)));
    use.billedVcpuHours().ifPresent(hours -> text.append(hours("billed", hours)));
    use.notes().forEach(note -> text.append("    note: %s%n".formatted(note)));
    text.append("    known of: %s%n".formatted(use.source()));
    return text.toString();
  }

  private static String hours(String what, double hours) {
    return String.format(Locale.ROOT, "    %s: %.3f vCPU-hours%n", what, hours);
  }

  /** Core-hours that Spark's event logs tell of all attempts; blank where one tells none. */
  private static String coreHours(RunRecord run) {
    double sum = 0;
    for (RunRecord.Attempt attempt : run.attempts()) {
      OptionalDouble hours =
          attempt.resources().map(ResourceUse::coreHours).orElse(OptionalDouble.empty());
      if (hours.isEmpty()) {
        return "";
      }
      sum += hours.getAsDouble();
    }
    return run.attempts().isEmpty() ? "" : String.format(Locale.ROOT, "%.3f", sum);
  }

  /** Runs as a table, a line each. */
  static String table(List<RunRecord> runs) {
    TextColumns lines = new TextColumns();
    lines.line("run", "state", "platform", "asked", "took", "core-hours", "why");
    for (RunRecord run : runs) {
      lines.line(
          run.id(),
          run.state(),
          run.last().map(RunRecord.Attempt::platform).orElse(""),
          run.askedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
          run.closedAt().map(end -> between(run.askedAt(), end)).orElse(""),
          coreHours(run),
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
