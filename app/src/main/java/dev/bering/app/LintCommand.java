package dev.bering.app;

import dev.bering.lint.LintReport;
import dev.bering.lint.SqlLint;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bering lint FILE.sql...}. */
@Command(
    name = "lint",
    description = "Point at SQL that engines answer differently, before it is carried to Spark.",
    footer = {
      "",
      "Ends with 1 if something is found, with 2 if a statement cannot be parsed;",
      "the others are read all the same. A comment on the line, or on the line",
      "above, allows what it names:",
      "",
      "  -- bering:allow DIVISION because the count is above zero",
      "",
      "  bering lint --from hive --unique event_id flows/*.sql"
    })
final class LintCommand extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of SQL statements, in UTF-8.")
  private List<Path> files = List.of();

  @Mixin private RuleOptions rules = new RuleOptions();

  LintCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Map<Path, String> texts = read();
    SqlLint lint = new SqlLint(rules.options());
    LintReport report = LintReport.NONE;
    for (Map.Entry<Path, String> text : texts.entrySet()) {
      report = report.and(lint.lint(text.getKey().toString(), text.getValue()));
    }
    return result("report", report, report::toString, report.exitCode());
  }

  /** All files, or everything that is wrong with them. */
  private Map<Path, String> read() {
    Map<Path, String> texts = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : files) {
      try {
        texts.put(file, Files.readString(file));
      } catch (NoSuchFileException e) {
        problems.add(unreadable(file, "nothing is there"));
      } catch (CharacterCodingException e) {
        problems.add(unreadable(file, "it is not UTF-8"));
      } catch (IOException e) {
        problems.add(
            unreadable(file, Files.isDirectory(file) ? "it is a folder" : "it cannot be opened"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return texts;
  }

  private static Problem unreadable(Path file, String fact) {
    return new Problem(
        "LINT_FILE_UNREADABLE",
        "Cannot lint %s: %s.".formatted(file, fact),
        "name files of SQL in UTF-8");
  }
}
