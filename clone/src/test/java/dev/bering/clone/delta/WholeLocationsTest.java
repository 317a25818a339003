package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.FileCopy;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.LocalCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables that name files by their whole location. */
class WholeLocationsTest extends ReplicaCase {

  @Test
  void refusesPathsThatLeadNowhere() {
    DeltaTableFixture source = orders().commit(add("../users/x", 1), add("a b", 1));
    UserException e = refusal(() -> plan(source.folder(), target()));
    assertThat(e.problems())
        .extracting(Problem::message)
        .containsExactly(
            "Cannot clone %s: version 3 names a file outside the table, path '../users/x' leaves the table's folder."
                .formatted(source.folder()),
            "Cannot clone %s: version 3 names a file outside the table, path 'a b' is no URI (Illegal character in path)."
                .formatted(source.folder()));
  }

  @Test
  void bringsFilesFromElsewhereBelowTheTableAndRewritesTheLog() throws IOException {
    DeltaTableFixture users = DeltaTableFixture.create(folder.resolve("us ers"), "users-id");
    users.file("p=1/u.parquet", 7);
    DeltaTableFixture source = orders();
    String outside = users.folder().resolve("p=1/u.parquet").toUri().toString();
    String inside = source.folder().resolve("b.parquet").toString();
    source
        .file("b.parquet", 8)
        .commit("{\"commitInfo\":{\"unknown\":1.50}}", add(outside, 7), add(inside, 8));
    ClonePlan plan = plan(source.folder(), target());
    String moved =
        plan.relocations().keySet().stream()
            .filter(folder -> folder.startsWith("ext-"))
            .findFirst()
            .orElseThrow();
    assertThat(moved).matches("ext-[0-9a-f]{16}");
    assertThat(plan.relocations()).containsValue(users.folder().resolve("p=1").toString());
    assertThat(plan.files())
        .extracting(FileCopy::target)
        .containsExactly("a.parquet", "b.parquet", "day=1/b.parquet", moved + "/u.parquet");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(target().resolve("_delta_log/00000000000000000003.json"))
        .hasContent(
            String.join(
                "\n",
                "{\"commitInfo\":{\"unknown\":1.50}}",
                add(moved + "/u.parquet", 7),
                add("b.parquet", 8)));
    assertThat(target().resolve(moved + "/u.parquet"))
        .hasSameBinaryContentAs(users.folder().resolve("p=1/u.parquet"));
    assertThat(check(source.folder(), target()).text())
        .isEqualToNormalizingNewlines("= 8  - 0  + 0  * 0  ! 0  at version 3\n");

    source.append("c.parquet", 9).commit(remove(outside));
    assertThat(clone(source.folder(), target()).copiedFileCount()).isEqualTo(1);
    assertThat(target().resolve("_delta_log/00000000000000000005.json"))
        .hasContent(remove(moved + "/u.parquet"));
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void goesOnWithATableThatNamesItsOwnFilesByTheirWholeLocation() {
    DeltaTableFixture source = orders();
    String inside = source.folder().resolve("c.parquet").toUri().toString();
    source.file("c.parquet", 3).commit(add(inside, 3));
    clone(source.folder(), target());
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
    source.append("d.parquet", 4);
    assertThat(clone(source.folder(), target()).copiedFileCount()).isEqualTo(1);
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  /** What was carried before the source began to name files so is still right. */
  @Test
  void leavesLogFilesAloneThatNameNoFileByItsWholeLocation() throws IOException {
    DeltaTableFixture source = orders().logFile("00000000000000000002.crc", "{\"numFiles\":2}");
    String old = "00000000000000000002.checkpoint.parquet";
    LocalCheckpoint.write(
        source.log(old), "orders-id", List.of("a.parquet:10", "day=1/b.parquet:20"));
    source.logFile("_last_checkpoint", "{\"version\":2,\"size\":4,\"sizeInBytes\":99}");
    clone(source.folder(), target());
    String inside = source.folder().resolve("c.parquet").toUri().toString();
    source
        .file("c.parquet", 3)
        .commit(add(inside, 3))
        .logFile(
            "00000000000000000003.crc",
            "{\"numFiles\":1,\n\"allFiles\":[{\"path\":\"%s\",\"size\":3}]}".formatted(inside));
    String point = "00000000000000000003.checkpoint.parquet";
    LocalCheckpoint.write(
        source.log(point),
        "orders-id",
        List.of("a.parquet:10", "day=1/b.parquet:20", inside + ":3"));
    source.logFile(
        "_last_checkpoint", "{\"version\":3,\"size\":5,\"sizeInBytes\":99,\"checksum\":\"0\"}");
    clone(source.folder(), target());
    Path log = target().resolve("_delta_log");
    assertThat(log.resolve(old)).hasSameBinaryContentAs(source.log(old));
    assertThat(log.resolve("00000000000000000002.crc")).hasContent("{\"numFiles\":2}");
    assertThat(log.resolve("00000000000000000003.crc"))
        .hasContent("{\"numFiles\":1,\n\"allFiles\":[{\"path\":\"c.parquet\",\"size\":3}]}");
    assertThat(log.resolve("_last_checkpoint")).hasContent("{\"version\":3,\"size\":5}");
    assertThat(log.resolve(point)).exists();
    assertThat(Files.mismatch(log.resolve(point), source.log(point))).isNotEqualTo(-1);
    assertThat(check(source.folder(), target()).text())
        .isEqualToNormalizingNewlines("= 12  - 0  + 0  * 0  ! 0  at version 3\n");
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
  }
}
