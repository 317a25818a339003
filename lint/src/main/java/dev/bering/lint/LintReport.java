package dev.bering.lint;

import dev.bering.model.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found.
 *
 * @param statements how many statements were read
 * @param allowed how many findings an allowance covers
 * @param findings in the order of the files and of their lines
 * @param unparsed statements of which nothing is known
 */
public record LintReport(
    int files, int statements, int allowed, List<Finding> findings, List<Unparsed> unparsed) {

  /** Nothing read yet. */
  public static final LintReport NONE = new LintReport(0, 0, 0, List.of(), List.of());

  public LintReport {
    findings = List.copyOf(findings);
    unparsed = List.copyOf(unparsed);
  }

  /** This one and another after it. */
  public LintReport and(LintReport other) {
    var allFindings = new ArrayList<>(findings);
    allFindings.addAll(other.findings);
    var allUnparsed = new ArrayList<>(unparsed);
    allUnparsed.addAll(other.unparsed);
    return new LintReport(
        files + other.files,
        statements + other.statements,
        allowed + other.allowed,
        allFindings,
        allUnparsed);
  }

  /** 2 if something could not be parsed, else 1 if something was found, else 0. */
  public ExitCode exitCode() {
    if (!unparsed.isEmpty()) {
      return ExitCode.USAGE;
    }
    return findings.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  /** As people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    findings.forEach(finding -> lines.add(finding.toString()));
    unparsed.forEach(statement -> lines.add(statement.toString()));
    lines.add(
        "%s in %s of %s, %d allowed, %d not parsed"
            .formatted(
                count(findings.size(), "finding"),
                count(statements, "statement"),
                count(files, "file"),
                allowed,
                unparsed.size()));
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static String count(int number, String noun) {
    return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
  }
}
