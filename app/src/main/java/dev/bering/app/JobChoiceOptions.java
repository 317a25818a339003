package dev.bering.app;

import dev.bering.jobs.JobChoice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command says over a job's files. */
final class JobChoiceOptions {

  @Option(
      names = "--platform",
      paramLabel = "NAME",
      description = "Run on this platform, whatever the file says.")
  private @Nullable String platform;

  @Option(names = "--env", paramLabel = "NAME", description = "Lay env/NAME.yaml over the job.")
  private @Nullable String environment;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the job, as in --set params.ds=2026-01-31; may be repeated.")
  private List<String> sets = List.of();

  JobChoice choice() {
    return new JobChoice(Optional.ofNullable(platform), Optional.ofNullable(environment), sets);
  }

  /** Whether nothing but keys is said. */
  boolean isOnlySets() {
    return platform == null && environment == null;
  }

  /** The keys that are set. */
  List<String> sets() {
    return List.copyOf(sets);
  }
}
