package dev.bering.clone.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of files, its copy, and what is done with the two. */
abstract class FolderCase {

  static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  Path source;

  Path target;

  @BeforeEach
  void nameSides() {
    source = folder.resolve("orders");
    target = folder.resolve("copy");
  }

  void put(String path, String content) throws IOException {
    put(source, path, content);
  }

  static void put(Path root, String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(EARLIER));
  }

  ClonePlan plan(FolderOptions options) {
    return new FolderPlanner(Progress.NONE).plan(Location.of(source), Location.of(target), options);
  }

  ClonePlan plan() {
    return plan(FolderOptions.DEFAULT);
  }

  CloneReport run() {
    return run(FolderOptions.DEFAULT);
  }

  CloneReport run(FolderOptions options) {
    try (ClonePlan plan = plan(options)) {
      return new CloneRunner(Progress.NONE).run(plan);
    }
  }

  CheckReport check() {
    return new FolderCheck(Progress.NONE).check(Location.of(source), Location.of(target));
  }

  static Map<String, String> visible(Path root) throws IOException {
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

  void assertProblems(Runnable action, String... messages) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(e.problems()).extracting(Problem::message).containsExactly(messages));
  }
}
