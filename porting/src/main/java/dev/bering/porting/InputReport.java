package dev.bering.porting;

import java.util.List;

/**
 * What a port was fed.
 *
 * @param recorded the recorded table and its translator
 * @param outcome COMPARED if it may be believed
 * @param reason why it may not; empty if it may
 * @param recordedRows rows of the recorded table
 * @param rows rows that the port was given
 * @param laws what the translator's laws came to
 */
public record InputReport(
    String port,
    String recorded,
    Outcome outcome,
    String reason,
    long recordedRows,
    long rows,
    List<LawResult> laws) {

  public InputReport {
    laws = List.copyOf(laws);
  }
}
