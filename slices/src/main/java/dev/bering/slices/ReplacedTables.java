package dev.bering.slices;

import dev.bering.model.Problem;
import dev.bering.tables.DeltaChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the tables that slices are published to are still those that were written. In a table
 * that was dropped and made again, versions that entries name are gone or hold other rows.
 */
record ReplacedTables(SlicedFlow flow, Publications published, Pins pins) {

  List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    for (SliceTable table : flow.outputs()) {
      if (published.lastVersion(table.location()).isPresent()) {
        fact(table, published.lastVersion(table.location()).getAsLong())
            .ifPresent(fact -> problems.add(problem(table, fact)));
      }
    }
    return problems;
  }

  private Optional<String> fact(SliceTable table, long last) {
    Optional<Long> now = DeltaChanges.versionIfThere(table.location());
    if (now.isEmpty()) {
      return Optional.of("it is gone, and version %d of it is published".formatted(last));
    }
    if (now.get() < last) {
      return Optional.of(
          "it has version %d, and version %d is published".formatted(now.get(), last));
    }
    return published
        .tableId(table.location())
        .filter(id -> !id.equals(pins.id(table.location())))
        .map(id -> "it was dropped and made again");
  }

  private Problem problem(SliceTable table, String fact) {
    return new Problem(
        "SLICE_TABLE_REPLACED",
        "Cannot run %s: the table of %s, %s, is not the one that was published: %s."
            .formatted(flow.name(), table.port(), table.location(), fact),
        "restore the table, or publish to a new one and run all slices again");
  }
}
