package dev.bering.parity;

import java.util.List;

/**
 * How alike two tables are as sets. A share of nothing is 0.
 *
 * @param engine what compared, with its version
 * @param verdict SET_LEVEL if all thresholds are met
 * @param reason the answer in one sentence
 * @param left different members on the left
 * @param right different members on the right
 * @param both members of both
 * @param jaccard both / (left + right - both)
 * @param precision both / right
 * @param recall both / left
 * @param onlyLeft members that only the left has; examples, in order
 * @param onlyRight members that only the right has; examples, in order
 */
public record SetReport(
    SetPlan plan,
    String engine,
    Rung verdict,
    String reason,
    long left,
    long right,
    long both,
    double jaccard,
    double precision,
    double recall,
    List<List<String>> onlyLeft,
    List<List<String>> onlyRight) {

  public SetReport {
    onlyLeft = onlyLeft.stream().map(List::copyOf).toList();
    onlyRight = onlyRight.stream().map(List::copyOf).toList();
  }
}
