package dev.bering.porting;

import dev.bering.model.Location;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.SetReport;
import java.util.List;
import java.util.Objects;

/**
 * How an output compares.
 *
 * @param recorded the recorded output and its translator
 * @param table where the component's rows lie, if it made any
 * @param reason the verdict in a sentence
 * @param laws what the translator's laws came to
 * @param rows the comparison by rows, or none
 * @param members the comparison as sets, or none
 */
public record OutputReport(
    String port,
    String recorded,
    Location table,
    Verdict verdict,
    String reason,
    List<LawResult> laws,
    List<ComparisonReport> rows,
    List<SetReport> members) {

  public OutputReport {
    Objects.requireNonNull(verdict, "verdict is null");
    laws = List.copyOf(laws);
    rows = List.copyOf(rows);
    members = List.copyOf(members);
  }
}
