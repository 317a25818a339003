package dev.bering.clone.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Note;
import dev.bering.model.ExitCode;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FolderCloneTest extends FolderCase {

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
}
