package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** An Iceberg table, its replica, and what is done with the two. */
abstract class IcebergCase {

  @TempDir Path folder;

  Path source() {
    return folder.resolve("orders");
  }

  Path target() {
    return folder.resolve("replica");
  }

  ClonePlan plan() {
    return plan(IcebergOptions.DEFAULT);
  }

  ClonePlan plan(IcebergOptions options) {
    return new IcebergPlanner(Progress.NONE)
        .plan(Location.of(source()), Location.of(target()), options);
  }

  void run() {
    new CloneRunner(Progress.NONE).run(plan());
  }

  CheckReport check() {
    return new IcebergCheck(Progress.NONE)
        .check(Location.of(source()), Location.of(target()), IcebergOptions.DEFAULT);
  }

  void assertRefused(String message) {
    assertThatThrownBy(this::plan).isInstanceOf(UserException.class).hasMessage(message);
  }

  Path metadata(int version) {
    return source().resolve("metadata/v%d.metadata.json".formatted(version));
  }

  static Path path(String location) {
    return Path.of(IcebergFixture.local(location));
  }
}
