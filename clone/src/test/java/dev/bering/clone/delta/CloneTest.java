package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.addWithVector;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.FileCopy;
import dev.bering.clone.Publication;
import dev.bering.model.ExitCode;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CloneTest extends ReplicaCase {

  @Test
  void copiesEveryFileAndTheLogByteForByte() throws IOException {
    Path source = orders().folder();
    CloneReport report = clone(source, target());
    assertThat(report.copiedFileCount()).isEqualTo(2);
    assertThat(report.publishedFileCount()).isEqualTo(3);
    for (String file :
        List.of(
            "a.parquet",
            "day=1/b.parquet",
            "_delta_log/00000000000000000000.json",
            "_delta_log/00000000000000000002.json")) {
      assertThat(target().resolve(file)).hasSameBinaryContentAs(source.resolve(file));
    }
    assertThat(check(source, target()).text())
        .isEqualToNormalizingNewlines("= 5  - 0  + 0  * 0  ! 0  at version 2\n");
  }

  @Test
  void keepsTheTimesOfCommitsSoThatTimeTravelByTimestampAnswersTheSame() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    for (String commit : List.of("00000000000000000001.json", "00000000000000000002.json")) {
      assertThat(Files.getLastModifiedTime(target().resolve("_delta_log").resolve(commit)))
          .isEqualTo(Files.getLastModifiedTime(source.log(commit)));
    }
  }

  @Test
  void copiesNothingWhenTargetIsCurrent() {
    Path source = orders().folder();
    clone(source, target());
    assertThat(plan(source, target()).isEmpty()).isTrue();
    assertThat(clone(source, target()).text())
        .isEqualToNormalizingNewlines(
            "= %s is at version 2 already: nothing copied\n".formatted(target()));
  }

  /** Somebody has begun to copy the table with another tool. */
  @Test
  void looksForEveryFileAtATargetThatNoCloneHasMade() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    Files.delete(target().resolve("_bering/clone.json"));
    Files.delete(target().resolve("a.parquet"));
    clone(source.folder(), target());
    assertThat(target().resolve("a.parquet"))
        .hasSameBinaryContentAs(source.folder().resolve("a.parquet"));
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
    assertThat(check(source.folder(), target()).entries()).isEmpty();
  }

  @Test
  void copiesOnlyWhatNewCommitsBring() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source.append("c.parquet", 30).logFile("00000000000000000003.crc", "{}");
    ClonePlan plan = plan(source.folder(), target());
    assertThat(plan.files()).extracting(FileCopy::target).containsExactly("c.parquet");
    assertThat(plan.publications())
        .extracting(Publication::path)
        .containsExactly(
            "_delta_log/00000000000000000003.json", "_delta_log/00000000000000000003.crc");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void plansWithoutWriting() {
    Path source = orders().folder();
    assertThat(plan(source, target()).text())
        .isEqualToNormalizingNewlines(
            """
            clone  %s
              to   %s
            mode   replica of Delta table orders-id
            state  source at version 2, target empty
            copy   2 files, 30 B
            then   3 metadata files in order, 399 B
            """
                .formatted(source, target()));
    assertNothingWrittenTo(target());
  }

  @Test
  void toleratesFilesThatOnlyHistoryNeeds() throws IOException {
    DeltaTableFixture source = orders().commit(remove("a.parquet"));
    Files.delete(source.folder().resolve("a.parquet"));
    assertThat(note(plan(source.folder(), target()), "CLONE_HISTORY_HOLES"))
        .containsExactly("a.parquet");
    clone(source.folder(), target());
    CheckReport check = check(source.folder(), target());
    assertThat(check.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(check.text())
        .isEqualToNormalizingNewlines(
            "= 5  - 0  + 0  * 0  ! 0  at version 3, 1 file of old versions is gone at the"
                + " source\n");
  }

  @Test
  void copiesDeletionVectorsOnceAndForgetsThoseThatAreReplaced() throws IOException {
    // The encoded UUID of the example in the Delta protocol, "Deletion Vectors".
    String old = "ab^-aqEH.-t@S}K{vb[*k^";
    String vectorFile = "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";
    DeltaTableFixture source =
        orders()
            .file(vectorFile, 100)
            .commit(
                remove("a.parquet"),
                addWithVector("a.parquet", 10, old, 1, 30),
                remove("day=1/b.parquet"),
                addWithVector("day=1/b.parquet", 20, old, 39, 30));
    assertThat(plan(source.folder(), target()).files())
        .extracting(FileCopy::target)
        .containsExactly("a.parquet", vectorFile, "day=1/b.parquet");

    Files.delete(source.folder().resolve(vectorFile));
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s: its newest version needs 1 file that is not there, such as %s."
                .formatted(source.folder(), vectorFile));

    source.commit(
        "{\"remove\":{\"path\":\"a.parquet\",\"deletionVector\":%s}}"
            .formatted(DeltaTableFixture.vector(old, 1, 30)),
        "{\"remove\":{\"path\":\"day=1/b.parquet\",\"deletionVector\":%s}}"
            .formatted(DeltaTableFixture.vector(old, 39, 30)));
    assertThat(note(plan(source.folder(), target()), "CLONE_HISTORY_HOLES"))
        .containsExactly(vectorFile);
  }

  @Test
  void namesWhatItLeavesBehind() {
    DeltaTableFixture source =
        orders()
            .logFile("00000000000000000002.checkpoint.parquet", "")
            .logFile("00000000000000000002.checkpoint.0000000001.0000000002.parquet", "part")
            .logFile("README", "x");
    assertThat(note(plan(source.folder(), target()), "CLONE_LEFT_BEHIND"))
        .containsExactlyInAnyOrder(
            "_delta_log/00000000000000000002.checkpoint.parquet",
            "_delta_log/00000000000000000002.checkpoint.0000000001.0000000002.parquet",
            "_delta_log/README");
  }

  @Test
  void leavesNoScratchFiles() throws IOException {
    clone(orders().folder(), target());
    try (Stream<Path> scratch = Files.list(target().resolve("_bering/scratch"))) {
      assertThat(scratch).isEmpty();
    }
  }

  @Test
  void carriesTheCopyIntoLedgerAfterTheLastCommit() throws IOException {
    DeltaTableFixture source = orders().logFile("_copy_into_log/0.zip", "loaded: a, b");
    ClonePlan plan = plan(source.folder(), target());
    assertThat(plan.publications().get(plan.publications().size() - 1).path())
        .isEqualTo("_delta_log/_copy_into_log/0.zip");
    assertThat(note(plan, "CLONE_COPY_INTO_LEDGER"))
        .containsExactly("_delta_log/_copy_into_log/0.zip");
    source.logFile("_copy_into_log/0.zip", "loaded: a, b and what the plan does not have");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(target().resolve("_delta_log/_copy_into_log/0.zip"))
        .as("the ledger of the version that was planned")
        .hasContent("loaded: a, b");

    clone(source.folder(), target());
    assertThat(target().resolve("_delta_log/_copy_into_log/0.zip"))
        .hasContent("loaded: a, b and what the plan does not have");
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }
}
