package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.folder.FolderCheck;
import dev.bering.clone.folder.FolderConversion;
import dev.bering.clone.iceberg.IcebergCheck;
import dev.bering.clone.iceberg.IcebergConversion;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bering check SOURCE TARGET}. */
@Command(
    name = "check",
    description = "Compare a table or a folder of files with its copy, file by file, by hash.",
    footer = {
      "",
      "= equal   - only at the target   + only at the source   * different   ! not comparable"
    })
final class CheckCommand extends Verb {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The table.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "Folder of its copy.")
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
    CheckReport report = check(Location.of(target));
    return result("report", report, report::text, report.exitCode());
  }

  private CheckReport check(Location to) {
    if (iceberg.isCatalog()) {
      return checkIceberg(to);
    }
    Location from = Location.of(source);
    return switch (TableFormat.of(from)) {
      case DELTA -> new DeltaCheck(terminal().progress()).check(from, to);
      case ICEBERG -> checkIceberg(to);
      case FOLDER ->
          TableFormat.isDelta(to)
              ? new FolderConversion(terminal().progress(), Stores::open, Clock.systemUTC())
                  .check(from, to)
              : new FolderCheck(terminal().progress()).check(from, to);
    };
  }

  private CheckReport checkIceberg(Location to) {
    if (TableFormat.isDelta(to)) {
      return new IcebergConversion(terminal().progress(), Stores::open, Clock.systemUTC())
          .check(iceberg.source(source), to, iceberg.options());
    }
    return new IcebergCheck(terminal().progress())
        .check(iceberg.source(source), to, iceberg.options());
  }
}
