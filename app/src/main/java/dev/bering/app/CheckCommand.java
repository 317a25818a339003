package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "to best. A file of tables is the same as for 'bering clone'.",
      "",
      "With --rows, equal means the same rows equally often; which differ, 'bering diff' tells."
    })
final class CheckCommand extends Verb {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private TableSelection selection = new TableSelection();

  @Option(
      names = "--rows",
      description =
          "Compare rows instead of files, by fingerprint: a replica at its version, a snapshot with"
              + " the version that it was taken from.")
  private boolean rows;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "With --rows: compare this version of a table and its replica.")
  private @Nullable Long version;

  @Option(
      names = "--timestamp",
      paramLabel = "TIME",
      description =
          "With --rows: compare the version that was current then at SOURCE, and the replica's of"
              + " that number.")
  private @Nullable String timestamp;

  @ArgGroup(validate = false, heading = "%nFor Iceberg tables:%n")
  private IcebergTableOptions iceberg = new IcebergTableOptions();

  CheckCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    selection.requireNamed(spec);
    List<Problem> problems = new ArrayList<>(selection.problems());
    problems.addAll(
        selection.isByFile()
            ? TableSelection.besideAFile(iceberg.given())
            : iceberg.problems(selection.source()));
    if (version != null && !rows) {
      problems.add(
          new Problem(
              "CHECK_ROWS_OPTION",
              "Cannot check version %d: files are compared of all versions.".formatted(version),
              "leave --version out, or compare rows with --rows"));
    }
    if (timestamp != null && !rows) {
      problems.add(
          new Problem(
              "CHECK_ROWS_OPTION",
              "Cannot check as of %s: files are compared of all versions.".formatted(timestamp),
              "leave --timestamp out, or compare rows with --rows"));
    }
    if (version != null && timestamp != null) {
      problems.add(
          new Problem(
              "CHECK_ROWS_OPTION",
              "Cannot compare rows: --version and --timestamp name two versions.",
              "give one of them"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    Optional<ManyTables> many = selection.many(options());
    return many.isPresent() ? checkMany(many.get()) : checkOne();
  }

  private ExitCode checkOne() {
    if (rows) {
      RowsReport report =
          checkRows(
              options(),
              selection.source(),
              Location.of(selection.target()),
              terminal().progress());
      return result("report", report, report::text, report.exitCode());
    }
    CheckReport report =
        options().check(selection.source(), Location.of(selection.target()), terminal().progress());
    return result("report", report, report::text, report.exitCode());
  }

  private ExitCode checkMany(ManyTables many) {
    ManyReport report =
        many.each(
            selection.atOnce(),
            (entry, progress) ->
                rows
                    ? TableLine.checked(
                        entry, checkRows(entry.options(), entry.source(), entry.target(), progress))
                    : TableLine.checked(entry, entry.check(progress)),
            terminal());
    ExitCode exitCode = result("report", report, report::text, report.exitCode());
    terminal().tell(report.problems());
    return exitCode;
  }

  private RowsReport checkRows(
      TableOptions options, String source, Location target, Progress progress) {
    RowsCheck check = new RowsCheck(progress);
    if (timestamp != null) {
      return check.check(options, source, target, HistoryText.time(timestamp));
    }
    return version == null
        ? check.check(options, source, target)
        : check.check(options, source, target, version);
  }

  private TableOptions options() {
    return TableOptions.of(iceberg);
  }
}
