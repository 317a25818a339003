package dev.bering.clone.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Note;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCloneTest {

  private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path source;
  private Path target;

  @BeforeEach
  void nameSides() {
    source = folder.resolve("orders");
    target = folder.resolve("copy");
  }

  private void put(String path, String content) throws IOException {
    put(source, path, content);
  }

  private static void put(Path root, String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(EARLIER));
  }

  private ClonePlan plan(FolderOptions options) {
    return new FolderPlanner(Progress.NONE).plan(Location.of(source), Location.of(target), options);
  }

  private ClonePlan plan() {
    return plan(FolderOptions.DEFAULT);
  }

  private CloneReport run() {
    return run(FolderOptions.DEFAULT);
  }

  private CloneReport run(FolderOptions options) {
    try (ClonePlan plan = plan(options)) {
      return new CloneRunner(Progress.NONE).run(plan);
    }
  }

  private CheckReport check() {
    return new FolderCheck(Progress.NONE).check(Location.of(source), Location.of(target));
  }

  private static Map<String, String> visible(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.startsWith("_bering/")) {
          files.put(path, Files.readString(file));
        }
      }
    }
    return files;
  }

  private void assertProblems(Runnable action, String... messages) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(e.problems()).extracting(Problem::message).containsExactly(messages));
  }

  private void assertBIsNotOurs() {
    assertProblems(
        this::plan,
        "Cannot clone %s to %s: no clone has put b.parquet there.".formatted(source, target));
  }

  @Test
  void aRunThatIsOvertakenRemovesNothingThatTheOtherHasBrought() throws IOException {
    put("a.parquet", "one");
    put("b.parquet", "two");
    run();
    Files.delete(source.resolve("b.parquet"));
    try (ClonePlan overtaken = plan(new FolderOptions(FolderOptions.Gone.DELETE))) {
      put("b.parquet", "anew");
      run();
      assertProblems(
          () -> new CloneRunner(Progress.NONE).run(overtaken),
          "Cannot clone %s to %s: the target has changed since the plan was made."
              .formatted(source, target));
    }
    assertThat(visible(target)).isEqualTo(Map.of("a.parquet", "one", "b.parquet", "anew"));
  }

  private static String codeAndText(Note note) {
    return note.code() + ": " + note.text();
  }

  @Test
  void copiesEveryVisibleFileUnderItsEscapedNameAndNothingTwice() throws IOException {
    put("at=2026-01-31 10%3A00%3A00/region=a%2Fb/part-0.parquet", "one");
    put("at=2026-01-31 10%3A00%3A00/region=__HIVE_DEFAULT_PARTITION__/000000_0", "two");
    put("_year=2026/x.orc", "three");
    put("plain file +&ü.csv", "four");
    put("_SUCCESS", "");
    put("_temporary/0/part-9.parquet", "in flight");
    put(".hive-staging_1/x", "in flight");
    put("at=1/.part-0.parquet.crc", "crc");
    put("at=1/big.parquet._COPYING_", "half");
    Files.createDirectories(source.resolve("at=empty"));

    CloneReport report = run();

    assertThat(report.copiedFileCount()).isEqualTo(4);
    assertThat(visible(target))
        .isEqualTo(
            Map.of(
                "at=2026-01-31 10%3A00%3A00/region=a%2Fb/part-0.parquet", "one",
                "at=2026-01-31 10%3A00%3A00/region=__HIVE_DEFAULT_PARTITION__/000000_0", "two",
                "_year=2026/x.orc", "three",
                "plain file +&ü.csv", "four"));
    assertThat(report.plan().notes())
        .extracting(Note::code)
        .containsExactly("CLONE_HIDDEN_FILES", "CLONE_WRITER_SEEN", "CLONE_FOLDER_FORMATS");
    assertThat(report.plan().notes().get(2).text())
        .isEqualTo(
            "files are copied as they are, whatever their format: 1 without suffix, 1 .csv, 1 .orc,"
                + " 1 .parquet");
    assertThat(check().text())
        .isEqualTo("= 4  - 0  + 0  * 0  ! 0  at 4 files of 15 B%n".formatted());
    assertThat(plan().isEmpty()).isTrue();
    assertThat(plan().presentFileCount()).isEqualTo(4);
  }

  @Test
  void noticesAFileOverwrittenWithTheSameLength() throws IOException {
    put("a.parquet", "old");
    put("b.parquet", "old");
    run();
    put("b.parquet", "new");
    Files.setLastModifiedTime(
        source.resolve("b.parquet"), FileTime.from(EARLIER.plusNanos(1_000_000)));

    assertThat(check().text())
        .isEqualTo(
            "* b.parquet  (same size, other content)%n= 1  - 0  + 0  * 1  ! 0  at 2 files of 6 B%n"
                .formatted());
    CloneReport report = run();

    assertThat(report.copiedFileCount()).isEqualTo(1);
    assertThat(report.plan().notes())
        .extracting(FolderCloneTest::codeAndText)
        .contains(
            "CLONE_FOLDER_REPLACED: 1 file overwritten at the source since, such as b.parquet:"
                + " readers of the target see the new one as soon as it is copied");
    assertThat(visible(target)).containsEntry("b.parquet", "new");
    assertThat(plan().isEmpty()).isTrue();
  }

  @Test
  void keepsWhatIsGoneAtTheSourceUnlessAskedAndForeignFilesAlways() throws IOException {
    put("a.parquet", "a");
    put("b.parquet", "b");
    run();
    Files.delete(source.resolve("b.parquet"));
    put(target, "mine.parquet", "mine");

    try (ClonePlan plan = plan()) {
      assertThat(plan.isEmpty()).isTrue();
      assertThat(plan.notes())
          .extracting(FolderCloneTest::codeAndText)
          .contains(
              "CLONE_FOLDER_GONE: 1 file not at the source any more, such as b.parquet: the target"
                  + " keeps them, and its readers see them; --delete-extra removes them",
              "CLONE_FOLDER_FOREIGN: 1 file at the target that no clone put there, such as"
                  + " mine.parquet: left alone, and its readers see them");
    }
    assertThat(check().text())
        .isEqualTo(
            """
            - b.parquet  (not at the source)
            - mine.parquet  (not at the source)
            = 1  - 2  + 0  * 0  ! 0  at 1 file of 1 B
            """);
    assertThat(check().exitCode()).isEqualTo(ExitCode.DIFFERENT);

    run(new FolderOptions(FolderOptions.Gone.DELETE));
    assertThat(visible(target)).isEqualTo(Map.of("a.parquet", "a", "mine.parquet", "mine"));
    assertThat(plan(new FolderOptions(FolderOptions.Gone.DELETE)).isEmpty()).isTrue();
  }

  /** A run that says what it is about to copy, and ends as b.parquet is gone by then. */
  private void endAsBGoes() throws IOException {
    try (ClonePlan plan = plan()) {
      Files.delete(source.resolve("b.parquet"));
      assertThatThrownBy(() -> new CloneRunner(Progress.NONE).run(plan))
          .isInstanceOf(UserException.class);
    }
  }

  private void beginWithoutB() throws IOException {
    put("a.parquet", "a");
    run();
    put("b.parquet", "b");
    endAsBGoes();
    assertThat(visible(target)).containsOnlyKeys("a.parquet");
  }

  @Test
  void removesNoFileThatItOnlyWasAboutToCopy() throws IOException {
    beginWithoutB();
    put(target, "b.parquet", "theirs");
    try (ClonePlan plan = plan(new FolderOptions(FolderOptions.Gone.DELETE))) {
      assertThat(plan.notes().stream().map(FolderCloneTest::codeAndText))
          .contains(
              "CLONE_FOLDER_UNPROVEN: 1 file not at the source any more, such as b.parquet: left"
                  + " alone, as nothing shows that it is what a clone put there, and its readers"
                  + " see them");
      new CloneRunner(Progress.NONE).run(plan);
    }
    put(target, "b.parquet", "t");
    assertProblems(
        () -> plan(new FolderOptions(FolderOptions.Gone.DELETE)),
        "Cannot remove b.parquet of %s: a run that ended early may have put it there, or somebody else."
            .formatted(target));
    assertThat(visible(target)).isEqualTo(Map.of("a.parquet", "a", "b.parquet", "t"));
  }

  @Test
  void overwritesNoFileThatSomebodyElseHasPutOverACopy() throws IOException {
    put("b.parquet", "b");
    run();
    put(target, "b.parquet", "theirs");
    put("b.parquet", "longer");
    assertBIsNotOurs();
  }

  @Test
  void refusesWhatAStreamHasWritten() throws IOException {
    put("a.parquet", "a");
    put("_spark_metadata/0", "v1");
    assertProblems(
        this::plan,
        "Cannot clone %s as a folder of files: it is what a Spark stream writes, and its _spark_metadata says which files count (_spark_metadata/0)."
            .formatted(source));
  }

  @Test
  void removesNoCopyThatSomebodyElseHasWrittenOver() throws IOException {
    put("a.parquet", "a");
    put("b.parquet", "b");
    run();
    put(target, "b.parquet", "theirs");
    Files.delete(source.resolve("b.parquet"));
    run(new FolderOptions(FolderOptions.Gone.DELETE));
    assertThat(visible(target)).isEqualTo(Map.of("a.parquet", "a", "b.parquet", "theirs"));
  }

  @Test
  void overwritesNoFileThatItOnlyWasAboutToCopy() throws IOException {
    beginWithoutB();
    put(target, "b.parquet", "theirs");
    put("b.parquet", "ours");
    assertBIsNotOurs();
  }

  @Test
  void removesWhatItWasAboutToReplaceAndHasPutThereBefore() throws IOException {
    put("a.parquet", "a");
    put("b.parquet", "b");
    run();
    put("b.parquet", "longer");
    endAsBGoes();
    try (ClonePlan plan = plan(new FolderOptions(FolderOptions.Gone.DELETE))) {
      assertThat(plan.publications())
          .extracting(publication -> publication.step() + " " + publication.path())
          .containsExactly(
              "written _bering/folder.jsonl", "swept .", "written _bering/folder.jsonl");
      new CloneRunner(Progress.NONE).run(plan);
    }
    assertThat(visible(target)).isEqualTo(Map.of("a.parquet", "a"));
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void doesNotOverwriteAForeignFile() throws IOException {
    put("a.parquet", "a");
    run();
    put(target, "b.parquet", "theirs");
    put("b.parquet", "ours");
    assertBIsNotOurs();
  }

  @Test
  void refusesASourceThatChangesWhileItIsCopied() throws IOException {
    put("a.parquet", "a");
    put("b.parquet", "b");
    try (ClonePlan plan = plan()) {
      put("b.parquet", "c");
      Files.setLastModifiedTime(source.resolve("b.parquet"), FileTime.from(EARLIER.plusSeconds(1)));
      assertProblems(
          () -> new CloneRunner(Progress.NONE).run(plan),
          "Cannot clone %s: it changed while it was read: b.parquet had 1 bytes of 2026-01-01T00:00:00Z, then 1 bytes of 2026-01-01T00:00:01Z."
              .formatted(source));
    }
    assertThat(check().entries())
        .extracting(CheckReport.Entry::fact)
        .contains("the last clone has not ended");

    CloneReport report = run();

    assertThat(report.copiedFileCount()).isEqualTo(1);
    assertThat(visible(target)).isEqualTo(Map.of("a.parquet", "a", "b.parquet", "c"));
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void refusesAFileAddedOrGoneWhileItIsCopied() throws IOException {
    put("a.parquet", "a");
    put("b.parquet", "b");
    try (ClonePlan plan = plan()) {
      put("c.parquet", "c");
      assertProblems(
          () -> new CloneRunner(Progress.NONE).run(plan),
          "Cannot clone %s: it changed while it was read: c.parquet was added.".formatted(source));
    }
    try (ClonePlan plan = plan()) {
      Files.delete(source.resolve("b.parquet"));
      assertProblems(
          () -> new CloneRunner(Progress.NONE).run(plan),
          "Cannot clone %s: it changed while it was read: b.parquet is gone.".formatted(source));
    }
  }

  @Test
  void refusesLinks() throws IOException {
    put("a=1/x.parquet", "x");
    Files.createSymbolicLink(source.resolve("a=2"), source.resolve("a=1"));
    Files.createSymbolicLink(source.resolve("a=1/loop"), source);
    assertThatThrownBy(this::plan)
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactlyInAnyOrder(
                        "Cannot clone %s: a=2 is a link to %s."
                            .formatted(source, source.resolve("a=1")),
                        "Cannot clone %s: a=1/loop is a link to %s.".formatted(source, source)));
  }

  @Test
  void refusesTablesWhoseFilesDoNotAllCount() throws IOException {
    put("a/_delta_log/00000000000000000000.json", "{}");
    put("a/part-0.parquet", "x");
    put("b/metadata/v1.metadata.json", "{}");
    put("b/data/x.parquet", "x");
    put("c/.hoodie/hoodie.properties", "");
    put("d/base_0000005/bucket_00000", "x");
    put("d/delta_0000006_0000006_0000/bucket_00000", "x");
    assertThatThrownBy(this::plan)
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems().stream().map(Problem::message).toList())
                    .hasSize(4)
                    .anyMatch(
                        text ->
                            text.equals(
                                "Cannot clone %s as a folder of files: a in it is a Delta table (a/_delta_log/00000000000000000000.json)."
                                    .formatted(source)))
                    .anyMatch(text -> text.contains("b in it is an Iceberg table"))
                    .anyMatch(text -> text.contains("c in it is a Hudi table"))
                    .anyMatch(text -> text.contains("d in it is a transactional Hive table")));
  }

  @Test
  void refusesWhatIsMissingOrSomebodyElses() throws IOException {
    assertProblems(this::plan, "Cannot clone %s: nothing is there.".formatted(source));
    put("_SUCCESS", "");
    assertProblems(this::plan, "Cannot clone %s: it holds no data files.".formatted(source));
    put("a.parquet", "a");
    put(target, "mine.txt", "mine");
    assertProblems(
        this::plan,
        "Cannot clone to %s: it holds 1 file that no clone put there, such as mine.txt."
            .formatted(target));
    Files.delete(target.resolve("mine.txt"));
    run();
    Path other = folder.resolve("other");
    put(other, "a.parquet", "a");
    assertProblems(
        () ->
            new FolderPlanner(Progress.NONE)
                .plan(Location.of(other), Location.of(target), FolderOptions.DEFAULT),
        "Cannot clone %s: %s holds a clone of another kind or of another place, %s."
            .formatted(other, target, source));
    Files.writeString(target.resolve("_bering/folder.jsonl"), "{\"format\":2}\n");
    assertProblems(
        this::plan,
        "Cannot clone to %s: its _bering/folder.jsonl is not what this version writes."
            .formatted(target));
    assertThat(List.of(visible(target).keySet())).containsExactly(java.util.Set.of("a.parquet"));
  }
}
