package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bering check SOURCE TARGET}. */
@Command(
    name = "check",
    description = "Compare tables or folders of files with their copies, file by file, by hash.",
    footer = {
      "",
      "= equal   - only at the target   + only at the source   * different   ! not comparable",
      "",
      "Of many tables, the command ends as the one that ended worst: 7, 1, 2, 3, 4, 5, 0 from"
          + " worst",
      "to best. A file of tables is the same as for 'bering clone'."
    })
final class CheckCommand extends Verb {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private TableSelection selection = new TableSelection();

  @ArgGroup(validate = false, heading = "%nFor Iceberg tables:%n")
  private IcebergTableOptions iceberg = new IcebergTableOptions();

  CheckCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    selection.requireNamed(spec);
    List<Problem> problems = selection.problems();
    problems.addAll(
        selection.isByFile()
            ? TableSelection.besideAFile(iceberg.given())
            : iceberg.problems(selection.source()));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    Optional<ManyTables> many = selection.many(options());
    return many.isPresent() ? checkMany(many.get()) : checkOne();
  }

  private ExitCode checkOne() {
    CheckReport report =
        options().check(selection.source(), Location.of(selection.target()), terminal().progress());
    return result("report", report, report::text, report.exitCode());
  }

  private ExitCode checkMany(ManyTables many) {
    ManyReport report =
        many.each(
            selection.atOnce(),
            (entry, progress) -> TableLine.checked(entry, entry.check(progress)),
            terminal());
    ExitCode exitCode = result("report", report, report::text, report.exitCode());
    terminal().tell(report.problems());
    return exitCode;
  }

  private TableOptions options() {
    return TableOptions.of(iceberg);
  }
}
