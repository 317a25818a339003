package dev.bering.app;

import dev.bering.clone.jdbc.JdbcClonePlan;
import dev.bering.clone.jdbc.JdbcClonePlanner;
import dev.bering.clone.jdbc.JdbcCloneRunner;
import dev.bering.clone.jdbc.JdbcRequest;
import dev.bering.model.Progress;
import java.util.function.Function;

/** A table of a database, as a Delta table. */
record DatabaseClone(JdbcRequest request, Progress progress) implements TableClone {

  @Override
  public <T> T plan(Function<CloneResult, T> show) {
    return show.apply(CloneResult.of(tablePlan()));
  }

  @Override
  public <T> T run(Function<CloneResult, T> show) {
    return show.apply(CloneResult.of(new JdbcCloneRunner(progress).run(request, tablePlan())));
  }

  private JdbcClonePlan tablePlan() {
    return new JdbcClonePlanner().plan(request);
  }
}
