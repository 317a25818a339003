package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.iceberg.IcebergCheck;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bering check SOURCE TARGET}. */
@Command(
    name = "check",
    description = "Compare a Delta or Iceberg table with its replica, file by file, by hash.",
    footer = {
      "",
      "= equal   - only at the target   + only at the source   * different   ! not comparable"
    })
final class CheckCommand extends Verb {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The table.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "Folder of its replica.")
  private String target = "";

  @ArgGroup(validate = false, heading = "%nFor Iceberg tables:%n")
  private IcebergTableOptions iceberg = new IcebergTableOptions();

  CheckCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = iceberg.problems(source);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    Location to = Location.of(target);
    CheckReport report =
        iceberg.isCatalog() || TableFormat.of(Location.of(source)) == TableFormat.ICEBERG
            ? new IcebergCheck(terminal().progress())
                .check(iceberg.source(source), to, iceberg.options())
            : new DeltaCheck(terminal().progress()).check(Location.of(source), to);
    return result("report", report, report::text, report.exitCode());
  }
}
