package dev.bering.transfer;

import java.util.List;

/**
 * What one run of a roll-up did, and what it holds now.
 *
 * @param keys by which it sums
 * @param every its buckets, such as {@code 5m}
 * @param read files that were new
 * @param again files that had changed, whose parts were replaced
 * @param same files that were as they had been
 * @param kept files whose part is kept though they were not found this time
 * @param readBytes of the files that were read, as they are stored
 * @param sums lines that the roll-up has in all
 * @param tally what was read of all files, in this run and before
 */
public record RollupReport(
    List<String> keys,
    String every,
    long read,
    long again,
    long same,
    long kept,
    long readBytes,
    long sums,
    FlowTally tally) {

  public RollupReport {
    keys = List.copyOf(keys);
  }
}
