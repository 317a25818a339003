package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The report of a comparison as sets for a terminal: the verdict, the measures, the worst segments,
 * then examples.
 */
public final class SetText {

  private final SetReport report;

  private SetText(SetReport report) {
    this.report = report;
  }

  /** The lines, each ended by a line feed. */
  public static String of(SetReport report) {
    return new SetText(report).text();
  }

  /** {@code tenant='b' day=2026-01-01}. */
  static String values(List<ColumnPlan> columns, List<String> values) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> columns.get(i).name() + "=" + values.get(i))
        .collect(Collectors.joining(" "));
  }

  private String text() {
    SetPlan plan = report.plan();
    ReportLines lines = new ReportLines();
    lines.add(
        "%s %s: %s"
            .formatted(ReportLines.glyph(report.verdict()), report.verdict(), report.reason()));
    lines.add("");
    lines.add(TextReport.table("left ", plan.left()));
    lines.add(TextReport.table("right", plan.right()));
    lines.section("measures", measures());
    lines.section("members", members());
    lines.section("segments", segments());
    long both = report.counts().both();
    lines.section(
        "only on the left", surplus("-", report.onlyLeft(), report.counts().left() - both));
    lines.section(
        "only on the right", surplus("+", report.onlyRight(), report.counts().right() - both));
    List<String> notes = new ArrayList<>(plan.notes());
    notes.add("compared by " + report.engine());
    lines.section("notes", notes);
    return lines.text();
  }

  private List<String> measures() {
    return report.measures().stream()
        .filter(measure -> measure.kind() != SetMeasure.Kind.F_BETA || measure.wanted() > 0)
        .map(this::measure)
        .toList();
  }

  private String measure(SetMeasure measure) {
    StringBuilder line =
        new StringBuilder(
            "%s %-9s  %8s"
                .formatted(
                    ReportLines.glyph(measure.rung()),
                    measure.kind().text(),
                    Percent.of(measure.value())));
    if (report.plan().comparison().coverage() == SetCoverage.SAMPLE) {
      line.append(
          "  %s to %s at 95 %%".formatted(Percent.of(measure.low()), Percent.of(measure.high())));
    }
    if (measure.wanted() > 0) {
      line.append("  wanted %s".formatted(Percent.of(measure.wanted())));
    }
    return line.toString();
  }

  private List<String> members() {
    SetCounts counts = report.counts();
    return List.of(
        "= %s on both sides".formatted(Counts.of(counts.both())),
        "- %s only on the left".formatted(Counts.of(counts.left() - counts.both())),
        "+ %s only on the right".formatted(Counts.of(counts.right() - counts.both())));
  }

  /** Those that are not good enough; if all are, the worst. */
  private List<String> segments() {
    SetSegments segments = report.segments();
    List<SetSegments.Segment> worst = segments.worst();
    List<SetSegments.Segment> red =
        worst.stream().filter(segment -> !segment.verdict().rung().isGreen()).toList();
    List<String> content = new ArrayList<>();
    (red.isEmpty() ? worst.stream().limit(1).toList() : red)
        .forEach(segment -> content.add(segment(segment)));
    long more = segments.below() + segments.undecided() - red.size();
    if (more > 0) {
      content.add("  ... %s more".formatted(Counts.of(more)));
    }
    return content;
  }

  private String segment(SetSegments.Segment segment) {
    return "%s %s  %s  (%s left, %s right)"
        .formatted(
            ReportLines.glyph(segment.verdict().rung()),
            values(report.plan().segments(), segment.values()),
            segment.verdict().reason(),
            Counts.of(segment.counts().left()),
            Counts.of(segment.counts().right()));
  }

  private List<String> surplus(String glyph, List<SetMember> members, long total) {
    boolean once = report.plan().comparison().counting() == SetCounting.ONCE;
    List<String> content = new ArrayList<>();
    long shown = 0;
    for (SetMember member : members) {
      shown += Math.abs(member.left() - member.right());
      String values = values(report.plan().columns(), member.values());
      content.add(
          once
              ? "%s %s".formatted(glyph, values)
              : "%s %s  (%s left, %s right)"
                  .formatted(glyph, values, Counts.of(member.left()), Counts.of(member.right())));
    }
    if (total > shown) {
      content.add("  ... %s more".formatted(Counts.of(total - shown)));
    }
    return content;
  }
}
