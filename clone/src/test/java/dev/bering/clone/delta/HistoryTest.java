package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.metadata;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CloneMarker;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.FileCopy;
import dev.bering.clone.Publication;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much history a replica carries, keeps and goes on with. */
class HistoryTest extends ReplicaCase {

  @Test
  void refusesToGoOnAcrossCommitsThatTheSourceHasCleaned() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source.append("c", 1).append("d", 1);
    Files.delete(source.log("00000000000000000003.json"));
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: the target is at version 2, and the log no longer has commit 3."
                .formatted(source.folder()));
  }

  @Test
  void needsNoCommitZeroIfACheckpointStandsForIt() {
    DeltaTableFixture source = new DeltaTableFixture(folder.resolve("late"));
    source
        .file("a", 3)
        .logFile(
            "00000000000000000007.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
            String.join("\n", PROTOCOL, metadata("late-id"), add("a", 3)) + "\n")
        .logFile("00000000000000000007.json", "{\"commitInfo\":{}}\n")
        .logFile("00000000000000000008.json", remove("a") + "\n" + add("b", 2) + "\n")
        .file("b", 2);
    CloneReport report = clone(source.folder(), target());
    assertThat(report.plan().tableId()).isEqualTo("late-id");
    assertThat(report.plan().files()).extracting(FileCopy::target).containsExactly("a", "b");
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void carriesACheckpointThatWasWrittenLongAfterItsCommit() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source
        .logFile("_sidecars/6b0c.parquet", "sidecar bytes")
        .logFile(
            "00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
            String.join(
                    "\n",
                    PROTOCOL,
                    metadata("orders-id"),
                    "{\"sidecar\":{\"path\":\"6b0c.parquet\",\"sizeInBytes\":13,\"modificationTime\":1}}")
                + "\n");
    assertThat(plan(source.folder(), target()).publications())
        .extracting(Publication::path)
        .containsExactly(
            "_delta_log/_sidecars/6b0c.parquet",
            "_delta_log/00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json");
    source.logFile("_sidecars/6b0c.parquet", "torn");
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: checkpoint 2 needs sidecar _delta_log/_sidecars/6b0c.parquet of 13 bytes, which has 4."
                .formatted(source.folder()));
  }

  @Test
  void carriesAsMuchHistoryAsIsAskedFor() {
    DeltaTableFixture source = longHistory();
    assertThat(files(plan(source, new History.All()))).contains("a.parquet").hasSize(5);
    assertThat(files(plan(source, new History.SinceVersion(3)))).contains("a.parquet").hasSize(5);
    for (History history :
        List.of(
            new History.CheckpointOnly(),
            new History.SinceVersion(5),
            new History.Since(Instant.parse("2025-03-01T00:04:30Z")))) {
      ClonePlan plan = plan(source, history);
      assertThat(files(plan))
          .as("a.parquet is what the first commit that is carried removes")
          .containsExactlyInAnyOrder(
              "a.parquet", "c.parquet", "day=1/b.parquet", "d.parquet", "e.parquet");
      assertThat(plan.publications())
          .extracting(Publication::path)
          .containsExactly(
              "_delta_log/00000000000000000004.checkpoint.7b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
              "_delta_log/00000000000000000004.json",
              "_delta_log/00000000000000000005.json",
              "_delta_log/00000000000000000006.json");
    }
    assertThat(
            plan(source, new History.Since(Instant.parse("2020-01-01T00:00:00Z"))).publications())
        .as("no checkpoint is that old, so everything is carried")
        .hasSize(9);
  }

  /** What a reader of the changes of these versions opens. */
  private Set<String> changed(Path table, LongStream versions) {
    Set<String> changed = new TreeSet<>();
    LogReader log = new LogReader(Stores.open(Location.of(table)));
    for (long version : versions.toArray()) {
      String commit = "_delta_log/%020d.json".formatted(version);
      try {
        log.readTrees(
            commit,
            action -> {
              for (String kind : List.of("add", "remove", "cdc")) {
                if (action.path(kind).path("dataChange").asBoolean()) {
                  changed.add(action.path(kind).path("path").asText());
                }
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return changed;
  }

  @Test
  void theChangesOfEveryCommitThatIsCarriedCanBeRead() throws IOException {
    DeltaTableFixture source = longHistory();
    new CloneRunner(Progress.NONE).run(plan(source, new History.CheckpointOnly()));
    assertThat(changed(target(), LongStream.rangeClosed(4, 6)))
        .contains("a.parquet")
        .allSatisfy(path -> assertThat(target().resolve(path)).isRegularFile());
    Files.delete(target().resolve("a.parquet"));
    assertThat(check(source.folder(), target()).text())
        .contains("+ a.parquet  (not at the target)");
    Files.delete(source.folder().resolve("a.parquet"));
    assertThat(check(source.folder(), target()).exitCode())
        .as("gone on both sides, as VACUUM leaves it")
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void whatTheFirstCommitRemovesMayBeVacuumedAtTheSource() throws IOException {
    DeltaTableFixture source = longHistory();
    Files.delete(source.folder().resolve("a.parquet"));
    ClonePlan plan = plan(source, new History.CheckpointOnly());
    assertThat(files(plan)).doesNotContain("a.parquet");
    assertThat(note(plan, "CLONE_HISTORY_HOLES")).containsExactly("a.parquet");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void filesThatTheFirstCommitOnlyPutsTogetherStayBehind() throws IOException {
    DeltaTableFixture source = longHistory();
    Path commit = source.log("00000000000000000004.json");
    Files.writeString(
        commit, remove("a.parquet").replace("\"dataChange\":true", "\"dataChange\":false") + "\n");
    assertThat(files(plan(source, new History.CheckpointOnly())))
        .as("no reader of changes opens it, and no version that is carried holds it")
        .doesNotContain("a.parquet");
  }

  @Test
  void whatTheFirstCommitRemovesKeepsItsDeletionVector() throws IOException {
    String vector = "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";
    DeltaTableFixture source = longHistory().file(vector, 40);
    Path commit = source.log("00000000000000000004.json");
    Files.writeString(
        commit,
        remove("a.parquet")
                .replace(
                    "}}",
                    ",\"deletionVector\":{\"storageType\":\"u\",\"pathOrInlineDv\":\"ab^-aqEH.-t@S}K{vb[*k^\",\"offset\":1,\"sizeInBytes\":36,\"cardinality\":2}}}")
            + "\n");
    assertThat(files(plan(source, new History.CheckpointOnly()))).contains("a.parquet", vector);
  }

  @Test
  void keepsWhatTheFirstCommitRemovesAfterTheSourceHasLetItGo() throws IOException {
    DeltaTableFixture source = longHistory();
    new CloneRunner(Progress.NONE).run(plan(source, new History.CheckpointOnly()));
    source.logFile(
        "00000000000000000006.checkpoint.8b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
        String.join(
                "\n",
                PROTOCOL,
                metadata("orders-id"),
                add("c.parquet", 3),
                add("day=1/b.parquet", 20),
                add("d.parquet", 4),
                add("e.parquet", 5))
            + "\n");
    try (Stream<Path> log = Files.list(source.folder().resolve("_delta_log"))) {
      for (Path file : log.toList()) {
        if (LogListing.versionOf("_delta_log/" + file.getFileName()).orElse(9) < 6) {
          Files.delete(file);
        }
      }
    }
    Files.delete(source.folder().resolve("a.parquet"));
    clone(source.folder(), target());
    assertThat(check(source.folder(), target()).entries()).isEmpty();
    assertThat(target().resolve("a.parquet")).isRegularFile();
  }

  @Test
  void goesOnFromAShortenedHistory() {
    DeltaTableFixture source = longHistory();
    new CloneRunner(Progress.NONE).run(plan(source, new History.CheckpointOnly()));
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
    source.append("f.parquet", 6);
    assertThat(files(plan(source, new History.All()))).containsExactly("f.parquet");
    assertThat(clone(source.folder(), target()).publishedFileCount()).isEqualTo(1);
  }

  @Test
  void refusesHistoriesThatCanNoLongerBeJoined() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    longHistory();
    for (int version = 0; version < 4; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    Files.delete(
        source.log("00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json"));
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: %s is at version 2, and the source no longer has any commit that the target has, so the two cannot be compared."
                .formatted(source.folder(), target()));
  }

  @Test
  void keepsHistoryThatTheSourceLetsGo() throws IOException {
    DeltaTableFixture source = longHistory();
    clone(source.folder(), target());
    for (int version = 0; version < 4; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    Files.delete(
        source.log("00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json"));
    Files.delete(source.folder().resolve("a.parquet"));
    assertThat(check(source.folder(), target()).text())
        .isEqualToNormalizingNewlines(
            "= 8  - 0  + 0  * 0  ! 0  at version 6, 1 file of old versions is gone at the source\n");
    Files.writeString(target().resolve("stray.parquet"), "x");
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.DIFFERENT);
  }

  @Test
  void hintsOnlyAtACheckpointThatTheReplicaHas() throws IOException {
    DeltaTableFixture source =
        longHistory().logFile("_last_checkpoint", "{\"version\":4,\"size\":4}");
    ClonePlan plan = plan(source.folder(), target());
    source.logFile("_last_checkpoint", "{\"version\":9,\"size\":4}");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(target().resolve("_delta_log/_last_checkpoint"))
        .hasContent("{\"version\":4,\"size\":4}");
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
  }

  private void put(DeltaTableFixture source, String... names) throws IOException {
    Files.createDirectories(target().resolve("_delta_log"));
    for (String name : names) {
      Files.copy(source.log(name), target().resolve("_delta_log").resolve(name));
    }
    new CloneMarker("orders-id", "elsewhere", Map.of(), Optional.empty())
        .write(Stores.open(Location.of(target())));
  }

  @Test
  void aCheckpointWithoutItsCommitIsNoTableYet() throws IOException {
    DeltaTableFixture source = longHistory();
    String base = "00000000000000000004.checkpoint.7b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json";
    put(source, base);
    ClonePlan plan = plan(source, new History.CheckpointOnly());
    assertThat(plan.targetState()).isEmpty();
    assertThat(plan.publications())
        .extracting(Publication::path)
        .containsExactly(
            "_delta_log/00000000000000000004.json",
            "_delta_log/00000000000000000005.json",
            "_delta_log/00000000000000000006.json");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void dropsACheckpointThatWasBegunWithAndIsNotGoneOnWith() throws IOException {
    DeltaTableFixture source = longHistory();
    put(source, "00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json");
    new CloneRunner(Progress.NONE).run(plan(source, new History.CheckpointOnly()));
    assertThat(
            target()
                .resolve(
                    "_delta_log/00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json"))
        .doesNotExist();
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }
}
