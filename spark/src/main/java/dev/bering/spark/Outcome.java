package dev.bering.spark;

import dev.bering.stores.Retries;
import dev.bering.stores.Traffic;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one task, as it is sent back.
 *
 * @param files that are there now
 * @param sizeOnly files that are known by their size only
 * @param traffic what went to stores and came from them
 * @param seen one file of each source that the task has read from
 */
record Outcome(
    long bytes,
    long files,
    long sizeOnly,
    Map<String, Traffic.Counts> traffic,
    List<Seen> seen,
    long retried,
    long throttled,
    long givenUp,
    @Nullable Failure failed)
    implements Serializable {

  Retries.Counts retries() {
    return new Retries.Counts(retried, throttled, givenUp);
  }

  Optional<Failure> failure() {
    return Optional.ofNullable(failed);
  }
}
