package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.io.TempDir;

/** An Iceberg table, and a replica that must hold the same rows in every snapshot. */
abstract class IcebergReplicaCase {

  @TempDir Path folder;

  Path source() {
    return folder.resolve("source/orders");
  }

  Path target() {
    return folder.resolve("replica/orders");
  }

  static ClonePlan plan(Path source, Path target) {
    return new IcebergPlanner(Progress.NONE)
        .plan(Location.of(source), Location.of(target), IcebergOptions.DEFAULT);
  }

  ClonePlan cloned() {
    try (ClonePlan plan = plan(source(), target())) {
      new CloneRunner(Progress.NONE).run(plan);
      return plan;
    }
  }

  CheckReport check() {
    return new IcebergCheck(Progress.NONE)
        .check(Location.of(source()), Location.of(target()), IcebergOptions.DEFAULT);
  }

  static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Clones, compares, takes the source away and reads every snapshot of the replica. */
  Table assertReplica(Table source) throws IOException {
    source.refresh();
    Map<Long, List<String>> rows = IcebergFixture.rows(source);
    cloned();
    assertThat(check().entries()).isEmpty();
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(plan(source(), target()).isEmpty()).isTrue();
    delete(folder.resolve("source"));
    Table replica = IcebergFixture.load(target());
    assertThat(IcebergFixture.rows(replica)).isEqualTo(rows);
    IcebergFixture.assertLengthsTrue(replica);
    assertThat(replica.refs()).isEqualTo(source.refs());
    assertThat(replica.history()).isEqualTo(source.history());
    assertThat(replica.uuid()).isEqualTo(source.uuid());
    assertThat(replica.spec()).isEqualTo(source.spec());
    assertThat(replica.schema().asStruct()).isEqualTo(source.schema().asStruct());
    return replica;
  }
}
