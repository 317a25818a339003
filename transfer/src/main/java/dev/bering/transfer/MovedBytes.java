package dev.bering.transfer;

import java.time.Instant;

/**
 * What a run has moved over the network, as it has counted it itself.
 *
 * @param name what it is told apart by from others; runs of one name belong together
 * @param begun when it began
 * @param ended when it ended, not before it began
 * @param read bytes of files that it took from the network
 * @param written bytes of files that it gave to it
 */
public record MovedBytes(String name, Instant begun, Instant ended, long read, long written) {

  /** Both. */
  public long sum() {
    return Math.addExact(read, written);
  }
}
