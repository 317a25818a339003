package dev.bering.cost;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which charges are taken, and which of their tags name what they are for.
 *
 * @param runKeys tags that hold the id of a run, the first that a charge has counts
 * @param jobKeys tags that hold the name of a job, likewise
 * @param pipelineKeys tags that hold the name of a pipeline, likewise
 * @param tagKey a tag by which costs are told apart
 * @param since only charges whose period begins then or later
 * @param until only charges whose period begins before then
 */
public record AttributionRules(
    List<String> runKeys,
    List<String> jobKeys,
    List<String> pipelineKeys,
    Optional<String> tagKey,
    Optional<Instant> since,
    Optional<Instant> until) {

  /** The tags that Bering sets itself, in all time. */
  public static final AttributionRules DEFAULT =
      new AttributionRules(
          List.of("bering:run", "bering_run"),
          List.of("bering:job", "bering_job"),
          List.of("bering:pipeline", "bering_pipeline"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public AttributionRules {
    runKeys = List.copyOf(runKeys);
    jobKeys = List.copyOf(jobKeys);
    pipelineKeys = List.copyOf(pipelineKeys);
  }

  /** The same rules with a tag by which costs are told apart. */
  public AttributionRules by(String key) {
    return new AttributionRules(runKeys, jobKeys, pipelineKeys, Optional.of(key), since, until);
  }

  /** The same rules for charges of a time. */
  public AttributionRules within(Optional<Instant> from, Optional<Instant> to) {
    return new AttributionRules(runKeys, jobKeys, pipelineKeys, tagKey, from, to);
  }
}
