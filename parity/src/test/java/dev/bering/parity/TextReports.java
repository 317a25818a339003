package dev.bering.parity;

import java.util.List;

/** What tests ask of reports, in words. */
final class TextReports {

  private TextReports() {}

  /** The verdict and the sections, without where the tables were and what compared them. */
  static String withoutPlaces(String report) {
    String verdict = report.substring(0, report.indexOf('\n'));
    String sections = report.substring(report.indexOf("\n\n", report.indexOf("\n\n") + 1));
    return verdict + sections.substring(0, sections.indexOf("\nnotes\n"));
  }

  /** What is shown of changed values, column after column. */
  static List<String> samples(ComparisonReport report) {
    return report.columns().stream()
        .flatMap(
            column ->
                column.samples().stream()
                    .map(
                        sample ->
                            "%s %s: %s -> %s"
                                .formatted(
                                    String.join(", ", sample.key()),
                                    column.plan().name(),
                                    sample.left(),
                                    sample.right())))
        .toList();
  }
}
