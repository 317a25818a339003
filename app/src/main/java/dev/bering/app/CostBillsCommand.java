package dev.bering.app;

import dev.bering.cost.Bill;
import dev.bering.cost.BillStore;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.ExitCode;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bering cost bills [FOLDER]}. */
@Command(
    name = "bills",
    description = "List the bills of a folder: what they sum up to and what is odd about them.")
final class CostBillsCommand extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      defaultValue = BillStore.DEFAULT_FOLDER,
      description = "Where bills are kept: ${DEFAULT-VALUE} unless given.")
  private Path folder = Path.of(BillStore.DEFAULT_FOLDER);

  CostBillsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    BillStore store = BillStore.at(folder);
    requireBills(store);
    try (Engine engine = DuckDbEngine.open()) {
      List<Bill> bills = store.bills(engine);
      return result("bills", bills, () -> BillText.bills(bills), ExitCode.OK);
    }
  }

  /** A folder that is misspelt is not one whose bills are well. */
  @SuppressWarnings("CheckReturnValue") // only whether there are any
  private static void requireBills(BillStore store) {
    store.charges();
  }
}
