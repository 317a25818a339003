package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.Kills;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.S3Server;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaFacts;
import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.LocalCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Whatever is cloned, and wherever to: killed at any step, it goes on to the same end. */
class KilledAnywhereTest extends ReplicaCase {

  private static OptionalLong version(Location table) {
    try (Store store = Stores.open(table)) {
      return OptionalLong.of(DeltaFacts.of(table, store).version());
    } catch (UserException e) {
      return OptionalLong.empty();
    }
  }

  private DeltaTableFixture table() {
    return new DeltaTableFixture(folder.resolve("orders"))
        .commit(PROTOCOL, metadataWithSchema("orders-id"))
        .append("a", 9)
        .append("b", 9);
  }

  private static void assertReplica(Location source, Location target) {
    assertThat(new DeltaCheck(Progress.NONE).check(source, target).exitCode())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void aReplicaThatStartsAtACheckpoint() throws Exception {
    DeltaTableFixture source = table();
    LocalCheckpoint.write(
        source.log("00000000000000000001.checkpoint.parquet"), "orders-id", List.of("a:9"));
    source.logFile("_last_checkpoint", "{\"version\":1,\"size\":3}");
    ReplicaOptions options = new ReplicaOptions(new History.CheckpointOnly());
    Kills.PlanMaker plans =
        target -> new ReplicaPlanner(Progress.NONE).plan(source.location(), target, options);
    int kills =
        Kills.everywhere(
            folder.resolve("t").toString(),
            plans,
            (target, step) -> {},
            (target, step) -> {
              boolean begun =
                  Stores.open(target).status("_delta_log/00000000000000000001.json").isPresent();
              assertThat(version(target).isPresent())
                  .as("a table at step %d", step)
                  .isEqualTo(begun);
              Kills.finish(() -> plans.plan(target));
              assertReplica(source.location(), target);
            });
    assertThat(kills).isGreaterThan(20);
  }

  @Test
  void aReplicaOntoS3WithTimesInItsCommits() throws Exception {
    DeltaTableFixture source = table().logFile("00000000000000000002.crc", "{}");
    ReplicaOptions stamped = ReplicaOptions.DEFAULT.with(ReplicaOptions.Times.IN_COMMITS);
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      Kills.PlanMaker plans =
          target -> new ReplicaPlanner(Progress.NONE).plan(source.location(), target, stamped);
      int kills =
          Kills.everywhere(
              S3Server.shared().bucket("killed") + "/t",
              plans,
              (target, step) -> {},
              (target, step) -> {
                Kills.finish(() -> plans.plan(target));
                assertReplica(source.location(), target);
              });
      assertThat(kills).isGreaterThan(15);
    }
  }

  @Test
  void aSnapshotThatIsBroughtUpToDate() throws Exception {
    DeltaTableFixture source = table();
    Kills.PlanMaker plans =
        target ->
            new SnapshotPlanner(Progress.NONE)
                .plan(source.location(), target, SnapshotOptions.DEFAULT);
    DeltaTableFixture later = new DeltaTableFixture(folder.resolve("later"));
    copyTable(source, later);
    later.file("c", 3);
    later.logFile("00000000000000000003.json", add("c", 3) + "\n" + remove("a") + "\n");
    Kills.PlanMaker update =
        target ->
            new SnapshotPlanner(Progress.NONE)
                .plan(later.location(), target, SnapshotOptions.DEFAULT);
    int kills =
        Kills.everywhere(
            folder.resolve("s").toString(),
            update,
            (target, step) -> Kills.finish(() -> plans.plan(target)),
            (target, step) -> {
              boolean published =
                  Stores.open(target).status("_delta_log/00000000000000000001.json").isPresent();
              assertThat(version(target)).hasValue(published ? 1 : 0);
              Kills.finish(() -> update.plan(target));
              assertThat(version(target)).hasValue(1);
              assertThat(names(target)).contains("a", "b", "c");
            });
    assertThat(kills).isGreaterThan(8);
  }

  private static void copyTable(DeltaTableFixture from, DeltaTableFixture to) throws IOException {
    try (Store source = Stores.open(from.location());
        Store target = Stores.open(to.location())) {
      source.walk("", file -> target.copy(source, file.path(), file.sizeBytes(), file.path()));
    }
  }

  private static List<String> names(Location folder) throws IOException {
    try (Store store = Stores.open(folder)) {
      return store.list("").stream().map(StoredFile::path).toList();
    }
  }

  private void checkpoint(Path stream, int batches) throws IOException {
    try (Store store = Stores.open(Location.of(stream))) {
      store.write("metadata", text("{\"id\":\"stream-id\"}"));
      for (int batch = 0; batch < batches; batch++) {
        store.write("offsets/" + batch, text("v1\n{}\n{\"path\":\"/elsewhere\"}\n"));
        store.write("state/0/" + batch + ".delta", text("state " + batch));
        store.write("commits/" + batch, text("v1\n{}"));
      }
    }
  }

  private static dev.bering.stores.Content text(String text) {
    return dev.bering.stores.Content.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void theCheckpointOfAStream() throws Exception {
    DeltaTableFixture source =
        table().commit("{\"txn\":{\"appId\":\"stream-id\",\"version\":1,\"lastUpdated\":1}}");
    Path stream = folder.resolve("stream");
    checkpoint(stream, 2);
    StreamPlanner planner = new StreamPlanner(Stores::open);
    Location copy = Location.of(folder.resolve("copy"));
    Kills.PlanMaker plans =
        target ->
            planner.plan(
                new StreamPlanner.Move(Location.of(stream), target),
                source.location(),
                copy,
                ClonePlan.Mode.REPLICA);
    int kills =
        Kills.everywhere(
            folder.resolve("c").toString(),
            plans,
            (target, step) -> {},
            (target, step) -> {
              for (int batch = 0; batch < 2; batch++) {
                if (isThere(target, "commits/" + batch)) {
                  assertThat(isThere(target, "offsets/" + batch)).isTrue();
                  assertThat(isThere(target, "state/0/" + batch + ".delta")).isTrue();
                }
                if (isThere(target, "offsets/" + batch)) {
                  assertThat(isThere(target, "metadata")).isTrue();
                }
              }
              Kills.finish(() -> plans.plan(target));
              assertThat(isThere(target, "commits/1")).isTrue();
            });
    assertThat(kills).isGreaterThan(20);
  }

  private static boolean isThere(Location folder, String path) throws IOException {
    try (Store store = Stores.open(folder)) {
      return store.status(path).isPresent();
    }
  }
}
