package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.addWithVector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.MeddlingStore;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Sources that cannot be read as they are, or do not stand still. */
class RefusedSourcesTest extends ReplicaCase {

  @Test
  void namesAVectorThatCannotBeFollowed() {
    DeltaTableFixture source =
        orders()
            .commit(
                addWithVector("a.parquet", 10, "vector.bin", 1, 30)
                    .replace("\"storageType\":\"u\"", "\"storageType\":\"p\""));
    UserException e = refusal(() -> plan(source.folder(), target()));
    assertThat(e)
        .hasMessage(
            "Cannot clone %s: version 3 has a deletion vector that cannot be followed, path 'vector.bin' is not absolute."
                .formatted(source.folder()));
    assertThat(e.problems().get(0).hint())
        .isEqualTo("run REORG TABLE ... APPLY (PURGE) at the source, then clone");
  }

  @Test
  void namesACheckpointThatCannotBeRead() {
    DeltaTableFixture source =
        longHistory().logFile("00000000000000000005.checkpoint.parquet", "PAR1torn");
    assertTorn(source, "it", refusal(() -> plan(source, new History.CheckpointOnly())));
    assertTorn(
        source,
        "_delta_log/00000000000000000005.checkpoint.parquet",
        refusal(
            () ->
                new SnapshotPlanner(Progress.NONE)
                    .plan(source.location(), Location.of(target()), SnapshotOptions.DEFAULT)));
  }

  private static void assertTorn(DeltaTableFixture source, String file, UserException e) {
    assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
    assertThat(e)
        .hasMessage(
            "Cannot read %s: checkpoint _delta_log/00000000000000000005.checkpoint.parquet is not readable (%s is not a Parquet file (length is too low: 8))."
                .formatted(source.folder(), file));
    assertThat(e.problems().get(0).hint())
        .isEqualTo("restore the file from a backup, or clone from a healthy copy of the table");
  }

  @Test
  void givesUpOnALedgerThatIsLoadedIntoAllTheTime() {
    DeltaTableFixture source = orders().logFile("_copy_into_log/0.zip", "loaded: a, b");
    Function<Location, Store> stores =
        MeddlingStore.at(
            source.location(),
            "_delta_log/_copy_into_log/0.zip"::equals,
            () -> source.commit("{\"commitInfo\":{\"operation\":\"COPY INTO\"}}"));
    UserException e =
        refusal(
            () ->
                new ReplicaPlanner(Progress.NONE, stores)
                    .plan(source.location(), Location.of(target())));
    assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(e)
        .hasMessage(
            "Cannot clone %s: COPY INTO committed each of the 5 times its ledger was read."
                .formatted(source.folder()));
  }

  @Test
  void refusesTheCheckpointOfAStreamThatIsRunning() throws IOException {
    DeltaTableFixture source =
        new DeltaTableFixture(folder.resolve("orders"))
            .commit(PROTOCOL, metadataWithSchema("orders-id"))
            .commit("{\"txn\":{\"appId\":\"stream-id\",\"version\":1,\"lastUpdated\":1}}");
    Path stream = Files.createDirectories(folder.resolve("stream"));
    Files.createDirectories(stream.resolve("offsets"));
    Files.createDirectories(stream.resolve("commits"));
    Files.writeString(stream.resolve("metadata"), "{\"id\":\"stream-id\"}");
    Files.writeString(stream.resolve("offsets/0"), "v1\n{}\n{\"path\":\"/elsewhere\"}\n");
    Files.writeString(stream.resolve("commits/0"), "v1\n{}");
    Location copy = Location.of(folder.resolve("stream-copy"));
    StreamPlanner planner =
        new StreamPlanner(
            MeddlingStore.at(
                Location.of(stream),
                "commits/0"::equals,
                () -> Files.writeString(stream.resolve("commits/1"), "v1\n{}")));
    UserException e =
        refusal(
            () ->
                planner.plan(
                    new StreamPlanner.Move(Location.of(stream), copy),
                    source.location(),
                    Location.of(target()),
                    ClonePlan.Mode.REPLICA));
    assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(e)
        .hasMessage(
            "Cannot move streaming checkpoint %s: it changed while it was read, so its stream is running."
                .formatted(stream));
    assertNothingWrittenTo(copy.toPath());
  }
}
