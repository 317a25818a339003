package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.metadata;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Publication;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.S3Server;
import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.LocalCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of the log that a writer makes again under the same name. */
class RemadeLogFilesTest extends ReplicaCase {

  private static final String POINT =
      "00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json";

  private static String state(String... actions) {
    return PROTOCOL + "\n" + metadata("orders-id") + "\n" + String.join("\n", actions) + "\n";
  }

  private static final String AB = add("a.parquet", 10) + "\n" + add("day=1/b.parquet", 20);
  private static final String BA = add("day=1/b.parquet", 20) + "\n" + add("a.parquet", 10);

  private void assertSettled(DeltaTableFixture source) {
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
  }

  @Test
  void aCheckpointAndAChecksumGiveWay() {
    DeltaTableFixture source =
        orders().logFile(POINT, state(AB)).logFile("00000000000000000002.crc", "{}");
    clone(source.folder(), target());
    source
        .logFile(POINT, state(BA)) // as long as before
        .logFile("00000000000000000002.crc", "{\"numFiles\":2}");
    assertThat(check(source.folder(), target()).text())
        .startsWith("* _delta_log/00000000000000000002.checkpoint.6b0c");
    ClonePlan plan = plan(source.folder(), target());
    assertThat(plan.publications())
        .extracting(Publication::path)
        .containsExactly("_delta_log/00000000000000000002.crc", "_delta_log/" + POINT);
    assertThat(note(plan, "CLONE_LOG_REPLACED")).hasSize(2);
    assertThat(plan.text())
        .contains(
            "note   the source has made 2 files of its log again under the same name, and the old"
                + " ones give way, such as _delta_log/00000000000000000002.crc");
    new CloneRunner(Progress.NONE).run(plan);
    assertSettled(source);
  }

  @Test
  void onlyACommitProvesThatTwoTablesHaveParted() {
    DeltaTableFixture source = orders().logFile(POINT, state(AB));
    clone(source.folder(), target());
    source.logFile("00000000000000000001.json", add("other.parquet", 10) + "\n");
    source.logFile("00000000000000000002.json", add("other2.parquet", 10) + "\n");
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone to %s: its _delta_log/00000000000000000002.json is not the source's, so somebody has written to one of the two."
                .formatted(target()));
  }

  private static String part(int number) {
    return "00000000000000000002.checkpoint.%010d.0000000002.parquet".formatted(number);
  }

  private static void parts(DeltaTableFixture table, List<String> first, List<String> second)
      throws IOException {
    LocalCheckpoint.write(table.log(part(1)), "orders-id", first);
    LocalCheckpoint.write(table.log(part(2)), "", second);
  }

  @Test
  void thePartsOfACheckpointAreNeverMixed() throws IOException {
    DeltaTableFixture source = orders();
    parts(source, List.of("a.parquet:10"), List.of("day=1/b.parquet:20"));
    source.logFile("_last_checkpoint", "{\"version\":2,\"size\":4,\"parts\":2}");
    clone(source.folder(), target());
    assertSettled(source);
    parts(source, List.of("day=1/b.parquet:20"), List.of("a.parquet:10"));
    ClonePlan plan = plan(source.folder(), target());
    assertThat(plan.publications())
        .extracting(step -> step.step() + " " + step.path().substring(11))
        .containsExactly(
            "removed _last_checkpoint",
            "removed " + part(1),
            "removed " + part(2),
            "copied " + part(1),
            "copied " + part(2),
            "written _last_checkpoint");
    new CloneRunner(Progress.NONE).run(plan);
    assertSettled(source);
  }

  @Test
  void thePartsOfTheOnlyWayToAVersionStay() throws IOException {
    DeltaTableFixture source = orders();
    parts(source, List.of("a.parquet:10"), List.of("day=1/b.parquet:20"));
    Files.delete(source.log("00000000000000000000.json"));
    Files.delete(source.log("00000000000000000001.json"));
    clone(source.folder(), target());
    assertSettled(source);
    parts(source, List.of("day=1/b.parquet:20"), List.of("a.parquet:10"));
    ClonePlan plan = plan(source.folder(), target());
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.text())
        .contains(
            "note   the source has made the parts of 1 checkpoint again under the same names; the"
                + " target keeps its own, as nothing else leads to its version, and the check tells"
                + " of it");
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.DIFFERENT);
  }

  @Test
  void theCopyIntoLedgerFollowsTheSources() throws IOException {
    DeltaTableFixture source =
        orders().logFile("_copy_into_log/0.zip", "a").logFile("_copy_into_log/1.zip", "b");
    clone(source.folder(), target());
    Files.delete(source.log("_copy_into_log/0.zip"));
    source.logFile("_copy_into_log/1.zip", "a and b");
    assertThat(check(source.folder(), target()).text())
        .startsWith("- _delta_log/_copy_into_log/0.zip  (not at the source)");
    assertThat(plan(source.folder(), target()).publications())
        .extracting(step -> step.step() + " " + step.path())
        .containsExactly(
            "written _delta_log/_copy_into_log/1.zip", "removed _delta_log/_copy_into_log/0.zip");
    clone(source.folder(), target());
    assertSettled(source);
  }

  @Test
  void aStreamMayKeepItsCheckpointAnywhereBelowTheTarget() throws IOException {
    DeltaTableFixture source = orders();
    Path stream = target().resolve("streams/in");
    Files.createDirectories(stream.resolve("_bering"));
    Files.createDirectories(stream.resolve("offsets"));
    Files.writeString(stream.resolve("metadata"), "{\"id\":\"x\"}");
    Files.writeString(stream.resolve("offsets/0"), "v1");
    Files.writeString(stream.resolve("_bering/clone.json"), "{}");
    clone(source.folder(), target());
    assertSettled(source);
  }

  @Test
  void aCheckpointOnS3GivesWayToo() throws IOException {
    DeltaTableFixture source = orders().logFile(POINT, state(AB));
    Files.setLastModifiedTime(
        source.log(POINT), FileTime.from(Instant.parse("2025-03-01T00:10:00Z")));
    Location target = Location.of(S3Server.shared().bucket("remade") + "/orders");
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      new CloneRunner(Progress.NONE)
          .run(new ReplicaPlanner(Progress.NONE).plan(source.location(), target));
      source.logFile(POINT, state(BA));
      Files.setLastModifiedTime(source.log(POINT), FileTime.from(Instant.now().plusSeconds(5)));
      new CloneRunner(Progress.NONE)
          .run(new ReplicaPlanner(Progress.NONE).plan(source.location(), target));
      assertThat(new DeltaCheck(Progress.NONE).check(source.location(), target).exitCode())
          .isEqualTo(ExitCode.OK);
    }
  }
}
