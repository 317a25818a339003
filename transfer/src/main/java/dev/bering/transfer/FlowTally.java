package dev.bering.transfer;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was read, whatever it was asked for.
 *
 * @param files that were read
 * @param lines of records, headers and empty lines left out
 * @param records of traffic: lines whose status is OK
 * @param windows by interface, how many aggregation windows were told of
 * @param odd what was odd; odd lines are in no other count
 */
public record FlowTally(
    long files, long lines, long records, Map<String, Windows> windows, Oddities odd) {

  /** Nothing was read. */
  static final FlowTally NONE = new FlowTally(0, 0, 0, Map.of(), Oddities.NONE);

  public FlowTally {
    windows = Map.copyOf(windows);
  }

  /**
   * Of one interface.
   *
   * @param noData windows in which nothing moved
   * @param skipped records that say that some were lost; each may stand for many flows
   */
  public record Windows(long noData, long skipped) {

    Windows and(Windows more) {
      return new Windows(noData + more.noData, skipped + more.skipped);
    }
  }

  /** The same of a file before whose lines there are others. */
  FlowTally after(long before) {
    return new FlowTally(files, lines, records, windows, odd.after(before));
  }

  /** Both together. */
  FlowTally and(FlowTally more) {
    Map<String, Windows> both = new TreeMap<>(windows);
    more.windows.forEach((name, some) -> both.merge(name, some, Windows::and));
    return new FlowTally(
        files + more.files, lines + more.lines, records + more.records, both, odd.and(more.odd));
  }

  /** Records that say that some were lost, of all interfaces. */
  public long skipped() {
    return windows.values().stream().mapToLong(Windows::skipped).sum();
  }
}
