package dev.bering.clone.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Kills;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Store;
import dev.bering.tables.DeltaTableFixture;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A clone that is killed at any step leaves no wrong table, and the next one goes on from there.
 */
class KilledCloneTest {

  @TempDir Path folder;

  /** The process that is killed: source, target, and the step at which it dies. */
  public static void main(String[] args) {
    Location target = Location.of(args[1]);
    run(Location.of(args[0]), target, Kills.at(args[2], target));
  }

  private static void run(Location source, Location target, Function<Location, Store> stores) {
    try (ClonePlan plan = new ReplicaPlanner(Progress.NONE).plan(source, target)) {
      new CloneRunner(Progress.NONE, 1, stores).run(plan);
    }
  }

  @Test
  void endsTheSameWhereverItIsKilledAndCopiesNothingTwice() throws Exception {
    Path source =
        DeltaTableFixture.create(folder.resolve("orders"), "orders-id")
            .append("a.parquet", 9)
            .append("b.parquet", 9)
            .logFile("00000000000000000002.crc", "{}")
            .folder();
    int kills = 0;
    for (int step = 1; ; step++) {
      Path target = folder.resolve("killed-at-" + step);
      if (!Kills.at(
          step,
          Location.of(target),
          stores -> run(Location.of(source), Location.of(target), stores),
          KilledCloneTest.class,
          source,
          target)) {
        break;
      }
      kills++;
      Map<Path, Object> before = Kills.identities(target);
      CloneReport report =
          new CloneRunner(Progress.NONE)
              .run(
                  new ReplicaPlanner(Progress.NONE).plan(Location.of(source), Location.of(target)));
      assertThat(new DeltaCheck(Progress.NONE).check(Location.of(source), Location.of(target)))
          .extracting(CheckReport::exitCode)
          .isEqualTo(ExitCode.OK);
      assertThat(Kills.identities(target)).containsAllEntriesOf(before);
      assertThat(report.copiedFileCount() + report.publishedFileCount())
          .as("files copied by the second run, after a kill at step %d", step)
          .isEqualTo(6 - before.size());
    }
    System.out.printf("killed %d times%n", kills);
    assertThat(kills).isGreaterThan(15);
  }
}
