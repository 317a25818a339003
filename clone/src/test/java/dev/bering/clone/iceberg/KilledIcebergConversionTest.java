package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.KernelRows;
import dev.bering.clone.Kills;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An Iceberg table with deletion vectors becomes a Delta table wherever the conversion is killed,
 * and no file is copied twice.
 */
class KilledIcebergConversionTest {

  private static final IcebergConversion CONVERSION =
      new IcebergConversion(Progress.NONE, Stores::open, Clock.systemUTC());

  @TempDir Path folder;

  private static ClonePlan plan(Location metadata, Location target) {
    return CONVERSION.plan(IcebergSource.at(metadata), target, IcebergOptions.DEFAULT);
  }

  private static Location current(IcebergFixture fixture) {
    String file =
        ((HasTableOperations) fixture.table).operations().current().metadataFileLocation();
    return Location.of(Path.of(IcebergFixture.local(file)));
  }

  private static boolean isThere(Location target, int version) {
    return Files.exists(target.toPath().resolve("_delta_log/%020d.json".formatted(version)));
  }

  @Test
  void endsTheSameWhereverItIsKilled() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(folder.resolve("orders"), 3);
    DataFile one = fixture.append("a", 1, 2, 3);
    Location before = current(fixture);
    fixture.append("b", 4);
    fixture.deleteFirstByVector("a", one);
    Location after = current(fixture);
    Location converted = Location.of(folder.resolve("converted"));
    Kills.finish(() -> plan(before, converted));
    assertThat(KernelRows.read(converted.toPath())).containsExactly("1|a", "2|a", "3|a");
    int kills =
        Kills.everywhere(
            folder.resolve("t").toString(),
            target -> plan(after, target),
            (target, step) -> Kills.copy(converted.toPath(), target.toPath()),
            (target, step) -> {
              if (isThere(target, 1)) {
                assertThat(KernelRows.read(target.toPath())).containsExactly("2|a", "3|a", "4|b");
              }
              Map<Path, Object> left = Kills.identities(target.toPath());
              Kills.finish(() -> plan(after, target));
              assertThat(
                      CONVERSION
                          .check(IcebergSource.at(after), target, IcebergOptions.DEFAULT)
                          .exitCode())
                  .isEqualTo(ExitCode.OK);
              assertThat(Kills.identities(target.toPath())).containsAllEntriesOf(left);
              assertThat(isThere(target, 2)).as("one commit").isFalse();
            });
    assertThat(kills).isGreaterThan(15);
  }
}
