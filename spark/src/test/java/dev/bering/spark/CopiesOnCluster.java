package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.delta.ReplicaPlanner;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Backoff;
import dev.bering.stores.Retries;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones on a real cluster: master, worker and executors are processes of their own. */
abstract class CopiesOnCluster {

  private static final int FILES = 300;

  private static final StandaloneCluster PROCESSES = SharedCluster.PROCESSES;
  private static final SparkCluster CLUSTER = SharedCluster.SPARK;

  @TempDir Path folder;

  private DeltaTableFixture source;

  @BeforeAll
  static void awaitExecutor() {
    SharedCluster.awaitExecutor();
  }

  @BeforeEach
  void makeTable() {
    source = DeltaTableFixture.create(folder.resolve("source"), "table");
    StringBuilder adds = new StringBuilder();
    for (int i = 0; i < FILES; i++) {
      String path = "part-%d/file %d.parquet".formatted(i % 7, i);
      int size = i % 100 == 0 ? 500_000 : 1_000 + i;
      source.file(path, size);
      adds.append(DeltaTableFixture.add(path.replace(" ", "%20"), size)).append('\n');
    }
    source.commit(adds.toString().strip());
  }

  private Path target(String name) {
    return folder.resolve(name);
  }

  private ClonePlan plan(Path target) {
    return new ReplicaPlanner(Progress.NONE).plan(source.location(), Location.of(target));
  }

  private static CloneRunner runner(Progress progress, Duration patience) {
    return new CloneRunner(
        progress,
        new SparkFileCopier(CLUSTER, 2, new Retries(Backoff.STANDARD), new Traffic(), patience),
        Stores::open);
  }

  private CloneReport cloneTo(Path target, Progress progress) {
    return cloneTo(target, progress, Duration.ofMinutes(2));
  }

  private CloneReport cloneTo(Path target, Progress progress, Duration patience) {
    try (ClonePlan plan = plan(target)) {
      return runner(progress, patience).run(plan);
    }
  }

  /** Does something when the first files are known to be there, while others are not. */
  private record Interference(Runnable what, AtomicLong heard) implements Progress {
    @Override
    public Step begin(String task, long total, Unit unit) {
      return new Step() {
        @Override
        public void advance(long amount) {
          if (unit == Unit.BYTES && heard.getAndAdd(amount) == 0) {
            assertThat(amount).isLessThan(total);
            what.run();
          }
        }

        @Override
        public void close() {}
      };
    }
  }

  private static Interference atFirst(Runnable what) {
    return new Interference(what, new AtomicLong());
  }

  private static Map<String, Long> contents(Path table) throws IOException {
    Map<String, Long> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(table)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = table.relativize(file).toString();
        // Bering's own notes differ from run to run.
        if (!name.startsWith("_bering/")) {
          contents.put(name, (long) Files.readString(file).hashCode());
        }
      }
    }
    return contents;
  }

  private void assertSameAsByThreads(Path target) throws IOException {
    Path byThreads = target("by threads");
    try (ClonePlan plan = plan(byThreads)) {
      new CloneRunner(Progress.NONE).run(plan);
    }
    assertThat(contents(target)).isEqualTo(contents(byThreads));
    assertThat(
            new DeltaCheck(Progress.NONE).check(source.location(), Location.of(target)).exitCode())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void endsAsThreadsOfThisProcessWouldAndCopiesNothingTwice() throws Exception {
    AtomicLong heard = new AtomicLong();
    CloneReport report = cloneTo(target("t"), new Interference(() -> {}, heard));
    assertThat(report.copiedFileCount()).isEqualTo(FILES);
    assertThat(heard.get()).isEqualTo(report.plan().files().sizeBytes());
    assertSameAsByThreads(target("t"));
    assertThat(plan(target("t")).isEmpty()).isTrue();
    source.append("later.parquet", 10);
    assertThat(cloneTo(target("t"), Progress.NONE).copiedFileCount()).isEqualTo(1);
  }

  @Test
  void outlivesAnExecutorThatIsKilled() throws Exception {
    cloneTo(target("t"), atFirst(() -> PROCESSES.killExecutors()));
    assertSameAsByThreads(target("t"));
  }

  @Test
  void endsInWordsIfTheClusterIsGoneAndGoesOnLater() throws Exception {
    assertThatThrownBy(
            () ->
                cloneTo(target("t"), atFirst(() -> PROCESSES.killWorker()), Duration.ofSeconds(2)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s on %s: there has been no executor for 2 s."
                .formatted(source.folder(), PROCESSES.url()));
    assertThat(target("t").resolve("_delta_log")).doesNotExist();
    PROCESSES.startWorker();
    awaitExecutor();
    CloneReport report = cloneTo(target("t"), Progress.NONE);
    assertThat(report.copiedFileCount()).isBetween(1L, FILES - 1L);
    assertSameAsByThreads(target("t"));
  }

  @Test
  void saysWhatThreadsOfThisProcessWouldSayOfAFileThatIsGone() throws Exception {
    try (ClonePlan plan = plan(target("t"))) {
      Files.delete(source.folder().resolve("part-1/file 99.parquet"));
      assertThatThrownBy(() -> runner(Progress.NONE, Duration.ofMinutes(2)).run(plan))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot copy part-1/file 99.parquet of %s: it was there when the plan was made and is not any more."
                  .formatted(source.folder()));
    }
    assertThat(target("t").resolve("_delta_log")).doesNotExist();
  }

  @Test
  void noticesThatTheTargetOfItsTasksIsNotTheOneThatIsSeenHere() {
    Runnable loseOne =
        () -> {
          // The largest file is copied first.
          try (Stream<Path> files = Files.walk(target("t"))) {
            Files.delete(
                files.filter(file -> file.endsWith("file 0.parquet")).findFirst().orElseThrow());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    assertThatThrownBy(() -> cloneTo(target("t"), atFirst(loseOne)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone to %s on %s: a task has copied part-0/file 0.parquet there, and here it is not."
                .formatted(target("t"), PROCESSES.url()));
    assertThat(target("t").resolve("_delta_log")).doesNotExist();
  }

  @Test
  void saysThatAMasterMakesNoSense() {
    assertThatThrownBy(() -> SparkCluster.connect("nonsense", Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot start Spark on nonsense: ");
  }
}
