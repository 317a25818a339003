package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.iceberg.IcebergCheck;
import dev.bering.clone.iceberg.IcebergOptions;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
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

  CheckCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Location from = Location.of(source);
    Location to = Location.of(target);
    CheckReport report =
        TableFormat.of(from) == TableFormat.ICEBERG
            ? new IcebergCheck(terminal().progress()).check(from, to, IcebergOptions.DEFAULT)
            : new DeltaCheck(terminal().progress()).check(from, to);
    return result("report", report, report::text, report.exitCode());
  }
}
