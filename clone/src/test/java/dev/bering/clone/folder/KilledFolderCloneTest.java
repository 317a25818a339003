package dev.bering.clone.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Kills;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copy of a folder that is killed at any step holds whole files only, old or new, and the next
 * run copies what is missing, and nothing twice.
 */
class KilledFolderCloneTest {

  private static final FolderOptions OPTIONS = new FolderOptions(FolderOptions.Gone.DELETE);
  private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private static ClonePlan plan(Path source, Path target) {
    return new FolderPlanner(Progress.NONE).plan(Location.of(source), Location.of(target), OPTIONS);
  }

  /** The process that is killed: source, target, and the step at which it dies. */
  public static void main(String[] args) {
    run(Path.of(args[0]), Path.of(args[1]), Kills.at(args[2], Location.of(args[1])));
  }

  private static void run(Path source, Path target, Function<Location, Store> stores) {
    try (ClonePlan plan = plan(source, target)) {
      new CloneRunner(Progress.NONE, 1, stores).run(plan);
    }
  }

  private static void put(Path root, String path, String content, Instant time) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static Map<String, String> visible(Path root) throws IOException {
    Map<String, String> files = new HashMap<>();
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

  @Test
  void endsTheSameWhereverItIsKilledAndCopiesNothingTwice() throws Exception {
    Path first = folder.resolve("first");
    put(first, "d=1/kept.parquet", "kept content", EARLIER);
    put(first, "d=1/changed.parquet", "old content", EARLIER);
    put(first, "d=1/gone.parquet", "gone content", EARLIER);
    Map<String, String> wanted =
        Map.of(
            "d=1/kept.parquet", "kept content",
            "d=1/changed.parquet", "new content",
            "d=2/added.parquet", "added content");
    int kills = 0;
    for (int step = 1; ; step += 2) {
      Path source = folder.resolve("source-" + step);
      Path target = folder.resolve("killed-at-" + step);
      for (Map.Entry<String, String> file : visible(first).entrySet()) {
        put(source, file.getKey(), file.getValue(), EARLIER);
      }
      try (ClonePlan plan = plan(source, target)) {
        new CloneRunner(Progress.NONE).run(plan);
      }
      put(source, "d=1/changed.parquet", "new content", EARLIER.plusSeconds(1));
      put(source, "d=2/added.parquet", "added content", EARLIER);
      Files.delete(source.resolve("d=1/gone.parquet"));

      if (!Kills.at(
          step,
          Location.of(target),
          stores -> run(source, target, stores),
          KilledFolderCloneTest.class,
          source,
          target)) {
        break;
      }
      kills++;
      Map<String, String> left = visible(target);
      assertThat(left.get("d=1/changed.parquet")).isIn("old content", "new content");
      assertThat(left.getOrDefault("d=2/added.parquet", "added content"))
          .isEqualTo("added content");
      long missing =
          wanted.entrySet().stream()
              .filter(file -> !file.getValue().equals(left.get(file.getKey())))
              .count();

      try (ClonePlan plan = plan(source, target)) {
        assertThat(plan.files().count()).as("after a kill at step %d", step).isEqualTo(missing);
        new CloneRunner(Progress.NONE).run(plan);
      }
      assertThat(visible(target)).isEqualTo(wanted);
      assertThat(
              new FolderCheck(Progress.NONE)
                  .check(Location.of(source), Location.of(target))
                  .entries())
          .isEmpty();
      try (ClonePlan plan = plan(source, target)) {
        assertThat(plan.isEmpty()).isTrue();
      }
    }
    assertThat(kills).isGreaterThanOrEqualTo(7);
  }
}
