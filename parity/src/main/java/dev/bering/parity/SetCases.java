package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;

/** A comparison as sets as tests. */
final class SetCases {

  private SetCases() {}

  static List<JUnitCase> of(SetReport report) {
    List<JUnitCase> cases = new ArrayList<>();
    cases.add(JUnitReport.verdict(report.verdict(), report.reason()));
    boolean isEmpty = report.counts().either() == 0;
    report.measures().forEach(measure -> cases.add(measure(measure, isEmpty, report)));
    if (report.segments().total() > 0) {
      cases.add(segments(report.segments()));
    }
    for (SetSegments.Segment segment : report.segments().worst()) {
      String name = "segment " + SetText.values(report.plan().segments(), segment.values());
      cases.add(JUnitCase.of(name, segment.verdict().rung(), segment.verdict().reason(), ""));
    }
    return cases.stream().map(one -> one.within(report.verdict(), report.reason())).toList();
  }

  private static JUnitCase measure(SetMeasure measure, boolean isEmpty, SetReport report) {
    String name = measure.kind().text();
    if (measure.wanted() == 0) {
      return new JUnitCase(name, JUnitCase.Outcome.SKIPPED, measure.fact() + ", no threshold", "");
    }
    return isEmpty
        ? JUnitCase.of(name, report.verdict(), report.reason(), "")
        : JUnitCase.of(
            name,
            measure.rung(),
            measure.rung().isGreen() ? measure.fact() : measure.shortfall(),
            "");
  }

  private static JUnitCase segments(SetSegments segments) {
    return JUnitCase.of(
        "segments",
        segments.rung(),
        "%s of %s too unlike, %s not settled"
            .formatted(
                Counts.of(segments.below()),
                Counts.of(segments.total(), "segment"),
                Counts.of(segments.undecided())),
        "");
  }
}
