package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.addWithVector;
import static dev.bering.tables.DeltaTableFixture.metadata;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.clone.CheckReport;
import dev.bering.clone.CloneMarker;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.FileCopy;
import dev.bering.clone.Publication;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneTest {

  @TempDir Path folder;

  private ClonePlan plan(Path source, Path target) {
    return new ReplicaPlanner(Progress.NONE).plan(Location.of(source), Location.of(target));
  }

  private CloneReport clone(Path source, Path target) {
    return new CloneRunner(Progress.NONE).run(plan(source, target));
  }

  private CheckReport check(Path source, Path target) {
    return new DeltaCheck(Progress.NONE).check(Location.of(source), Location.of(target));
  }

  private static List<String> note(ClonePlan plan, String code) {
    return plan.notes().stream()
        .filter(note -> note.code().equals(code))
        .flatMap(note -> note.examples().stream())
        .toList();
  }

  private Path target() {
    return folder.resolve("target");
  }

  private DeltaTableFixture orders() {
    return DeltaTableFixture.create(folder.resolve("orders"), "orders-id")
        .append("a.parquet", 10)
        .append("day=1/b.parquet", 20);
  }

  private static UserException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    UserException e = catchThrowableOfType(UserException.class, call);
    assertThat(e).isNotNull();
    return e;
  }

  private void assertNothingWrittenTo(Path path) {
    assertThat(path).doesNotExist();
  }

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
    new DeltaTableFixture(target()).logFile("00000000000000000003.json", add("x", 1) + "\n");
    assertThatThrownBy(() -> new CloneRunner(Progress.NONE).run(plan))
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
  void checkNamesEveryKindOfDifference() throws IOException {
    DeltaTableFixture source = orders().append("c.parquet", 5);
    clone(source.folder(), target());
    Files.delete(target().resolve("c.parquet"));
    Files.writeString(target().resolve("a.parquet"), "0123456789");
    Files.writeString(target().resolve("stray.parquet"), "x");
    source.append("d.parquet", 5);
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(report.text())
        .isEqualToNormalizingNewlines(
            """
            + _delta_log/00000000000000000004.json  (not at the target)
            * a.parquet  (same size, other content)
            + c.parquet  (not at the target)
            + d.parquet  (not at the target)
            - stray.parquet  (not at the source)
            = 5  - 1  + 3  * 1  ! 0  at version 4
            """);
  }

  @Test
  void checkRefusesWhatIsNoTable() {
    Path source = orders().folder();
    UserException e = refusal(() -> check(source, target()));
    assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
    assertThat(e)
        .hasMessage(
            "Cannot check %s: it has no _delta_log, so it is no Delta table.".formatted(target()));
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

  /** A table with checkpoints at 2 and 4, and commits up to 6. */
  private DeltaTableFixture longHistory() {
    DeltaTableFixture source = orders();
    source
        .append("c.parquet", 3)
        .commit(remove("a.parquet"))
        .append("d.parquet", 4)
        .append("e.parquet", 5);
    return source
        .logFile(
            "00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
            String.join(
                    "\n",
                    PROTOCOL,
                    metadata("orders-id"),
                    add("a.parquet", 10),
                    add("day=1/b.parquet", 20))
                + "\n")
        .logFile(
            "00000000000000000004.checkpoint.7b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
            String.join(
                    "\n",
                    PROTOCOL,
                    metadata("orders-id"),
                    add("c.parquet", 3),
                    add("day=1/b.parquet", 20))
                + "\n");
  }

  private ClonePlan plan(DeltaTableFixture source, History history) {
    return new ReplicaPlanner(Progress.NONE)
        .plan(source.location(), Location.of(target()), new ReplicaOptions(history));
  }

  private static List<String> files(ClonePlan plan) {
    List<String> files = new ArrayList<>();
    plan.files().forEach(file -> files.add(file.target()));
    return files;
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
          .containsExactlyInAnyOrder("c.parquet", "day=1/b.parquet", "d.parquet", "e.parquet");
      assertThat(plan.publications())
          .extracting(Publication::path)
          .containsExactly(
              "_delta_log/00000000000000000004.json",
              "_delta_log/00000000000000000004.checkpoint.7b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
              "_delta_log/00000000000000000005.json",
              "_delta_log/00000000000000000006.json");
    }
    assertThat(
            plan(source, new History.Since(Instant.parse("2020-01-01T00:00:00Z"))).publications())
        .as("no checkpoint is that old, so everything is carried")
        .hasSize(9);
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

  @Test
  void aCloneThatHasNotEndedIsNoProof() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    Path marker = target().resolve("_bering/clone.json");
    Files.writeString(marker, "{\"format\":1,\"tableId\":\"orders-id\",\"source\":\"elsewhere\"}");
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.text()).startsWith("! _bering  (the last clone has not ended)");
    clone(source.folder(), target());
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
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
        .isEqualToNormalizingNewlines("= 8  - 0  + 0  * 0  ! 0  at version 6\n");
    Files.writeString(target().resolve("stray.parquet"), "x");
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.DIFFERENT);
  }

  @Test
  void seesThatSomebodyHasWrittenToATargetThatKeepsMoreHistory() throws IOException {
    DeltaTableFixture source = longHistory();
    clone(source.folder(), target());
    for (int version = 0; version < 4; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    Files.delete(
        source.log("00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json"));
    new DeltaTableFixture(target())
        .file("foreign.parquet", 3)
        .logFile("00000000000000000007.json", add("foreign.parquet", 3) + "\n");
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(report.text())
        .startsWith("- _delta_log/00000000000000000007.json  (not at the source)");
  }

  @Test
  void aLiveFileThatNobodyHasIsNoHole() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    Files.delete(source.folder().resolve("a.parquet"));
    Files.delete(target().resolve("a.parquet"));
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.text())
        .startsWith("! a.parquet  (the newest version needs it, and the source lost it)");
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
}
