package dev.bering.cost;

import java.util.List;

/**
 * What an import did, or would do.
 *
 * @param folder of the bills
 * @param changes by name of the bill
 * @param isDryRun whether nothing was written
 */
public record ImportReport(String folder, List<BillChange> changes, boolean isDryRun) {

  public ImportReport {
    changes = List.copyOf(changes);
  }
}
