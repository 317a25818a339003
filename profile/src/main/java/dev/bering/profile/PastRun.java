package dev.bering.profile;

import java.time.Duration;
import java.util.Map;

/**
 * How long a run of a flow took that has ended well.
 *
 * @param label what tells it from others, such as its slice
 * @param inputBytes how much it read
 * @param writes for each output by its name, how long it took to compute and write
 */
public record PastRun(String label, long inputBytes, Map<String, Duration> writes) {

  public PastRun {
    writes = Map.copyOf(writes);
  }
}
