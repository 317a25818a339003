package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Kills;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A clone that is killed at any step leaves no wrong table, and the next one goes on from there.
 */
class KilledIcebergCloneTest {

  @TempDir Path folder;

  private static ClonePlan plan(Path source, Path target) {
    return new IcebergPlanner(Progress.NONE)
        .plan(Location.of(source), Location.of(target), IcebergOptions.DEFAULT);
  }

  /** The process that is killed: source, target, and the step at which it dies. */
  public static void main(String[] args) {
    run(Path.of(args[0]), Path.of(args[1]), Kills.at(args[2], Location.of(args[1])));
  }

  private static void run(Path source, Path target, Function<Location, Store> stores) {
    try (ClonePlan plan = plan(source, target)) {
      new CloneRunner(Progress.NONE, 1, stores).run(plan);
    }
  }

  @Test
  void endsTheSameWhereverItIsKilledAndCopiesNothingTwice() throws Exception {
    Path source = folder.resolve("orders");
    IcebergFixture fixture = IcebergFixture.create(source, 2);
    DataFile file = fixture.append("a", 1, 2, 3);
    fixture.deleteFirst(FileFormat.PARQUET, "a", file);
    Map<Long, List<String>> rows = IcebergFixture.rows(fixture.table);
    int kills = 0;
    for (int step = 1; ; step += 3) {
      Path target = folder.resolve("killed-at-" + step);
      if (!Kills.at(
          step,
          Location.of(target),
          stores -> run(source, target, stores),
          KilledIcebergCloneTest.class,
          source,
          target)) {
        break;
      }
      kills++;
      Map<Path, Object> before = Kills.identities(target);
      boolean visible = Files.exists(target.resolve("metadata/v3.metadata.json"));
      if (visible) {
        assertThat(IcebergFixture.rows(IcebergFixture.load(target))).isEqualTo(rows);
      }
      CloneReport report = new CloneRunner(Progress.NONE).run(plan(source, target));
      assertThat(
              new IcebergCheck(Progress.NONE)
                  .check(Location.of(source), Location.of(target), IcebergOptions.DEFAULT)
                  .entries())
          .isEmpty();
      assertThat(IcebergFixture.rows(IcebergFixture.load(target))).isEqualTo(rows);
      assertThat(Kills.identities(target)).containsAllEntriesOf(before);
      long again =
          report.plan().publications().stream()
              .filter(publication -> publication.path().equals(ReplicaRecord.PATH))
              .count();
      assertThat(report.copiedFileCount() + report.publishedFileCount() - again)
          .as("files made by the second run, after a kill at step %d", step)
          .isEqualTo(8 - before.size());
      assertThat(plan(source, target).isEmpty()).isTrue();
    }
    assertThat(kills).isGreaterThan(8);
  }
}
