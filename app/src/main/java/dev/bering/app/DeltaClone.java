package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.delta.StreamPlanner;
import dev.bering.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A Delta table, as replica or snapshot, and the checkpoints of its streams. Those are copied
 * before the table is even looked at: behind it they may be, never ahead.
 */
record DeltaClone(Location source, Location target, DeltaOptions options, Transfer transfer)
    implements TableClone {

  @Override
  public <T> T plan(Function<CloneResult, T> show) {
    try (Plans checkpoints = new Plans()) {
      options.moves(target).forEach(move -> checkpoints.add(checkpointPlan(move)));
      try (ClonePlan plan = tablePlan()) {
        return show.apply(CloneResult.of(plan, checkpoints.list()));
      }
    }
  }

  @Override
  public <T> T run(Function<CloneResult, T> show) {
    List<StreamPlanner.Move> moves = options.moves(target);
    List<CloneReport> checkpoints = new ArrayList<>();
    try (Plans checkpointPlans = new Plans()) {
      for (StreamPlanner.Move move : moves) {
        checkpoints.add(transfer.run(checkpointPlans.add(checkpointPlan(move))));
      }
      try (ClonePlan plan = tablePlan()) {
        CloneReport report = transfer.run(plan);
        moves.forEach(move -> streams().verify(move, source, target));
        return show.apply(CloneResult.of(report, checkpoints));
      }
    }
  }

  private ClonePlan tablePlan() {
    return options.plan(source, target, transfer.progress(), transfer.stores());
  }

  private ClonePlan checkpointPlan(StreamPlanner.Move move) {
    return streams().plan(move, source, target, options.mode());
  }

  private StreamPlanner streams() {
    return new StreamPlanner(transfer.stores());
  }

  /** Plans that are let go of together. */
  private record Plans(List<ClonePlan> list) implements AutoCloseable {

    Plans() {
      this(new ArrayList<>());
    }

    ClonePlan add(ClonePlan plan) {
      list.add(plan);
      return plan;
    }

    @Override
    public void close() {
      list.forEach(ClonePlan::close);
    }
  }
}
