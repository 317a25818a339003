package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.addWithVector;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Sources that are no table, or not a whole one. */
class DamagedSourcesTest extends ReplicaCase {

  @Test
  void refusesADeletionVectorFileThatIsTooShort() {
    DeltaTableFixture source =
        orders()
            .file("deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin", 38)
            .commit(
                remove("a.parquet"), addWithVector("a.parquet", 10, "^-aqEH.-t@S}K{vb[*k^", 1, 30));
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: file deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin has 38 bytes, but the log says 39."
                .formatted(source.folder()));
  }

  @Test
  void refusesASourceThatIsNotThere() {
    UserException e = refusal(() -> plan(folder.resolve("nowhere"), target()));
    assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
    assertThat(e)
        .hasMessage("Cannot clone %s: nothing is there.".formatted(folder.resolve("nowhere")));
    assertNothingWrittenTo(target());
  }

  @Test
  void refusesAFolderThatIsNoTable() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> plan(empty, target()))
        .hasMessage(
            "Cannot clone %s: it has no _delta_log, so it is no Delta table.".formatted(empty));
  }

  @Test
  void namesTheLineOfACorruptLog() {
    DeltaTableFixture source = orders();
    source.logFile("00000000000000000003.json", add("c", 1) + "\n{\"add\":{\"path\"\n");
    UserException e = refusal(() -> plan(source.folder(), target()));
    assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
    assertThat(e.getMessage())
        .startsWith(
            "Cannot read %s: line 2 of _delta_log/00000000000000000003.json is not a Delta action ("
                .formatted(source.folder()));
    source.logFile("00000000000000000003.json", "{\"add\":{\"size\":1}}\n");
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot read %s: line 1 of _delta_log/00000000000000000003.json is not a Delta action ('path' is missing or no text)."
                .formatted(source.folder()));
    assertNothingWrittenTo(target());
  }

  @Test
  void namesEveryUnknownFeatureAndVersionAtOnce() {
    DeltaTableFixture source =
        orders()
            .commit(
                "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"deletionVectors\",\"teleport\"],\"writerFeatures\":[\"deletionVectors\",\"teleport\",\"adaptiveMetadata\"]}}")
            .commit("{\"protocol\":{\"minReaderVersion\":9,\"minWriterVersion\":8}}");
    UserException e = refusal(() -> plan(source.folder(), target()));
    assertThat(e.problems())
        .extracting(Problem::message)
        .containsExactly(
            "Cannot clone %s: version 3 requires table feature 'adaptiveMetadata', which this version does not know how to copy."
                .formatted(source.folder()),
            "Cannot clone %s: version 3 requires table feature 'teleport', which this version does not know how to copy."
                .formatted(source.folder()),
            "Cannot clone %s: version 4 requires reader version 9, and 3 is the newest that is known."
                .formatted(source.folder()),
            "Cannot clone %s: version 4 requires writer version 8, and 7 is the newest that is known."
                .formatted(source.folder()));
  }

  @Test
  void refusesALiveFileOfTheWrongLength() {
    DeltaTableFixture source = orders().file("a.parquet", 9);
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: file a.parquet has 9 bytes, but the log says 10."
                .formatted(source.folder()));
  }

  @Test
  void refusesALogWithAGap() throws IOException {
    DeltaTableFixture source = orders();
    Files.delete(source.log("00000000000000000001.json"));
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: its log has no commit 1, and no complete checkpoint after it."
                .formatted(source.folder()));
  }

  @Test
  void refusesALogWhoseCommitsACatalogDecides() {
    DeltaTableFixture source =
        orders().logFile("_staged_commits/00000000000000000003.uuid.json", "{}");
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: its log has a folder _staged_commits, so a catalog decides which commits count."
                .formatted(source.folder()));
  }

  @Test
  void refusesALogWithoutProtocolOrMetadata() {
    DeltaTableFixture source = new DeltaTableFixture(folder.resolve("bare")).commit(add("a", 1));
    source.file("a", 1);
    assertThat(refusal(() -> plan(source.folder(), target())).problems())
        .extracting(Problem::message)
        .containsExactly(
            "Cannot clone %s: its log holds no protocol action, so no reader can open it."
                .formatted(source.folder()),
            "Cannot clone %s: its log holds no metaData action, so no reader can open it."
                .formatted(source.folder()));
  }

  @Test
  void tellsOfASourceFileThatVanishesWhileItCopies() throws IOException {
    DeltaTableFixture source = orders();
    ClonePlan plan = plan(source.folder(), target());
    Files.delete(source.folder().resolve("a.parquet"));
    UserException e = refusal(() -> new CloneRunner(Progress.NONE).run(plan));
    assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(e)
        .hasMessage(
            "Cannot copy a.parquet of %s: it was there when the plan was made and is not any more."
                .formatted(source.folder()));
    assertThat(target().resolve("_delta_log")).doesNotExist();
  }
}
