package dev.bering.clone.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Folders that are not copied as they are, or do not stand still. */
class FolderRefusalTest extends FolderCase {

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
