package dev.bering.app;

import dev.bering.parity.ComparisonReport;
import dev.bering.parity.Explanation;
import dev.bering.parity.Rung;
import java.util.Locale;

/** The demo's verdicts for a terminal. */
final class DemoText {

  private DemoText() {}

  static String of(DemoReport report) {
    StringBuilder text = new StringBuilder();
    line(text, "%s", report.data());
    line(text, "");
    for (DemoReport.Port port : report.ports()) {
      line(text, "%s: %s", port.name(), PageText.words(port.verdict()));
      for (DemoReport.Component component : port.components()) {
        ComparisonReport found = component.report();
        line(
            text,
            "  %s %-15s %-12s %s",
            glyph(found.verdict()),
            component.name(),
            PageText.words(found.verdict()),
            found.reason());
        for (Explanation explanation : found.explanations()) {
          line(
              text,
              "      why: %s: %s (%d of %d)",
              PageText.subject(explanation),
              explanation.sentence(),
              explanation.explained(),
              explanation.of());
        }
      }
      line(
          text,
          "  %s %-15s %-12s %s",
          glyph(port.alerts().verdict()),
          "alerts as sets",
          PageText.words(port.alerts().verdict()),
          port.alerts().reason());
      line(text, "  each on recorded inputs: %s", port.finding());
      line(text, "");
    }
    line(
        text,
        "verdict: %s",
        report.exitCode() == dev.bering.model.ExitCode.OK
            ? "the replica is the table, and the corrected port computes what the legacy pipeline"
                + " recorded"
            : "not proven; do not switch");
    line(text, "report:  %s", report.page());
    return text.toString();
  }

  private static char glyph(Rung rung) {
    if (rung.isGreen()) {
      return '=';
    }
    return rung == Rung.MISMATCH ? '*' : '!';
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
