package dev.bering.slices;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.PortSpec;
import dev.bering.model.Problem;
import dev.bering.tables.DeltaChanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** Whether the tables that slices are published to have the columns that the flow declares now. */
record Shapes(SlicedFlow flow, SliceTables tables) {

  /** Everything that differs, of states and of other ports. */
  List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    PublishedPorts ports = PublishedPorts.of(flow.flow().plan());
    for (SliceTable table : flow.outputs()) {
      Optional<Long> version = DeltaChanges.versionIfThere(table.location());
      if (version.isPresent()
          && ports.spec(table.port()).orElseThrow() instanceof PortSpec.Rows rows) {
        problem(table, tables.columns(table.location(), version.get()), rows)
            .ifPresent(problems::add);
      }
    }
    return problems;
  }

  private Optional<Problem> problem(SliceTable table, StructType there, PortSpec.Rows declared) {
    List<String> differences = differences(table.key(), there, declared.schema());
    if (differences.isEmpty()) {
      return Optional.empty();
    }
    Optional<FlowPlan.StatePort> state =
        flow.flow().plan().states().stream()
            .filter(s -> s.after().toString().equals(table.port()))
            .findFirst();
    return Optional.of(
        state.isPresent()
            ? new Problem(
                "SLICE_STATE_SHAPE",
                "Cannot run %s: state %s in %s has an older shape: %s."
                    .formatted(
                        flow.name(),
                        state.get().path(),
                        table.location(),
                        String.join("; ", differences)),
                "keep it in a new table and run from %s on, or change the table's columns"
                    .formatted(flow.first()))
            : new Problem(
                "SLICE_TABLE_SHAPE",
                "Cannot run %s: the table of %s, %s, has other columns: %s."
                    .formatted(
                        flow.name(),
                        table.port(),
                        table.location(),
                        String.join("; ", differences)),
                "publish it to a new table, or change the table's columns"));
  }

  private static List<String> differences(SliceKey key, StructType there, StructType declared) {
    Map<String, String> have = types(there);
    Map<String, String> want = types(declared);
    if (key instanceof SliceKey.Stamped) {
      have.remove(SliceKey.Stamped.DAY);
      have.remove(SliceKey.Stamped.START);
    }
    var differences = new ArrayList<String>();
    want.forEach(
        (name, type) -> {
          String stored = have.remove(name);
          if (stored == null) {
            differences.add("column %s %s is not in it".formatted(name, type));
          } else if (!stored.equals(type)) {
            differences.add("column %s is %s in it, declared %s".formatted(name, stored, type));
          }
        });
    have.forEach(
        (name, type) -> differences.add("column %s %s is not declared".formatted(name, type)));
    return differences;
  }

  private static Map<String, String> types(StructType columns) {
    var types = new LinkedHashMap<String, String>();
    for (var field : columns.fields()) {
      types.put(field.name().toLowerCase(Locale.ROOT), field.dataType().catalogString());
    }
    return types;
  }
}
