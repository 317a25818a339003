package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A report as JUnit XML: one test for the verdict, one for the schema, one for the rows of each
 * side, one for partitions and one for ties if they are declared, and one for each column. What
 * differs fails, what could not be decided is an error, and what was not compared is skipped; none
 * of these is ever a pass.
 */
public final class JUnitReport {

  private final ComparisonReport report;
  private final List<NoiseFinding> noise;
  private final List<JUnitCase> cases = new ArrayList<>();

  private JUnitReport(ComparisonReport report, List<NoiseFinding> noise) {
    this.report = report;
    this.noise = noise;
  }

  /** The whole document. */
  public static String of(ComparisonReport report) {
    return new JUnitReport(report, List.of()).xml();
  }

  /** The whole document; differences that are noise pass. */
  public static String of(NoiseReport report) {
    return new JUnitReport(report.report(), report.floor().findings()).xml();
  }

  /** The whole document: one test for the verdict, each measure and each segment shown. */
  public static String of(SetReport report) {
    return JUnitXml.of(suite(report.plan().left(), report.plan().right()), SetCases.of(report));
  }

  static String suite(TableSide left, TableSide right) {
    return "%s and %s".formatted(left.source(), right.source());
  }

  private String xml() {
    JUnitCase verdict = verdict(report.verdict(), report.reason());
    cases.add(new JUnitCase(verdict.name(), verdict.outcome(), verdict.message(), ofRows()));
    cases.add(schema());
    cases.add(
        rows(
            "rows only on the left",
            NoiseFinding.Kind.ROWS_ONLY_LEFT,
            report.rows().onlyLeft(),
            report.onlyLeft()));
    cases.add(
        rows(
            "rows only on the right",
            NoiseFinding.Kind.ROWS_ONLY_RIGHT,
            report.rows().onlyRight(),
            report.onlyRight()));
    if (!report.plan().comparison().partitions().isEmpty()) {
      Stream.of(Side.values()).map(this::partitions).forEach(cases::add);
    }
    if (report.plan().ties().isDeclared()) {
      cases.add(ties());
    }
    report.columns().forEach(column -> cases.add(column(column)));
    report.accepted().forEach(accepted -> cases.add(accepted(accepted)));
    return JUnitXml.of(
        suite(report.plan().left(), report.plan().right()),
        cases.stream().map(one -> one.within(report.verdict(), report.reason())).toList());
  }

  /** Here even what was not compared is an error, so that no run without a comparison is green. */
  static JUnitCase verdict(Rung verdict, String reason) {
    String message = "%s: %s".formatted(verdict, reason);
    return verdict == Rung.NOT_COMPARED
        ? new JUnitCase("verdict", JUnitCase.Outcome.ERROR, message, "")
        : JUnitCase.of("verdict", verdict, message, "");
  }

  /** What explains rows as wholes, and so no column of theirs. */
  private String ofRows() {
    return report.explanations().stream()
        .filter(Explanation::explainsRows)
        .map(
            explanation ->
                "all %s that differ: %s"
                    .formatted(Counts.of(explanation.of(), "row"), explanation.sentence()))
        .collect(Collectors.joining("\n"));
  }

  private JUnitCase schema() {
    List<SchemaDifference> differences = report.plan().schemaDifferences();
    List<String> missing =
        report.columns().stream()
            .filter(column -> isMissing(column.plan()))
            .map(
                column ->
                    "column '%s' is %s".formatted(column.plan().name(), column.plan().reason()))
            .toList();
    String detail =
        differences.stream()
            .map(d -> "%s: %s, %s".formatted(d.column(), type(d.left()), type(d.right())))
            .collect(Collectors.joining("\n"));
    return JUnitCase.of(
        "schema",
        missing.isEmpty() ? Rung.EXACT : Rung.MISMATCH,
        String.join(", ", missing),
        detail);
  }

  private static boolean isMissing(ColumnPlan plan) {
    return !plan.isCompared() && plan.rung() == Rung.MISMATCH;
  }

  private static String type(String type) {
    return type.isEmpty() ? "not there" : type;
  }

  private JUnitCase rows(
      String name, NoiseFinding.Kind kind, long count, List<List<String>> examples) {
    List<NoiseFinding> own = noise.stream().filter(finding -> finding.kind() == kind).toList();
    boolean isMeasured = own.stream().anyMatch(f -> f.runs() == NoiseFinding.Runs.NEW_FROM_LEGACY);
    Rung rung = count == 0 || isMeasured ? Rung.EXACT : report.ties().rung();
    List<String> lines = new ArrayList<>();
    for (NoiseFinding finding : own) {
      rung = rung.weaker(finding.rung());
      lines.add(finding.sentence());
    }
    examples.forEach(key -> lines.add(SetText.values(TextReport.named(report.plan()), key)));
    return JUnitCase.of(name, rung, Counts.of(count, "row"), String.join("\n", lines));
  }

  private JUnitCase partitions(Side side) {
    AbsentPartitions.OnlyOn absent = report.absent().on(side);
    return JUnitCase.of(
        "partitions only on the " + side.text(),
        absent.partitions() == 0 ? Rung.EXACT : report.ties().rung(),
        "%s, %s"
            .formatted(
                Counts.of(absent.partitions(), "partition"), Counts.of(absent.rows(), "row")),
        absent.largest().stream()
            .map(one -> "%s: %s".formatted(one.code(), one.sentence()))
            .collect(Collectors.joining("\n")));
  }

  private JUnitCase ties() {
    List<String> sentences = report.ties().sentences();
    return JUnitCase.of(
        "ties",
        sentences.isEmpty() ? Rung.EXACT : report.ties().rung(),
        report.plan().ties().declared().text(),
        String.join("\n", sentences));
  }

  private JUnitCase accepted(AcceptedResult accepted) {
    return JUnitCase.of(
        "accepted difference in " + String.join(", ", accepted.declared().columns()),
        accepted.fails() ? Rung.MISMATCH : Rung.ACCEPTED,
        accepted.sentence(),
        accepted.sentence());
  }

  private JUnitCase column(ColumnResult column) {
    ColumnPlan plan = column.plan();
    List<String> lines = new ArrayList<>();
    noise.stream()
        .filter(finding -> finding.column().equals(plan.name()))
        .forEach(finding -> lines.add(finding.sentence()));
    for (CellSample sample : column.samples()) {
      lines.add(
          "%s: %s -> %s"
              .formatted(
                  SetText.values(report.plan().keys(), sample.key()),
                  sample.left(),
                  sample.right()));
    }
    report.explanations().stream()
        .filter(explanation -> !explanation.explainsRows())
        .filter(explanation -> explanation.column().equals(plan.name()))
        .forEach(
            explanation ->
                lines.add(
                    "%s (%s of %s)"
                        .formatted(
                            explanation.sentence(),
                            Counts.of(explanation.explained()),
                            Counts.of(explanation.of()))));
    return JUnitCase.of(
        "column " + plan.name(), column.rung(), fact(column), String.join("\n", lines));
  }

  private static String fact(ColumnResult column) {
    List<String> facts = new ArrayList<>();
    if (column.changed() > 0) {
      facts.add(Counts.of(column.changed(), "row") + " changed");
    }
    if (column.tolerated() > 0) {
      facts.add(Counts.of(column.tolerated(), "row") + " within the tolerance");
    }
    if (!column.plan().reason().isEmpty()) {
      facts.add(column.plan().reason());
    }
    return facts.isEmpty() ? column.rung().toString() : String.join(", ", facts);
  }
}
