package dev.bering.transfer;

import java.time.Instant;

/**
 * Records that start from {@code since} on, and before {@code until}.
 *
 * @param until after {@code since}
 */
public record TimeWindow(Instant since, Instant until) {

  public TimeWindow {
    if (!until.isAfter(since)) {
      throw new IllegalStateException("an empty window: %s to %s".formatted(since, until));
    }
  }

  boolean holds(long second) {
    return second >= since.getEpochSecond() && second < until.getEpochSecond();
  }
}
