package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.iceberg.IcebergOptions;
import dev.bering.clone.iceberg.IcebergPlanner;
import dev.bering.clone.iceberg.IcebergSource;
import dev.bering.model.Location;
import java.util.List;
import java.util.function.Function;

/** An Iceberg table, as replica. */
record IcebergClone(
    IcebergSource source, Location target, IcebergOptions options, Transfer transfer)
    implements TableClone {

  @Override
  public <T> T plan(Function<CloneResult, T> show) {
    try (ClonePlan plan = tablePlan()) {
      return show.apply(CloneResult.of(plan, List.of()));
    }
  }

  @Override
  public <T> T run(Function<CloneResult, T> show) {
    try (ClonePlan plan = tablePlan()) {
      return show.apply(CloneResult.of(transfer.run(plan), List.of()));
    }
  }

  private ClonePlan tablePlan() {
    return new IcebergPlanner(transfer.progress(), transfer.stores()).plan(source, target, options);
  }
}
