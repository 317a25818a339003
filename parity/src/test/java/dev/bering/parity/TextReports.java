package dev.bering.parity;

/** What tests ask of reports for terminals. */
final class TextReports {

  private TextReports() {}

  /** The verdict and the sections, without where the tables were and what compared them. */
  static String withoutPlaces(String report) {
    String verdict = report.substring(0, report.indexOf('\n'));
    String sections = report.substring(report.indexOf("\n\n", report.indexOf("\n\n") + 1));
    return verdict + sections.substring(0, sections.indexOf("\nnotes\n"));
  }
}
