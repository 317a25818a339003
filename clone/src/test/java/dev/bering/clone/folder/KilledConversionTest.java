package dev.bering.clone.folder;

import static dev.bering.clone.ParquetFixture.EARLIER;
import static dev.bering.clone.ParquetFixture.ID_AND_NAME;
import static dev.bering.clone.ParquetFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.KernelRows;
import dev.bering.clone.Kills;
import dev.bering.clone.ParquetFixture;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder becomes a Delta table wherever the conversion is killed, and no file is copied twice.
 */
class KilledConversionTest {

  private static final FolderConversion CONVERSION =
      new FolderConversion(Progress.NONE, Stores::open, Clock.systemUTC());
  private static final List<String> OLD = List.of("1|x|1", "2|y|1");
  private static final List<String> NEW = List.of("3|z|1", "4|w|2");

  @TempDir Path folder;

  private ParquetFixture source() {
    return new ParquetFixture(folder.resolve("orders"));
  }

  private void isOld() throws IOException {
    source()
        .write("d=1/gone.parquet", ID_AND_NAME, row(1, "x"))
        .write("d=1/changed.parquet", ID_AND_NAME, row(2, "y"));
    Files.deleteIfExists(source().root().resolve("d=2/added.parquet"));
  }

  private void isNew() throws IOException {
    source()
        .write("d=1/changed.parquet", EARLIER.plusSeconds(1), ID_AND_NAME, row(3, "z"))
        .write("d=2/added.parquet", ID_AND_NAME, row(4, "w"));
    Files.delete(source().root().resolve("d=1/gone.parquet"));
  }

  private dev.bering.clone.ClonePlan plan(Location target) {
    return CONVERSION.plan(Location.of(source().root()), target, new ConversionOptions(Map.of()));
  }

  private static boolean isThere(Location target, int version) {
    return Files.exists(target.toPath().resolve("_delta_log/%020d.json".formatted(version)));
  }

  /** After the kill, and again when the next run has ended. */
  private void assertTable(Location target, int version, List<String> rows) throws IOException {
    Path path = target.toPath();
    if (isThere(target, version)) {
      assertThat(KernelRows.read(path)).isEqualTo(rows);
    }
    Map<Path, Object> left = Kills.identities(path);
    Kills.finish(() -> plan(target));
    assertThat(CONVERSION.check(Location.of(source().root()), target).exitCode())
        .isEqualTo(ExitCode.OK);
    assertThat(Kills.identities(path)).containsAllEntriesOf(left);
    assertThat(isThere(target, version + 1)).as("one commit").isFalse();
  }

  @Test
  void aFirstRunLeavesNoTableOrAllOfIt() throws Exception {
    isOld();
    int kills =
        Kills.everywhere(
            folder.resolve("first").toString(),
            this::plan,
            (target, step) -> {},
            (target, step) -> assertTable(target, 0, OLD));
    assertThat(kills).isGreaterThan(12);
  }

  @Test
  void aLaterRunLeavesTheTableOrAddsOneCommit() throws Exception {
    isOld();
    Location before = Location.of(folder.resolve("before"));
    Kills.finish(() -> plan(before));
    isNew();
    int kills =
        Kills.everywhere(
            folder.resolve("later").toString(),
            this::plan,
            (target, step) -> Kills.copy(before.toPath(), target.toPath()),
            (target, step) -> assertTable(target, 1, NEW));
    assertThat(kills).isGreaterThan(12);
    assertThat(KernelRows.read(before.toPath())).isEqualTo(OLD);
  }
}
