package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.MeddlingStore;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Content;
import dev.bering.stores.HdfsServer;
import dev.bering.stores.S3Server;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table goes from store to store and comes back the same. */
class RemoteCloneTest {

  @SuppressWarnings("NullAway.Init") // set before any test
  private static S3Server.Standard standard;

  @TempDir Path folder;

  @BeforeAll
  static void startStores() {
    standard = S3Server.shared().asStandard();
  }

  @AfterAll
  static void forgetStores() {
    standard.close();
  }

  private static CloneReport clone(Location source, Location target) {
    try (ClonePlan plan = new ReplicaPlanner(Progress.NONE).plan(source, target)) {
      return new CloneRunner(Progress.NONE).run(plan);
    }
  }

  private static void assertSame(Location source, Location target) {
    assertThat(new DeltaCheck(Progress.NONE).check(source, target).exitCode())
        .as("%s and %s", source, target)
        .isEqualTo(ExitCode.OK);
    try (ClonePlan plan = new ReplicaPlanner(Progress.NONE).plan(source, target)) {
      assertThat(plan.isEmpty()).isTrue();
    }
  }

  private DeltaTableFixture orders() {
    return DeltaTableFixture.create(folder.resolve("orders"), "orders-id")
        .append("a.parquet", 10)
        .append("day=1/b c.parquet".replace(" ", ""), 20)
        .commit(remove("a.parquet"))
        .logFile("00000000000000000002.crc", "{}");
  }

  @Test
  void goesRoundTheStores() throws IOException {
    DeltaTableFixture source = orders();
    Location first = Location.of(S3Server.shared().bucket("first") + "/lake/orders");
    Location second = Location.of(S3Server.shared().bucket("second") + "/orders");
    Location hdfs = Location.of(HdfsServer.shared().folder("tables") + "/orders");
    Location back = Location.of(folder.resolve("back"));
    Location before = source.location();
    for (Location next : new Location[] {first, second, hdfs, back}) {
      assertThat(clone(before, next).copiedFileCount()).isEqualTo(2);
      assertSame(before, next);
      before = next;
    }
    source.append("c.parquet", 5);
    clone(source.location(), first);
    assertThat(clone(first, hdfs).copiedFileCount()).isEqualTo(1);
    assertSame(source.location(), hdfs);
  }

  @Test
  void losesTheRaceForACommitOnS3ToNobody() throws IOException {
    DeltaTableFixture source = orders();
    Location target = Location.of(S3Server.shared().bucket("race") + "/orders");
    clone(source.location(), target);
    source.append("c.parquet", 5);
    String commit = "_delta_log/00000000000000000004.json";
    Content other = Content.of((add("x", 1) + "\n").getBytes(StandardCharsets.UTF_8));
    try (ClonePlan plan = new ReplicaPlanner(Progress.NONE).plan(source.location(), target);
        Store store = Stores.open(target)) {
      Function<Location, Store> stores =
          MeddlingStore.at(
              target, commit::equals, () -> store.writeIfAbsent(commit, other, Instant.EPOCH));
      assertThatThrownBy(() -> new CloneRunner(Progress.NONE, stores).run(plan))
          .hasMessage(
              "Cannot clone to %s: its _delta_log/00000000000000000004.json is not the source's, so somebody has written to one of the two."
                  .formatted(target));
    }
  }

  @Test
  void takesSnapshotsAcrossStores() {
    DeltaTableFixture source = orders();
    Location target = Location.of(S3Server.shared().bucket("snapshots") + "/orders");
    SnapshotPlanner planner = new SnapshotPlanner(Progress.NONE);
    for (long expected : new long[] {1, 0}) {
      try (ClonePlan plan = planner.plan(source.location(), target, SnapshotOptions.DEFAULT)) {
        assertThat(new CloneRunner(Progress.NONE).run(plan).copiedFileCount()).isEqualTo(expected);
      }
    }
  }
}
