package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that another run has overtaken is made again, and carried out by nobody. */
class OverlappingIcebergRunsTest {

  @TempDir Path folder;

  private Location source() {
    return Location.of(folder.resolve("orders"));
  }

  private Location target() {
    return Location.of(folder.resolve("copy"));
  }

  private void assertOvertaken(IcebergFixture fixture, Supplier<ClonePlan> planning)
      throws IOException {
    for (int id = 1; id < 3; id++) {
      fixture.append("a", id);
      try (ClonePlan overtaken = planning.get();
          ClonePlan other = planning.get()) {
        new CloneRunner(Progress.NONE).run(other);
        assertThatThrownBy(() -> new CloneRunner(Progress.NONE).run(overtaken))
            .hasMessage(
                "Cannot clone %s to %s: the target has changed since the plan was made."
                    .formatted(source(), target()));
      }
    }
    try (ClonePlan plan = planning.get()) {
      assertThat(plan.isEmpty()).isTrue();
    }
  }

  @Test
  void aReplicaIsMadeByOneOfTwoRuns() throws IOException {
    assertOvertaken(
        IcebergFixture.create(source().toPath(), 2),
        () -> new IcebergPlanner(Progress.NONE).plan(source(), target(), IcebergOptions.DEFAULT));
  }

  @Test
  void aConvertedTableIsMadeByOneOfTwoRuns() throws IOException {
    IcebergConversion conversion =
        new IcebergConversion(Progress.NONE, Stores::open, Clock.systemUTC());
    assertOvertaken(
        IcebergFixture.create(source().toPath(), 2),
        () -> conversion.plan(IcebergSource.at(source()), target(), IcebergOptions.DEFAULT));
  }
}
