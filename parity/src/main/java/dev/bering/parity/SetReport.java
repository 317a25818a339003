package dev.bering.parity;

import java.util.List;

/**
 * How alike two tables are as sets.
 *
 * @param engine what compared, with its version
 * @param verdict SET_LEVEL if all thresholds are met, by the whole and by every segment
 * @param reason the answer in one sentence
 * @param counts members of the whole
 * @param measures of the whole, one of each kind
 * @param segments {@link SetSegments#NONE} if the comparison has none
 * @param onlyLeft members that the left has more often; examples, in order
 * @param onlyRight members that the right has more often; examples, in order
 */
public record SetReport(
    SetPlan plan,
    String engine,
    Rung verdict,
    String reason,
    SetCounts counts,
    List<SetMeasure> measures,
    SetSegments segments,
    List<SetMember> onlyLeft,
    List<SetMember> onlyRight) {

  public SetReport {
    measures = List.copyOf(measures);
    onlyLeft = List.copyOf(onlyLeft);
    onlyRight = List.copyOf(onlyRight);
  }
}
