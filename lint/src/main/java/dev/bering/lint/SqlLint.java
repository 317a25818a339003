package dev.bering.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads files of SQL and finds what engines answer differently. Reads text only. */
public final class SqlLint {

  private static final List<Check> CHECKS =
      List.of(
          new OrderChecks(),
          new NumberChecks(),
          new NullChecks(),
          new TextChecks(),
          new DateChecks(),
          new RandomChecks(),
          new UnionChecks());

  private final LintOptions options;

  /** Finds what {@code options} ask for. */
  public SqlLint(LintOptions options) {
    this.options = options;
  }

  /**
   * What is found in one file. A statement that cannot be parsed is named, and the others are read.
   *
   * @param file its name, for the report
   */
  public LintReport lint(String file, String text) {
    SqlText sql = SqlText.of(text, options.backslash());
    var found = new ArrayList<Finding>();
    var unparsed = new ArrayList<Unparsed>();
    try (SqlParser parser = new SqlParser(options)) {
      for (SqlText.Piece piece : sql.statements()) {
        try {
          var findings = new Findings(file, parser.parse(piece), options);
          for (Object part : findings.statement().parts()) {
            CHECKS.forEach(check -> check.look(part, findings));
          }
          found.addAll(findings.found());
        } catch (SqlParser.Unreadable e) {
          unparsed.add(new Unparsed(file, e.at().line(), e.at().column(), e.fact()));
        }
      }
    }
    return report(file, sql, found, unparsed);
  }

  private LintReport report(
      String file, SqlText sql, List<Finding> found, List<Unparsed> unparsed) {
    var allowances = new Allowances(file, sql.comments());
    var findings = new ArrayList<Finding>();
    int allowed = 0;
    for (Finding finding : found) {
      if (allowances.allow(finding)) {
        allowed++;
      } else {
        findings.add(finding);
      }
    }
    allowances.faults().stream()
        .filter(fault -> options.wants(fault.rule()))
        .forEach(findings::add);
    findings.sort(
        Comparator.comparingInt(Finding::line)
            .thenComparingInt(Finding::column)
            .thenComparing(Finding::rule));
    return new LintReport(1, sql.statements().size(), allowed, findings, unparsed);
  }
}
