package dev.bering.jobs;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a command says beside the job's files, over all of them.
 *
 * @param platform where to run, whatever the file says
 * @param environment the settings of {@code env/<environment>.yaml}
 * @param sets values of keys, each as in {@code params.ds=2026-01-01}
 */
public record JobChoice(
    Optional<String> platform, Optional<String> environment, List<String> sets) {

  /** Nothing but what the files say. */
  public static final JobChoice NONE = new JobChoice(Optional.empty(), Optional.empty(), List.of());

  public JobChoice {
    sets = List.copyOf(sets);
  }

  /** The same with further values, over those that are there. */
  public JobChoice with(List<String> more) {
    return new JobChoice(
        platform, environment, Stream.concat(sets.stream(), more.stream()).toList());
  }
}
