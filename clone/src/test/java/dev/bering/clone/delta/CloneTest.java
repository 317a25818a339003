package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.addWithVector;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.CloneMarker;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.FileCopy;
import dev.bering.clone.MeddlingStore;
import dev.bering.clone.Publication;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
  void refusesATargetInsideTheSourceAndTheOtherWayRound() throws IOException {
    Path source = orders().folder();
    UserException inside = refusal(() -> plan(source, source.resolve("copy")));
    assertThat(inside.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(inside)
        .hasMessage(
            "Cannot clone %s: target %s lies inside the source."
                .formatted(source, source.resolve("copy")));
    assertThatThrownBy(() -> plan(source, folder))
        .hasMessage("Cannot clone %s: the source lies inside target %s.".formatted(source, folder));
    assertThatThrownBy(() -> plan(source, source))
        .hasMessage("Cannot clone %s: target and source are the same folder.".formatted(source));
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), source);
    assertThatThrownBy(() -> plan(source, alias.resolve("copy")))
        .hasMessage(
            "Cannot clone %s: target %s lies inside the source."
                .formatted(source, alias.resolve("copy")));
  }

  @Test
  void refusesATargetThatHoldsForeignFiles() throws IOException {
    Files.createDirectories(target());
    Files.writeString(target().resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> plan(orders().folder(), target()))
        .hasMessage(
            "Cannot clone to %s: it holds 1 file and no table, such as notes.txt."
                .formatted(target()));
    assertThat(target().resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void refusesATargetThatIsAnotherTable() {
    clone(orders().folder(), target());
    Path users =
        DeltaTableFixture.create(folder.resolve("users"), "users-id").append("a", 1).folder();
    UserException e = refusal(() -> plan(users, target()));
    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(e)
        .hasMessage(
            "Cannot clone %s: %s is another table (id orders-id, the source has id users-id)."
                .formatted(users, target()));
  }

  @Test
  void refusesATargetThatSomebodyHasWrittenTo() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    DeltaTableFixture replica = new DeltaTableFixture(target());
    replica.logFile("00000000000000000003.json", add("x", 1) + "\n");
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: %s is at version 3, the source only at 2."
                .formatted(source.folder(), target()));
    source.append("c.parquet", 5);
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone to %s: its _delta_log/00000000000000000003.json is not the source's, so somebody has written to one of the two."
                .formatted(target()));
  }

  @Test
  void losesTheRaceForACommitToNobody() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source.append("c.parquet", 5);
    ClonePlan plan = plan(source.folder(), target());
    DeltaTableFixture replica = new DeltaTableFixture(target());
    Function<Location, Store> stores =
        MeddlingStore.at(
            Location.of(target()),
            "_delta_log/00000000000000000003.json"::equals,
            () -> replica.logFile("00000000000000000003.json", add("x", 1) + "\n"));
    assertThatThrownBy(() -> new CloneRunner(Progress.NONE, stores).run(plan))
        .hasMessage(
            "Cannot clone to %s: its _delta_log/00000000000000000003.json is not the source's, so somebody has written to one of the two."
                .formatted(target()));
    assertThat(target().resolve("_delta_log/00000000000000000003.json")).hasContent(add("x", 1));
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
  void goesOnWithAnInterruptedCloneOfTheSameTableOnly() throws IOException {
    DeltaTableFixture source = orders();
    Path target = target();
    new CloneMarker("orders-id", "elsewhere", Map.of(), Optional.empty())
        .write(Stores.open(Location.of(target)));
    Files.copy(source.folder().resolve("a.parquet"), target.resolve("a.parquet"));
    ClonePlan plan = plan(source.folder(), target);
    assertThat(plan.presentFileCount()).isEqualTo(1);
    assertThat(plan.files()).extracting(FileCopy::target).containsExactly("day=1/b.parquet");

    Path users =
        DeltaTableFixture.create(folder.resolve("users"), "users-id").append("a", 1).folder();
    assertThatThrownBy(() -> plan(users, target))
        .hasMessage(
            "Cannot clone %s: %s is another table (id orders-id, the source has id users-id)."
                .formatted(users, target));
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
