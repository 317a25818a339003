package dev.bering.parity;

import java.util.List;

/**
 * How alike two sets are in each of their segments.
 *
 * @param total how many segments either side has
 * @param below how many do not meet a threshold
 * @param undecided how many more may not
 * @param worst those that are least alike, the worst first; all or as many as the comparison shows
 */
public record SetSegments(long total, long below, long undecided, List<Segment> worst) {

  /** The comparison has no segments. */
  public static final SetSegments NONE = new SetSegments(0, 0, 0, List.of());

  public SetSegments {
    worst = List.copyOf(worst);
  }

  /**
   * One of them.
   *
   * @param values in the order of the plan's segment columns
   */
  public record Segment(List<String> values, SetCounts counts, SetVerdict verdict) {
    public Segment {
      values = List.copyOf(values);
    }
  }

  /** The weakest verdict of them all. */
  Rung rung() {
    if (below > 0) {
      return Rung.MISMATCH;
    }
    return undecided > 0 ? Rung.UNDECIDED : Rung.SET_LEVEL;
  }
}
