package dev.bering.app;

import dev.bering.cost.BillImport;
import dev.bering.cost.BillKind;
import dev.bering.cost.BillStore;
import dev.bering.cost.ImportReport;
import dev.bering.cost.ImportRequest;
import dev.bering.cost.ImportRequest.Choice;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.ExitCode;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering cost import BILL...}. */
@Command(
    name = "import",
    description = "Read bills of AWS, Databricks or FOCUS into a folder of charges.",
    footer = {
      "",
      "Read are AWS CUR 2.0, system.billing.usage of Databricks with list prices, and FOCUS 1.0 to",
      "1.4, as CSV, gzip or Parquet, usage also as JSON. What a file is, its columns tell. All of it",
      "is checked before anything is written; the same files again change nothing.",
      "",
      "  bering cost import cur/ --into bills",
      "  bering cost import usage.csv --prices list_prices.csv --dry-run"
    })
final class CostImportCommand extends Verb {

  /** What all files have to be. */
  enum Format {
    AUTO,
    CUR2,
    DATABRICKS,
    FOCUS
  }

  /** What becomes of usage without a price. */
  enum Unpriced {
    REFUSE,
    LEAVE_OUT
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "BILL",
      description = "Files of bills, or folders of them.")
  private List<Path> places = List.of();

  @Option(
      names = "--into",
      paramLabel = "FOLDER",
      defaultValue = BillStore.DEFAULT_FOLDER,
      description = "Where bills are kept: ${DEFAULT-VALUE} unless given.")
  private Path folder = Path.of(BillStore.DEFAULT_FOLDER);

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description =
          "What all files have to be: cur2, databricks or focus; told by their columns unless"
              + " given.")
  private Format format = Format.AUTO;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "List prices of Databricks, system.billing.list_prices. They may also be among the bills.")
  private List<Path> prices = List.of();

  @Option(
      names = "--unpriced",
      paramLabel = "WHAT",
      defaultValue = "refuse",
      description =
          "What becomes of usage without a price: refuse, or leave-out, which the bill then says of"
              + " itself. ${DEFAULT-VALUE} unless given.")
  private Unpriced unpriced = Unpriced.REFUSE;

  @Option(
      names = "--replace",
      description =
          "Take what is given for the whole bill, though it is there from other files or has more"
              + " days.")
  private boolean replace;

  @Option(
      names = "--strict",
      description = "Refuse bills that are odd, such as with a gap; else they get a note.")
  private boolean strict;

  @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
  private boolean dryRun;

  CostImportCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    try (Engine engine = DuckDbEngine.open()) {
      BillImport bills = new BillImport(engine, BillStore.at(folder), terminal().progress());
      ImportRequest request =
          new ImportRequest(
              places,
              prices,
              format == Format.AUTO
                  ? Optional.empty()
                  : Optional.of(BillKind.valueOf(format.name())),
              choices());
      ImportReport report = dryRun ? bills.plan(request) : bills.run(request);
      return result("import", report, () -> BillText.imported(report), ExitCode.OK);
    }
  }

  private Set<Choice> choices() {
    Set<Choice> choices = EnumSet.noneOf(Choice.class);
    if (strict) {
      choices.add(Choice.STRICT);
    }
    if (replace) {
      choices.add(Choice.REPLACE);
    }
    if (unpriced == Unpriced.LEAVE_OUT) {
      choices.add(Choice.LEAVE_OUT_UNPRICED);
    }
    return choices;
  }
}
